// One webhook of the list: how it is on top, what it is below, and what can be done with it.

import { el } from "./dom.js";
import { condition, conditionLines } from "./condition.js";
import { handshake } from "./handshake.js";
import { receivers } from "./receivers.js";
import { href } from "./route.js";
import { shareBar } from "./share-bar.js";
import { refreshTime, time } from "./times.js";
import { visible } from "./visible.js";
import { badge, number, plural } from "./words.js";

const FEW = 6; // accounts that are shown; more of them fold

/** `act(name, webhook, button)` does what a button says. A part is redrawn only when it differs. */
export function webhookCard(workspace, id, act) {
  const titleId = `webhook-${id}`;
  const head = part(header);
  const state = part(conditionOf);
  const facts = part(factsOf);
  const actions = part(actionsOf);
  const rest = el("div", { class: "rest", id: `rest-${id}` }, facts.node, actions.node);
  const node = el("li", { class: "card", "data-id": id }, head.node, state.node, rest);
  let folds = false;
  let folded = false;

  return { node, update, fold };

  function update(webhook) {
    [head, state, facts, actions].forEach((each) => each.draw(webhook));
    node.querySelectorAll("time").forEach(refreshTime);
  }

  /** Many webhooks are rows of a line or two, of which each opens by itself. */
  function fold(compact) {
    if (compact !== folds) {
      folds = compact;
      show(compact);
    }
  }

  function show(hidden) {
    folded = hidden;
    rest.hidden = folded;
    node.classList.toggle("folded", folded);
    node.classList.toggle("folds", folds);
    const button = node.querySelector("[data-action=fold]");
    button.hidden = !folds;
    button.setAttribute("aria-expanded", String(!folded));
  }

  function header({ name, url, status, health, description }) {
    return {
      of: [name, url, status, condition({ status, health }), description],
      draw: (webhook) => [
        el("div", { class: "card-head" },
          el("h2", { id: titleId, dir: "auto" }, visible(webhook.name)),
          badge(condition(webhook)),
          el("div", { class: "buttons head-actions" },
            button("test", "Send a test"),
            el("a", {
              class: "button", "data-action": "log", "aria-describedby": titleId,
              href: href(workspace, "deliveries", { webhook: id }),
            }, "Delivery log"),
            el("button", {
              type: "button", "data-action": "fold", "aria-describedby": titleId, hidden: !folds,
              "aria-expanded": String(!folded), "aria-controls": `rest-${id}`, onclick: () => show(!folded),
            }, "Details"))),
        el("p", { class: "url mono" }, visible(webhook.url)),
        webhook.description && el("p", { class: "description", dir: "auto" }, visible(webhook.description)),
      ],
    };
  }

  function conditionOf({ status, statusReason, health }) {
    return {
      of: [status, statusReason, health],
      draw: (webhook) => {
        const lines = conditionLines(webhook);
        const { lastHour, lastDay, lastSuccessAt } = webhook.health;
        return [
          el("div", { class: "shares" },
            shareBar("Last hour", lastHour),
            shareBar("Last 24 hours", lastDay),
            el("p", { class: "soft" }, lastSuccessAt ? "Last success " : "Nothing acknowledged yet", lastSuccessAt && time(lastSuccessAt))),
          lines.length > 0 && el("div", { class: `reason ${tone(webhook)}` }, lines),
          status === "UNVERIFIED" && el("details", { class: "asked" },
            el("summary", {}, "What the URL is asked, and what it answered"), handshake(statusReason)),
        ];
      },
    };
  }

  function factsOf(webhook) {
    const { health, status, statusReason, name, url, ...own } = webhook;
    const verify = el("details", {
      class: "asked", ontoggle: ({ currentTarget }) => {
        if (currentTarget.open && currentTarget.childElementCount === 1) {
          currentTarget.append(receivers(webhook.signatures));
        }
      },
    }, el("summary", {}, "How to verify its requests"));
    return { of: own, draw: () => [el("dl", { class: "facts" }, settings(webhook)), verify] };
  }

  function actionsOf({ status }) {
    const disabled = status === "DISABLED";
    return {
      of: [status],
      draw: () => [el("div", { class: "buttons actions" },
        status === "UNVERIFIED" && button("verify", "Verify again", "primary"),
        disabled && button("enable", "Enable", "primary"),
        button("edit", "Edit"),
        status === "ACTIVE" && button("verify", "Verify again"),
        !disabled && button("disable", "Disable"),
        button("rotate", "Rotate key"),
        button("recover", "Recover failed…"),
        button("delete", "Delete", "quiet-danger"))],
    };
  }

  function button(action, text, tone) {
    return el("button", {
      type: "button", class: tone, "data-action": action,
      "aria-describedby": titleId, onclick: (event) => act(action, id, event.currentTarget),
    }, text);
  }
}

/** `describe(webhook)` says what it depends on, and how it is drawn. The focus stays on its button. */
function part(describe) {
  const node = el("div", {});
  let drawn = null;
  return {
    node,
    draw(webhook) {
      const { of, draw } = describe(webhook);
      const now = JSON.stringify(of);
      if (now === drawn) {
        return;
      }
      drawn = now;
      const focused = node.contains(document.activeElement) ? document.activeElement.dataset.action : null;
      const open = node.querySelector("details")?.open;
      node.replaceChildren(...draw(webhook).filter(Boolean));
      if (open && node.querySelector("details")) {
        node.querySelector("details").open = true;
      }
      if (focused) {
        (node.querySelector(`[data-action="${focused}"]`) || node.querySelector("button"))?.focus();
      }
    },
  };
}

const tone = ({ status, health }) =>
  status === "UNVERIFIED" ? "pending" : status === "DISABLED" ? "off" : health.failingSince ? "bad" : "pending";

function settings(webhook) {
  return [
    fact("Event types", list(webhook.eventTypes, "All event types")),
    fact("Accounts", list(webhook.accounts, "All accounts")),
    ...Object.entries(webhook.metadata).map(([name, value]) => fact(visible(name), visible(value))),
    fact("API key", el("span", { class: "mono" }, `ends in ${webhook.keyHint}`)),
    webhook.signatures !== "HEX" && fact("Also signed by", signatures(webhook)),
    webhook.headers.length > 0 && fact("Own headers", list(webhook.headers, "")),
    webhook.rateLimit && fact("At most", `${plural(webhook.rateLimit, "request")} a second`),
    webhook.ordered && fact("Order", "One at a time, in order"),
    fact("Created", time(webhook.createdAt)),
  ].filter(Boolean);
}

function signatures({ publicKey }) {
  return publicKey
    ? [el("span", {}, "Standard Webhooks, Ed25519. Public key:"), " ", el("code", { class: "mono" }, publicKey)]
    : "Standard Webhooks, with the API key";
}

function fact(term, value) {
  return el("div", {}, el("dt", {}, term), el("dd", {}, value));
}

function list(values, none) {
  if (values.length === 0) {
    return el("span", { class: "soft" }, none);
  }
  const chips = (some) => el("ul", { class: "chips" },
    some.map((value) => el("li", { class: "chip mono" }, visible(value))));
  return values.length <= FEW + 1 ? chips(values) : [
    chips(values.slice(0, FEW)),
    el("details", {}, el("summary", {}, `${number(values.length - FEW)} more`), chips(values.slice(FEW))),
  ];
}
