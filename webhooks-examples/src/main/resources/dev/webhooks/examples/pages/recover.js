// The form that sends a webhook's failed deliveries again, and says beforehand how many they are.

import { $, setText } from "./dom.js";
import { ApiError, call, webhookPath } from "./api.js";
import { fillIn, setOptions } from "./forms.js";
import { say } from "./say.js";
import { localTime, wireTime, zone } from "./times.js";
import { plural } from "./words.js";

const DAY_MS = 86_400_000;

/** `names` are [id, name] of those to choose from; `changed()` is called once something is sent again. */
export async function recover(workspace, names, preferred, changed) {
  const answer = await openForm(workspace, names, preferred);
  if (answer) {
    say(`${plural(answer.deliveries, "delivery is", "deliveries are")} sent again.`);
    await changed();
  }
}

/** Resolves to `{deliveries}`; to null when he leaves. */
function openForm(workspace, names, preferred) {
  const form = $("recover-form");
  const { webhook, since, until } = form.elements;
  setOptions(webhook, names);
  if (names.some(([id]) => id === preferred)) {
    webhook.value = preferred;
  }
  since.value = localTime(new Date(Date.now() - DAY_MS));
  until.value = "";
  setText($("recover-zone"), `Times in ${zone()}. No end: until now.`);
  form.onchange = count;
  count();
  return fillIn(form, () => send(false));

  /** Of what the form says at that moment; what it is asked next counts more. */
  async function count() {
    const line = $("recover-count");
    const asked = (line.dataset.asked = String(Number(line.dataset.asked || 0) + 1));
    setText(line, "Counting…");
    let words;
    try {
      const { deliveries } = await send(true);
      words = deliveries === 0 ? "None failed in that time." : `${plural(deliveries, "delivery", "deliveries")} would be sent again.`;
    } catch (failure) {
      if (!(failure instanceof ApiError)) {
        throw failure;
      }
      words = "";
    }
    if (line.dataset.asked === asked) {
      setText(line, words);
    }
  }

  async function send(dryRun) {
    if (!webhook.value) {
      throw new ApiError(0, { field: "webhook", detail: "There is no webhook to recover" });
    }
    if (!wireTime(since.value)) {
      throw new ApiError(0, { field: "since", detail: "Say a day and a time" });
    }
    const end = wireTime(until.value);
    return call("POST", workspace, `${webhookPath(webhook.value)}/recover`,
      { since: wireTime(since.value), ...(end && { until: end }), ...(dryRun && { dryRun }) });
  }
}
