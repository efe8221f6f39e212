// What can be done with one webhook, from its card and from the notice on top.

import { ApiError, call, webhookPath } from "./api.js";
import { ask, chooseHeld, chooseOverlap } from "./dialogs.js";
import { showKey } from "./key-dialog.js";
import { recover } from "./recover.js";
import { say } from "./say.js";
import { openTest } from "./test-dialog.js";
import { sentence } from "./words.js";
import { openWebhookForm } from "./webhook-form.js";

const HOUR_MS = 3_600_000;

/** `changed()` is called after each change, before it is said. Answers with the actions by their names. */
export function webhookActions(workspace, changed) {
  const post = (webhook, action, body) =>
    call("POST", workspace, `${webhookPath(webhook.id)}/${action}`, body);

  return {
    async edit(webhook) {
      const answer = await openWebhookForm(workspace, webhook);
      if (!answer) {
        return;
      }
      if (answer.apiKey) {
        await showKey({
          title: `Webhook “${answer.webhook.name}” is created`, apiKey: answer.apiKey,
          signatures: answer.webhook.signatures, verification: answer.verification,
        });
      } else {
        tellSaved(webhook, answer.webhook);
      }
      changed(); // not waited for: the button can be pressed again at once
    },

    async verify(webhook) {
      const { verification } = await post(webhook, "verify");
      await changed();
      say(verification.verified
        ? "The URL proved itself: the webhook is active."
        : `${sentence(`not verified: ${verification.reason}`)} It receives nothing yet.`,
      verification.verified ? "good" : "bad");
    },

    async enable(webhook) {
      const waiting = webhook.health.waiting;
      const held = waiting > 0 ? await chooseHeld(webhook.name, waiting) : "RESUME";
      if (!held) {
        return;
      }
      const now = await post(webhook, "enable", { held });
      await changed();
      if (now.status !== "ACTIVE") {
        say(`Not enabled: ${now.statusReason || "the URL must prove itself first"}.`, "bad");
      } else if (waiting > 0) {
        say(held === "RESUME" ? "Enabled: what waited is sent now." : "Enabled: what waited is cancelled.");
      } else {
        say("The webhook is enabled.");
      }
    },

    async disable(webhook) {
      await post(webhook, "disable");
      await changed();
      say("The webhook is disabled. What happens meanwhile waits for it.");
    },

    async rotate(webhook) {
      const overlap = await chooseOverlap(webhook);
      if (overlap === null) {
        return;
      }
      const { apiKey } = await post(webhook, "rotate-key", overlap ? { overlap } : undefined);
      await showKey({
        title: `New key of “${webhook.name}”`, apiKey, signatures: webhook.signatures,
        oldSignsUntil: overlap && new Date(Date.now() + parseInt(overlap, 10) * HOUR_MS),
      });
      await changed();
    },

    recover: ({ id, name }) => recover(workspace, [[id, name]], id, changed),

    async test(webhook) {
      await openTest(workspace, webhook);
      changed();
    },

    async delete(webhook) {
      const sure = await ask(`Delete “${webhook.name}”?`,
        "What is still on its way to this URL is cancelled. This can't be undone.",
        "Delete webhook");
      if (sure) {
        await call("DELETE", workspace, webhookPath(webhook.id));
        await changed();
        document.getElementById("webhooks-title").focus(); // the button that had it is gone
        say(`“${webhook.name}” is deleted.`);
      }
    },
  };
}

function tellSaved(before, { status, statusReason }) {
  if (status === "UNVERIFIED" && before.status !== status) {
    say(`Saved, but not verified: ${statusReason}. It receives nothing until its new URL proves itself.`, "bad");
  } else {
    say("The webhook is saved.");
  }
}

/** Does what a button says: once at a time, and what the API refuses is said. */
export async function perform(button, act) {
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
