// All that is known of one delivery. Body and responses are strangers' text, and stay text.

import { el, setText } from "./dom.js";
import { ApiError, call, deliveryPath } from "./api.js";
import { pretty } from "./json-text.js";
import { say } from "./say.js";
import { duration, exactTime, plural, sentence } from "./words.js";

const ONE_LINE = 60;
const NOT_SENDABLE = {
  HELD: "It is sent as soon as its webhook is active.",
  CANCELLED: "Its webhook was deleted.",
};

export function deliveryDetail(workspace, id, onChange) {
  const facts = el("dl", { class: "facts" });
  const next = fact("Next attempt", "");
  const body = code("Body");
  const why = el("span", { class: "soft" });
  const again = el("button", { type: "button", class: "primary", onclick: redeliver }, "Redeliver");
  const attempts = el("ol", { class: "attempts" });
  const attemptsTitle = el("h3", {}, "Attempts");
  const trouble = el("p", { class: "notice bad", role: "alert", hidden: true });
  const node = el("div", { class: "detail-box" },
    trouble,
    el("div", { class: "detail-head" }, facts, el("div", { class: "redeliver" }, why, again)),
    el("div", { class: "detail-parts" },
      el("section", {}, el("h3", {}, "Body"), body),
      el("section", {}, attemptsTitle, attempts)));

  return { node, show, fail };

  function show(delivery) {
    trouble.hidden = true;
    if (facts.childElementCount === 0) {
      facts.append(
        fact("Delivery", el("span", { class: "mono" }, delivery.id)),
        fact("Event", el("span", { class: "mono" }, delivery.eventId)),
        fact("Created", exactTime(delivery.createdAt)),
        next);
      setText(body, pretty(delivery.body));
    }
    next.hidden = !delivery.nextAttemptAt;
    if (delivery.nextAttemptAt) {
      setText(next.lastElementChild, exactTime(delivery.nextAttemptAt));
    }
    const reason = NOT_SENDABLE[delivery.state] || "";
    setText(why, reason);
    again.setAttribute("aria-disabled", String(reason !== ""));
    setText(again, delivery.state === "PENDING" ? "Send now" : "Redeliver");
    showAttempts(delivery.attempts, delivery.attemptLog);
  }

  /** Newest on top. An attempt never changes: those that are there stay as they are. */
  function showAttempts(count, log) {
    const newest = log.length < count ? `, the newest ${log.length}` : "";
    setText(attemptsTitle, count === 0 ? "No attempt yet" : plural(count, "attempt") + newest);
    const shown = new Set([...attempts.children].map((item) => item.dataset.number));
    for (const each of log) {
      if (!shown.has(String(each.number))) {
        attempts.prepend(attempt(each));
      }
    }
  }

  async function redeliver() {
    if (again.getAttribute("aria-disabled") === "true") {
      return;
    }
    again.setAttribute("aria-disabled", "true");
    try {
      await call("POST", workspace, `${deliveryPath(id)}/redeliver`);
      say("The delivery is sent now.");
      await onChange();
    } catch (failure) {
      if (!(failure instanceof ApiError)) {
        throw failure;
      }
      again.setAttribute("aria-disabled", "false");
      say(failure.message, "bad");
    }
  }

  function fail(failure) {
    setText(trouble, failure.message);
    trouble.hidden = false;
  }
}

function attempt({ number, at, durationMs, status, error, responseBody }) {
  const acknowledged = status >= 200 && status <= 299;
  return el("li", { class: acknowledged ? "attempt good" : "attempt bad", "data-number": number },
    el("p", { class: "attempt-head" },
      el("strong", {}, `Attempt ${number}`),
      el("span", {}, status ? `status ${status}` : "no answer"),
      el("span", {}, duration(durationMs)),
      el("time", { datetime: at, class: "soft" }, exactTime(at))),
    error && el("p", { class: "attempt-error" }, sentence(error)),
    responseBody && code(`Response of attempt ${number}`, readable(responseBody)));
}

/** What fits on a line stays on one. */
function readable(text) {
  return text.length > ONE_LINE ? pretty(text) : text;
}

/** A box that can be scrolled, by keyboard too. */
function code(label, text = "") {
  return el("pre", { class: "mono", tabindex: "0", role: "region", "aria-label": label, dir: "ltr" }, text);
}

function fact(term, value) {
  return el("div", {}, el("dt", {}, term), el("dd", {}, value));
}
