// The form that sends a webhook's failed deliveries again.

import { $ } from "./dom.js";
import { ApiError, call, webhookPath } from "./api.js";
import { fillIn, setOptions } from "./forms.js";

const DAY_MS = 86_400_000;

/** Resolves to `{deliveries}`, or to null when the user leaves it. */
export function openRecoverForm(workspace, webhooks, preferred) {
  const form = $("recover-form");
  const { webhook, since } = form.elements;
  setOptions(webhook, webhooks.map(({ id, name }) => [id, name]));
  if (webhooks.some(({ id }) => id === preferred)) {
    webhook.value = preferred;
  }
  since.value = localTime(new Date(Date.now() - DAY_MS));

  return fillIn(form, async () => {
    const from = new Date(since.value);
    if (!webhook.value) {
      throw new ApiError(0, { field: "webhook", detail: "There is no webhook to recover" });
    }
    if (Number.isNaN(from.getTime())) {
      throw new ApiError(0, { field: "since", detail: "Say a day and a time" });
    }
    return call("POST", workspace, `${webhookPath(webhook.value)}/recover`,
      { since: from.toISOString() });
  });
}

/** As the field wants it: in the user's zone, without one. */
function localTime(instant) {
  const shifted = new Date(instant.getTime() - instant.getTimezoneOffset() * 60_000);
  return shifted.toISOString().slice(0, 19);
}
