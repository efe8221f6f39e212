// How a webhook is, in words: what its owner sees first, and what he may have to do.

import { el } from "./dom.js";
import { exactTime, time } from "./times.js";
import { COUNTED_UP_TO, number, plural, sentence } from "./words.js";

/** The one word on a webhook's badge: a status that stops everything, or else its health. */
export function condition({ status, health }) {
  if (status !== "ACTIVE") {
    return status;
  }
  if (health.state !== "HEALTHY") {
    return health.state;
  }
  return health.consecutiveFailures > 0 ? "FAILING" : "ACTIVE";
}

/** Whether somebody has to do something about it. What its owner disabled is as he wants it. */
export function needsAction({ status, health }) {
  return status === "UNVERIFIED" || health.state === "PAUSED"
    || (status === "DISABLED" && health.state !== "HEALTHY");
}

/** What is the matter, in short. */
export function trouble({ status, statusReason, health }) {
  if (status !== "ACTIVE") {
    return sentence(statusReason || status.toLowerCase());
  }
  return health.failingSince
    ? `Every attempt has failed since ${exactTime(health.failingSince)}.`
    : "";
}

/** What its owner can do about it. */
export function remedy({ status }) {
  return status === "ACTIVE"
    ? "Mend the endpoint: nothing is lost meanwhile, and it comes back by itself."
    : status === "UNVERIFIED"
      ? "Have the URL answer the handshake, and verify it again."
      : "Mend the endpoint, and enable the webhook.";
}

/** The lines of a card that say how it is; none for a webhook that is well. */
export function conditionLines(webhook) {
  const { status, statusReason, health } = webhook;
  return [
    status !== "ACTIVE" && statusReason && line(sentence(statusReason)),
    status === "ACTIVE" && health.state === "PAUSED" && line("Nothing is sent ", ...until(health), ": the endpoint keeps failing."),
    status === "ACTIVE" && health.state === "THROTTLED" && line("The endpoint asked for a pause: nothing is sent ", ...until(health), "."),
    status === "ACTIVE" && health.state === "RECOVERING" && line("The endpoint answers again: more is sent step by step."),
    health.failingSince && line("Nothing but failures since ", exactTime(health.failingSince),
      ` (${plural(health.consecutiveFailures, "failure")} in a row).`),
    health.waiting > 0 && line(...waiting(webhook)),
    status === "UNVERIFIED" && line("It is sent nothing until its URL proves itself. Nothing is kept for a webhook "
      + "that never did: what happens before is not sent later."),
  ].filter(Boolean);
}

function until({ until: end }) {
  return end ? ["until ", exactTime(end), " (", time(end), ")"] : ["for the moment"];
}

function waiting({ status, health }) {
  const many = health.waiting >= COUNTED_UP_TO ? `${number(COUNTED_UP_TO)} deliveries or more wait` : plural(health.waiting, "delivery waits", "deliveries wait");
  const why = status === "DISABLED"
    ? ` because it is disabled`
    : status === "UNVERIFIED" ? " until it is verified" : "";
  return health.oldestWaitingAt
    ? [`${many}${why}, the oldest of `, time(health.oldestWaitingAt), "."]
    : [`${many}${why}.`];
}

function line(...parts) {
  return el("p", {}, ...parts);
}
