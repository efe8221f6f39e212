// One attempt of a delivery, and what the endpoint answered. That is strangers' text, and stays text.

import { el } from "./dom.js";
import { pretty } from "./json-text.js";
import { exactTime } from "./times.js";
import { visible } from "./visible.js";
import { duration, plural, sentence } from "./words.js";

const ONE_LINE = 60;

export function attemptEntry({ number, at, durationMs, status, error, responseBody, truncated }) {
  const acknowledged = status >= 200 && status <= 299;
  return el("li", { class: acknowledged ? "attempt good" : "attempt bad", "data-number": number },
    el("p", { class: "attempt-head" },
      el("strong", {}, `Attempt ${number}`),
      el("span", {}, status ? `status ${status}` : "no answer"),
      el("span", {}, duration(durationMs)),
      el("time", { datetime: at, class: "soft" }, exactTime(at))),
    error && el("p", { class: "attempt-error" }, sentence(visible(error))),
    responseBody && codeBox(`Response of attempt ${number}`, visible(readable(responseBody))),
    truncated && el("p", { class: "soft" }, responseBody
      ? `The answer was longer: these are its first ${plural(responseBody.length, "character")}.`
      : "The answer was too long to keep."));
}

/** What fits on a line stays on one. */
function readable(text) {
  return text.length > ONE_LINE ? pretty(text) : text;
}

/** A box that can be scrolled, by keyboard too. */
export function codeBox(label, text = "") {
  return el("pre", { class: "mono", tabindex: "0", role: "region", "aria-label": label, dir: "ltr" }, text);
}
