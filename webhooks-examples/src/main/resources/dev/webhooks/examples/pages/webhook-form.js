// The form that makes a webhook, or changes one.

import { $, el, setText } from "./dom.js";
import { call, webhookPath } from "./api.js";
import { EVENT_TYPES } from "./event-types.js";
import { fillIn } from "./forms.js";
import { handshake } from "./handshake.js";

/**
 * Asks for a webhook's settings. Resolves once they are saved, to `{webhook}` and, for a new one,
 * `{webhook, apiKey, verification}`; or to null when the user leaves it.
 */
export function openWebhookForm(workspace, webhook) {
  const form = $("webhook-form");
  const { elements } = form;
  elements.name.value = webhook ? webhook.name : "";
  elements.url.value = webhook ? webhook.url : "";
  elements.accounts.value = webhook ? webhook.accounts.join(", ") : "";
  showEventTypes(webhook ? webhook.eventTypes : []);
  elements.description.value = webhook ? webhook.description : "";
  elements.metadata.value = webhook ? lines(webhook.metadata) : "";
  elements.rateLimit.value = webhook?.rateLimit ?? "";
  elements.ordered.checked = Boolean(webhook?.ordered);
  elements.signatures.value = webhook ? webhook.signatures : "HEX";
  elements.signatures.disabled = Boolean(webhook);
  elements.headers.value = "";
  elements.removeHeaders.checked = false;
  $("remove-headers").hidden = !webhook || webhook.headers.length === 0;
  setText($("headers-present"), webhook?.headers.length > 0
    ? `It has ${webhook.headers.join(", ")}. Values are never shown again: to change one, write all of them.`
    : "");
  $("advanced").open = Boolean(webhook && (webhook.headers.length > 0 || webhook.rateLimit || webhook.ordered));
  setText($("webhook-dialog-title"), webhook ? "Edit webhook" : "New webhook");
  setText($("url-hint"), webhook
    ? "A new URL is asked whether it wants these events; what happens until it proves itself waits."
    : "It is asked at once whether it wants these events.");
  $("asked").hidden = Boolean(webhook);
  $("asked-of-url").replaceChildren(handshake());
  setText(form.querySelector("[type=submit]"), webhook ? "Save" : "Create webhook");

  return fillIn(form, async () => webhook
    ? { webhook: await change(workspace, webhook, read(form)) }
    : create(workspace, { ...read(form), signatures: elements.signatures.value }));
}

async function create(workspace, settings) {
  try {
    return await call("POST", workspace, "/webhooks", settings);
  } catch (failure) {
    if (failure.status === 409) {
      failure.message += " A larger plan can be chosen at the top of the page.";
    }
    throw failure;
  }
}

/** Sends what differs, and nothing when nothing does. */
async function change(workspace, webhook, settings) {
  const changed = Object.entries(settings)
    .filter(([name, value]) => JSON.stringify(value) !== JSON.stringify(webhook[name]));
  return changed.length === 0
    ? webhook
    : call("PATCH", workspace, webhookPath(webhook.id), Object.fromEntries(changed));
}

function read(form) {
  return {
    name: form.elements.name.value.trim(),
    url: form.elements.url.value.trim(),
    accounts: form.elements.accounts.value.split(",").map((id) => id.trim()).filter(Boolean),
    eventTypes: [...form.querySelectorAll("[name=eventTypes]:checked")].map((box) => box.value),
    description: form.elements.description.value.trim(),
    metadata: byName(form.elements.metadata.value),
    rateLimit: rate(form.elements.rateLimit.value.trim()),
    ordered: form.elements.ordered.checked,
    ...headers(form),
  };
}

/** None is said unless some are written, or all are to go: their values are nowhere to be read. */
function headers(form) {
  const written = form.elements.headers.value.trim();
  return written || form.elements.removeHeaders.checked ? { headers: byName(written) } : {};
}

/** What is no number is told apart by the API, which names the field. */
function rate(text) {
  return text === "" ? null : /^[0-9]+$/.test(text) ? Number(text) : text;
}

const lines = (metadata) =>
  Object.entries(metadata).map(([name, value]) => `${name}: ${value}`).join("\n");

/** What stands before a line's first colon is a name; a line without one is a name without a value. */
function byName(text) {
  return Object.fromEntries(text.split("\n").filter((line) => line.trim()).map((line) => {
    const [name, ...value] = line.split(":");
    return [name.trim(), value.join(":").trim()];
  }));
}

/** DMtoLead's event types, and any other that the webhook has. */
function showEventTypes(chosen) {
  const types = [...new Set([...EVENT_TYPES, ...chosen])];
  $("event-types").replaceChildren(...types.map((type) =>
    el("label", { class: "choice" },
      el("input", {
        type: "checkbox", name: "eventTypes", value: type, checked: chosen.includes(type),
      }),
      el("span", { class: "mono" }, type))));
}
