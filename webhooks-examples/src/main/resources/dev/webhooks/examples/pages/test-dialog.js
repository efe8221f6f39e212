// Sends a sample event to one webhook, and shows what comes of it while one looks.

import { $, el } from "./dom.js";
import { call, deliveryPath, webhookPath } from "./api.js";
import { attemptEntry } from "./attempt.js";
import { EVENT_TYPES } from "./event-types.js";
import { fillIn, setOptions } from "./forms.js";
import { poll } from "./poll.js";
import { deliveryHref } from "./route.js";
import { visible } from "./visible.js";

const EVERY_MS = 500;

/** Resolves when the dialog is closed. */
export async function openTest(workspace, { id, name, eventTypes }) {
  const form = $("test-form");
  const outcome = $("test-outcome");
  let watching = null;
  $("test-title").textContent = `Send a test to “${visible(name)}”`;
  const types = eventTypes.length > 0 ? eventTypes : EVENT_TYPES;
  setOptions(form.elements.event, types.map((type) => [type, type]));
  outcome.replaceChildren();

  await fillIn(form, async () => {
    watching?.stop();
    outcome.replaceChildren();
    const sent = await call("POST", workspace, `${webhookPath(id)}/test`, { event: form.elements.event.value });
    delete outcome.dataset.seen;
    outcome.replaceChildren(...words(workspace, sent, []));
    watching = poll((signal) => watch(sent.id, signal), EVERY_MS, () => {});
    watching.start();
  }, { staysOpen: true });
  watching?.stop();

  async function watch(delivery, signal) {
    const now = await call("GET", workspace, deliveryPath(delivery), undefined, signal);
    if (now.attempts > 0 && outcome.dataset.seen !== `${now.state} ${now.attempts}`) {
      outcome.dataset.seen = `${now.state} ${now.attempts}`;
      outcome.replaceChildren(...words(workspace, now, now.attemptLog));
    }
    if (now.state !== "PENDING") {
      watching.pause();
    }
  }
}

function words(workspace, { id, state, attempts }, log) {
  const [text, tone] = state === "DELIVERED" ? ["The endpoint acknowledged it.", "good"]
    : attempts === 0 ? ["It is on its way…", "warn"]
      : state === "PENDING" ? ["The endpoint did not acknowledge it. It will be tried again.", "bad"]
        : ["The endpoint did not acknowledge it.", "bad"];
  return [
    el("p", { class: `notice ${tone}` }, text),
    log.length > 0 && el("ol", { class: "attempts" }, attemptEntry(log.at(-1))),
    el("p", {}, el("a", { href: deliveryHref(workspace, id), onclick: () => $("test-dialog").close() },
      "This delivery in the log"), ", where it is marked as a test."),
  ].filter(Boolean);
}
