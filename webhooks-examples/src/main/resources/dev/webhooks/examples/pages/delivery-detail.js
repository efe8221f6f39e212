// All that is known of one delivery.

import { el, setText } from "./dom.js";
import { call, deliveryPath, webhookPath } from "./api.js";
import { attemptEntry, codeBox } from "./attempt.js";
import { copyText } from "./copy.js";
import { pretty } from "./json-text.js";
import { deliveryHref, href } from "./route.js";
import { say } from "./say.js";
import { exactTime } from "./times.js";
import { visible } from "./visible.js";
import { perform } from "./webhook-actions.js";
import { plural } from "./words.js";

const WAITS = "It waits, and is sent as soon as its webhook is active.";

/** `heading` is the element that its parts' titles are: one below that of what it stands in. */
export function deliveryDetail(workspace, id, heading, onChange) {
  const facts = el("dl", { class: "facts" });
  const next = fact("Next attempt", "");
  const webhook = el("a", {});
  const body = codeBox("Body");
  const why = el("span", { class: "soft" });
  const again = el("button", {
    type: "button", class: "primary", onclick: (event) => perform(event.currentTarget, redeliver),
  }, "Redeliver");
  const link = el("button", {
    type: "button", onclick: () => copyText(`${location.origin}/${deliveryHref(workspace, id)}`, "The link"),
  }, "Copy link");
  const attempts = el("ol", { class: "attempts" });
  const attemptsTitle = el(heading, {}, "Attempts");
  const trouble = el("p", { class: "notice bad", role: "alert", hidden: true });
  const node = el("div", { class: "detail-box" },
    trouble,
    facts,
    el("div", { class: "redeliver" }, again, link, why),
    el("div", { class: "detail-parts" },
      el("section", {}, attemptsTitle, attempts),
      el("section", {}, el(heading, {}, "Body"), body)));

  return { node, show, fail };

  function show(delivery, name) {
    trouble.hidden = true;
    if (facts.childElementCount === 0) {
      facts.append(
        fact("Delivery", el("a", { class: "mono", href: deliveryHref(workspace, id) }, delivery.id)),
        fact("Event", el("a", {
          class: "mono", href: href(workspace, "deliveries", { id: delivery.eventId }),
        }, delivery.eventId)),
        fact("Webhook", webhook),
        fact("Account", delivery.account ?? "none"),
        fact("Created", exactTime(delivery.createdAt)),
        next);
      webhook.href = href(workspace, "deliveries", { webhook: delivery.webhookId });
      if (delivery.test) {
        facts.append(fact("Test", "A sample event: nothing happened"));
      }
      setText(body, visible(pretty(delivery.body)));
    }
    setText(webhook, name ? visible(name) : `${delivery.webhookId} (deleted)`);
    next.hidden = !delivery.nextAttemptAt;
    if (delivery.nextAttemptAt) {
      setText(next.lastElementChild, exactTime(delivery.nextAttemptAt));
    }
    const reason = notSendable(delivery, name);
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
        attempts.prepend(attemptEntry(each));
      }
    }
  }

  async function redeliver() {
    if (again.getAttribute("aria-disabled") !== "true") {
      const sent = await call("POST", workspace, `${deliveryPath(id)}/redeliver`);
      say(await outlook(sent));
      await onChange();
    }
  }

  /** When it leaves: what holds its webhook back holds it back too. */
  async function outlook({ state, webhookId }) {
    if (state === "HELD") {
      return WAITS;
    }
    const { health } = await call("GET", workspace, webhookPath(webhookId));
    return health.until
      ? `Its webhook is sent nothing until ${exactTime(health.until)}: the delivery leaves after that.`
      : "The delivery is sent now.";
  }

  function fail(failure) {
    setText(trouble, failure.message);
    trouble.hidden = false;
  }
}

/** Why it can't be sent again, empty when it can. The webhook has a name for as long as it is there. */
function notSendable({ state }, name) {
  if (state === "HELD") {
    return WAITS;
  }
  return state === "CANCELLED" && !name ? "It was cancelled, because its webhook was deleted." : "";
}

function fact(term, value) {
  return el("div", {}, el("dt", {}, term), el("dd", {}, value));
}
