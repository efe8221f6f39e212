// Times in words, in the user's zone, which is named.

import { el } from "./dom.js";

const ABSOLUTE = new Intl.DateTimeFormat(undefined, { dateStyle: "medium", timeStyle: "medium" });
const RELATIVE = new Intl.RelativeTimeFormat("en", { numeric: "auto", style: "narrow" });
const STEPS = [["day", 86_400], ["hour", 3_600], ["minute", 60], ["second", 1]];

/** Says "5 min. ago", and exactly when on hovering and to machines. */
export function time(iso) {
  const node = el("time", { datetime: iso, title: `${exactTime(iso)} (${zone()})` });
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

/** A date and a time of the day, to the second. */
export const exactTime = (iso) => ABSOLUTE.format(new Date(iso));

/** As in "Europe/Berlin, GMT+1". */
export function zone(at = new Date()) {
  const { timeZone } = new Intl.DateTimeFormat().resolvedOptions();
  const offset = new Intl.DateTimeFormat("en", { timeZoneName: "shortOffset" })
    .formatToParts(at).find(({ type }) => type === "timeZoneName").value;
  return timeZone === "UTC" ? timeZone : `${timeZone}, ${offset}`;
}

/** As a field of type datetime-local wants it: in the user's zone, without one. */
export function localTime(instant) {
  const shifted = new Date(instant.getTime() - instant.getTimezoneOffset() * 60_000);
  return shifted.toISOString().slice(0, 19);
}

/** What such a field holds, as the API wants it; empty for nothing, or for no time. */
export function wireTime(local) {
  const instant = new Date(local);
  return local && !Number.isNaN(instant.getTime()) ? instant.toISOString() : "";
}
