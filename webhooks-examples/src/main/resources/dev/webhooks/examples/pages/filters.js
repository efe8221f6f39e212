// The log's filters: a form, and the address that says the same.

import { $, setText } from "./dom.js";
import { EVENT_TYPES } from "./event-types.js";
import { setOptions } from "./forms.js";
import { localTime, wireTime, zone } from "./times.js";

const TEXTS = ["id", "state", "webhook", "event", "account", "status"];
const TIMES = ["from", "to"];
const RARE = ["account", "status", ...TIMES];

/** `onChange(filters)` is called with what somebody chose. */
export function filterForm(onChange) {
  const form = $("filters");
  const { elements } = form;
  setText($("filter-zone"), `Times in ${zone()}`);
  form.onsubmit = (event) => {
    event.preventDefault();
    onChange(read());
  };
  form.onchange = () => onChange(read());
  $("clear-filters").onclick = () => onChange({});

  function read() {
    const chosen = Object.fromEntries(TEXTS.map((name) => [name, elements[name].value.trim()]));
    TIMES.forEach((name) => {
      chosen[name] = wireTime(elements[name].value);
    });
    return chosen;
  }

  return {
    show(filters) {
      const types = [...new Set([...EVENT_TYPES, filters.event])].filter(Boolean);
      setOptions(elements.event, [["", "All"], ...types.map((type) => [type, type])]);
      TEXTS.forEach((name) => {
        elements[name].value = filters[name];
      });
      TIMES.forEach((name) => {
        const at = new Date(filters[name]);
        elements[name].value = Number.isNaN(at.getTime()) ? "" : localTime(at);
      });
      $("clear-filters").hidden = ![...TEXTS, ...TIMES].some((name) => filters[name]);
      if (RARE.some((name) => filters[name])) {
        $("more-filters").open = true;
      }
    },
    showNames(names, chosen) {
      const options = Object.entries(names);
      if (chosen && !(chosen in names)) {
        options.push([chosen, `${chosen} (deleted)`]);
      }
      setOptions(elements.webhook, [["", "All"], ...options]);
      elements.webhook.value = chosen;
    },
  };
}
