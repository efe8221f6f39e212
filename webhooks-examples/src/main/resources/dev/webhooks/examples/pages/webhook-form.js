// The form that makes a webhook, or changes one.

import { $, el, setText } from "./dom.js";
import { call, webhookPath } from "./api.js";
import { fillIn } from "./forms.js";
import { EVENT_TYPES } from "./words.js";

/**
 * Asks for a webhook's settings. Resolves once they are saved, to `{webhook}` and, for a new one,
 * `{webhook, apiKey, verification}`; or to null when the user leaves it.
 */
export function openWebhookForm(workspace, webhook) {
  const form = $("webhook-form");
  form.elements.name.value = webhook ? webhook.name : "";
  form.elements.url.value = webhook ? webhook.url : "";
  form.elements.accounts.value = webhook ? webhook.accounts.join(", ") : "";
  showEventTypes(webhook ? webhook.eventTypes : []);
  form.elements.description.value = webhook ? webhook.description : "";
  form.elements.metadata.value = webhook ? lines(webhook.metadata) : "";
  setText($("webhook-dialog-title"), webhook ? "Edit webhook" : "New webhook");
  setText($("url-hint"), webhook
    ? "A new URL is asked whether it wants these events; until then nothing is sent."
    : "It is asked at once whether it wants these events.");
  setText(form.querySelector("[type=submit]"), webhook ? "Save" : "Create webhook");

  return fillIn(form, async () => webhook
    ? { webhook: await change(workspace, webhook, read(form)) }
    : create(workspace, read(form)));
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
  };
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
