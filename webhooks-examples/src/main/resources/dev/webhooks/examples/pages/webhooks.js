// Settings → Webhooks: the list, and what can be done with each.

import { $, arrange, el, setText } from "./dom.js";
import { ApiError, call, listWebhooks, webhookPath } from "./api.js";
import { ask, showKey, verificationWords } from "./dialogs.js";
import { poll } from "./poll.js";
import { href } from "./route.js";
import { say } from "./say.js";
import { badge, refreshTime, sentence, stateTone, time } from "./words.js";
import { openWebhookForm } from "./webhook-form.js";

const EVERY_MS = 5_000;

/** The page of one workspace; it lives until stop(). */
export function webhooksPage(workspace, onConnection) {
  const cards = new Map(); // by id: {webhook, node}
  const polling = poll(refresh, EVERY_MS, onConnection);
  $("webhooks").replaceChildren();
  $("new-webhook").onclick = () => edit(null);

  async function refresh(signal) {
    const { webhooks, more } = await listWebhooks(workspace, signal);
    show(webhooks, more);
  }

  function show(webhooks, more) {
    const nodes = webhooks.map((webhook) => {
      const before = cards.get(webhook.id);
      if (before && JSON.stringify(before.webhook) === JSON.stringify(webhook)) {
        before.node.querySelectorAll("time").forEach(refreshTime);
        return before.node;
      }
      const node = before ? before.node : el("li", { class: "card" });
      redraw(node, webhook);
      cards.set(webhook.id, { webhook, node });
      return node;
    });
    arrange($("webhooks"), nodes);
    $("no-webhooks").hidden = webhooks.length > 0;
    setText($("webhooks-title"), webhooks.length > 0
      ? `Webhooks (${more ? "the first " : ""}${webhooks.length})`
      : "Webhooks");
  }

  /** New contents, with the focus on the button it was on. */
  function redraw(node, webhook) {
    const focused = node.contains(document.activeElement)
      ? document.activeElement.dataset.action
      : null;
    node.replaceChildren(...contents(webhook));
    if (focused) {
      (node.querySelector(`[data-action="${focused}"]`) || node.querySelector("button")).focus();
    }
  }

  function contents(webhook) {
    const titleId = `webhook-${webhook.id}`;
    return [
      el("div", { class: "card-head" },
        el("h2", { id: titleId, dir: "auto" }, webhook.name),
        badge(webhook.status)),
      el("p", { class: "url mono" }, webhook.url),
      webhook.description && el("p", { dir: "auto" }, webhook.description),
      webhook.statusReason
        && el("p", { class: `reason ${stateTone(webhook.status)}` }, sentence(webhook.statusReason)),
      el("dl", { class: "facts" },
        fact("Event types", list(webhook.eventTypes, "All event types")),
        fact("Accounts", list(webhook.accounts, "All accounts")),
        ...Object.entries(webhook.metadata).map(([name, value]) => fact(name, value)),
        fact("API key", el("span", { class: "mono" }, `ends in ${webhook.keyHint}`)),
        fact("Created", time(webhook.createdAt))),
      el("div", { class: "buttons actions" }, actions(webhook)),
    ].filter(Boolean);
  }

  function actions(webhook) {
    const disabled = webhook.status === "DISABLED";
    const button = (action, text, act, tone) =>
      el("button", {
        type: "button",
        class: tone,
        "data-action": action,
        "aria-describedby": `webhook-${webhook.id}`,
        onclick: (event) => perform(event.currentTarget, act),
      }, text);
    return [
      webhook.status === "UNVERIFIED"
        && button("verify", "Verify again", () => verify(webhook), "primary"),
      disabled && button("switch", "Enable", () => enable(webhook), "primary"),
      button("edit", "Edit", () => edit(webhook)),
      webhook.status === "ACTIVE" && button("verify", "Verify again", () => verify(webhook)),
      !disabled && button("switch", "Disable", () => disable(webhook)),
      button("rotate", "Rotate key", () => rotate(webhook)),
      el("a", {
        class: "button",
        href: href(workspace, "deliveries", { webhook: webhook.id }),
        "aria-describedby": `webhook-${webhook.id}`,
      }, "Delivery log"),
      button("delete", "Delete", () => remove(webhook), "quiet-danger"),
    ];
  }

  async function perform(button, act) {
    if (button.getAttribute("aria-busy") === "true") {
      return;
    }
    button.setAttribute("aria-busy", "true");
    try {
      await act();
    } catch (failure) {
      if (!(failure instanceof ApiError)) {
        throw failure;
      }
      say(failure.message, "bad");
    } finally {
      button.removeAttribute("aria-busy");
    }
  }

  async function edit(webhook) {
    const answer = await openWebhookForm(workspace, webhook);
    if (!answer) {
      return;
    }
    if (answer.apiKey) {
      await showKey(`Webhook “${answer.webhook.name}” is created`, answer.apiKey, answer.verification);
    } else {
      say("The webhook is saved.");
    }
    await polling.now();
  }

  async function verify(webhook) {
    const { verification } = await call("POST", workspace, `${webhookPath(webhook.id)}/verify`);
    await polling.now();
    say(verificationWords(verification), verification.verified ? "good" : "bad");
  }

  async function enable(webhook) {
    const now = await call("POST", workspace, `${webhookPath(webhook.id)}/enable`);
    await polling.now();
    const active = now.status === "ACTIVE";
    say(active ? "The webhook is enabled." : "The webhook is not disabled any more, but unverified.",
      active ? "good" : "bad");
  }

  async function disable(webhook) {
    await call("POST", workspace, `${webhookPath(webhook.id)}/disable`);
    await polling.now();
    say("The webhook is disabled. Its deliveries are held.");
  }

  async function rotate(webhook) {
    const sure = await ask(`Rotate the key of “${webhook.name}”?`,
      "The present key signs nothing from now on: the receiver refuses deliveries until it has"
        + " the new one.",
      "Rotate key");
    if (sure) {
      const { apiKey } = await call("POST", workspace, `${webhookPath(webhook.id)}/rotate-key`);
      await showKey(`New key of “${webhook.name}”`, apiKey);
      await polling.now();
    }
  }

  async function remove(webhook) {
    const sure = await ask(`Delete “${webhook.name}”?`,
      "What is still on its way to this URL is cancelled. This can't be undone.",
      "Delete webhook");
    if (sure) {
      await call("DELETE", workspace, webhookPath(webhook.id));
      await polling.now();
      $("webhooks-title").focus(); // the button that had it is gone
      say(`“${webhook.name}” is deleted.`);
    }
  }

  polling.start();
  return { stop: polling.stop.bind(polling) };
}

function fact(term, value) {
  return el("div", {}, el("dt", {}, term), el("dd", {}, value));
}

function list(values, none) {
  return values.length === 0
    ? el("span", { class: "soft" }, none)
    : el("ul", { class: "chips" }, values.map((value) => el("li", { class: "chip mono" }, value)));
}
