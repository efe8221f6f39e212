// States, event types and times in words.

import { el, svg } from "./dom.js";

const EVENT_DATA = {
  "conversation.created": `{
  "conversationId": "65f3a2...",
  "channel": "instagram",
  "contact": {"id": "cnt_...", "username": "jane.doe"}
}`,
  "message.received": `{
  "conversationId": "65f3a2...",
  "messageId": "msg_...",
  "direction": "inbound",
  "type": "text",
  "text": "Is the course still open?"
}`,
  "message.sent": `{
  "conversationId": "65f3a2...",
  "messageId": "msg_...",
  "direction": "outbound",
  "type": "ai",
  "text": "Yes!",
  "creditsUsed": 1
}`,
  "automation.triggered": `{
  "conversationId": "65f3a2...",
  "automationId": "aut_...",
  "name": "Send the booking link",
  "trigger": "keyword"
}`,
  "conversation.closed": `{
  "conversationId": "65f3a2...",
  "reason": "converted",
  "messageCount": 2
}`,
};

export const EVENT_TYPES = Object.keys(EVENT_DATA);
export const exampleData = (type) => EVENT_DATA[type];

// Each state has its own shape, so that it can be told without its colour.
const CHECK = "M3.5 8.5l3 3 6-7";
const CROSS = "M4 4l8 8M12 4l-8 8";
const CLOCK = "M8 4.5V8l2.5 1.5M14 8A6 6 0 1 1 2 8a6 6 0 0 1 12 0z";
const PAUSE = "M5.5 3.5v9M10.5 3.5v9";
const SLASH = "M3.8 12.2l8.4-8.4M14 8A6 6 0 1 1 2 8a6 6 0 0 1 12 0z";
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

const ABSOLUTE = new Intl.DateTimeFormat(undefined, { dateStyle: "medium", timeStyle: "medium" });
const RELATIVE = new Intl.RelativeTimeFormat("en", { numeric: "auto", style: "narrow" });
const STEPS = [["day", 86_400], ["hour", 3_600], ["minute", 60], ["second", 1]];

/** Says "5 min. ago", and exactly when on hovering and to machines. */
export function time(iso) {
  const node = el("time", { datetime: iso, title: ABSOLUTE.format(new Date(iso)) });
  refreshTime(node);
  return node;
}

export function refreshTime(node) {
  const text = relative(new Date(node.dateTime));
  if (node.textContent !== text) {
    node.textContent = text;
  }
}

function relative(instant) {
  const seconds = Math.round((instant - Date.now()) / 1000);
  const [unit, size] = STEPS.find(([, length]) => Math.abs(seconds) >= length) || STEPS.at(-1);
  return RELATIVE.format(Math.trunc(seconds / size), unit);
}

/** A date and a time of the day, to the second, in the user's zone. */
export const exactTime = (iso) => ABSOLUTE.format(new Date(iso));

export function duration(ms) {
  return ms < 1000 ? `${Math.round(ms)} ms` : `${(ms / 1000).toFixed(ms < 10_000 ? 2 : 1)} s`;
}

export function plural(count, one, many = `${one}s`) {
  return `${count.toLocaleString("en")} ${count === 1 ? one : many}`;
}

/** With a capital letter and a full stop, whoever wrote it. */
export function sentence(text) {
  return text[0].toUpperCase() + text.slice(1) + (/[.!?]$/.test(text) ? "" : ".");
}
