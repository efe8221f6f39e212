// States and counts in words.

import { el, svg } from "./dom.js";

// Each state has its own shape, so that it can be told without its colour.
const CHECK = "M3.5 8.5l3 3 6-7";
const CROSS = "M4 4l8 8M12 4l-8 8";
const CLOCK = "M8 4.5V8l2.5 1.5M14 8A6 6 0 1 1 2 8a6 6 0 0 1 12 0z";
const PAUSE = "M5.5 3.5v9M10.5 3.5v9";
const SLASH = "M3.8 12.2l8.4-8.4M14 8A6 6 0 1 1 2 8a6 6 0 0 1 12 0z";
const WARNING = "M8 2.5l6.2 11H1.8zM8 6.8v3M8 11.8v.1";
const QUESTION = "M5.8 6a2.3 2.3 0 1 1 3.4 2c-.8.5-1.2.9-1.2 1.8M8 12.6v.1";

const STATES = {
  PENDING: ["Pending", "pending", CLOCK],
  DELIVERED: ["Delivered", "good", CHECK],
  FAILED: ["Failed", "bad", CROSS],
  HELD: ["Held", "held", PAUSE],
  CANCELLED: ["Cancelled", "off", SLASH],
  ACTIVE: ["Active", "good", CHECK],
  UNVERIFIED: ["Unverified", "pending", QUESTION],
  DISABLED: ["Disabled", "off", PAUSE],
  FAILING: ["Failing", "bad", WARNING],
  THROTTLED: ["Slowed down", "pending", CLOCK],
  PAUSED: ["Paused", "bad", PAUSE],
  RECOVERING: ["Recovering", "pending", CLOCK],
};

const known = (state) => STATES[state] || [String(state), "off", QUESTION];

export const stateWord = (state) => known(state)[0];
export const stateTone = (state) => known(state)[1];

export function stateIcon(state) {
  return svg("svg", { class: "icon", viewBox: "0 0 16 16", "aria-hidden": "true" },
    svg("path", { d: known(state)[2] }));
}

export function badge(state) {
  return el("span", { class: `badge ${stateTone(state)}` }, stateIcon(state), stateWord(state));
}

export function duration(ms) {
  return ms > 0 && ms < 1 ? "under 1 ms" : ms < 1000 ? `${Math.round(ms)} ms` : `${(ms / 1000).toFixed(ms < 10_000 ? 2 : 1)} s`;
}

// Of what waits the API counts no more.
export const COUNTED_UP_TO = 10_000;

export const number = (count) => count.toLocaleString("en");

export function plural(count, one, many = `${one}s`) {
  return `${number(count)} ${count === 1 ? one : many}`;
}

/** With a capital letter and a full stop, whoever wrote it. */
export function sentence(text) {
  return text === "" ? "" : text[0].toUpperCase() + text.slice(1) + (/[.!?]$/.test(text) ? "" : ".");
}
