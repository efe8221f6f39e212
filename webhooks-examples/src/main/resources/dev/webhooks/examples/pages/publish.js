// The form that publishes a test event.

import { $ } from "./dom.js";
import { ApiError, call } from "./api.js";
import { fillIn, setOptions } from "./forms.js";
import { EVENT_TYPES, exampleData } from "./words.js";

/** Resolves to `{eventId, deliveries}`, or to null when the user leaves it. */
export function openPublishForm(workspace) {
  const form = $("publish-form");
  const { event, account, data } = form.elements;
  setOptions(event, EVENT_TYPES.map((type) => [type, type]));
  event.onchange = () => {
    data.value = exampleData(event.value);
  };
  if (!data.value) {
    data.value = exampleData(event.value);
  }

  return fillIn(form, async () => {
    requireJson(data.value);
    // The data goes out as it was typed: parsing it would round its large numbers.
    const from = account.value.trim();
    const head = { event: event.value, ...(from && { account: from }) };
    const body = `${JSON.stringify(head).slice(0, -1)},"data":${data.value}}`;
    return call("POST", workspace, "/events", body);
  });
}

function requireJson(text) {
  try {
    JSON.parse(text);
  } catch (failure) {
    throw new ApiError(0, { field: "data", detail: `Not JSON: ${failure.message}` });
  }
}
