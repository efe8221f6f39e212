// A key, which is shown once. Whoever leaves without having copied it is told so, and can come back.

import { $, setText } from "./dom.js";
import { handshake } from "./handshake.js";
import { receivers } from "./receivers.js";
import { say } from "./say.js";

let unsaved = null; // {title, apiKey, signatures}: all that still knows the key

/** Shows a key until its dialog is closed; `verification` is the handshake's outcome, if there was one. */
export function showKey(title, apiKey, signatures, verification) {
  const dialog = $("key-dialog");
  const field = $("key");
  unsaved = { title, apiKey, signatures };
  showUnsaved(false);
  setText($("key-title"), title);
  showVerification(verification);
  $("key-receivers").replaceChildren(receivers(signatures));
  field.value = apiKey;
  $("copy-key").onclick = () => copy(field);
  field.oncopy = stored;
  $("key-stored").onclick = () => {
    stored();
    dialog.close();
  };
  dialog.showModal();
  field.focus();
  field.select();
  return new Promise((resolve) => {
    dialog.addEventListener("close", () => {
      field.value = "";
      showUnsaved(unsaved !== null);
      resolve();
    }, { once: true });
  });
}

function stored() {
  unsaved = null;
}

function showUnsaved(is) {
  const line = $("unsaved-key");
  line.hidden = !is;
  if (is) {
    setText($("unsaved-key-text"), `${unsaved.title}, and its key was not copied. It is shown nowhere else: `
      + "once this page is left, only another rotation helps.");
  }
}

$("show-key").addEventListener("click", () => showKey(unsaved.title, unsaved.apiKey, unsaved.signatures));
$("forget-key").addEventListener("click", () => {
  stored();
  showUnsaved(false);
  $("main").focus();
});
addEventListener("beforeunload", (event) => {
  if (unsaved) {
    event.preventDefault();
  }
});

function showVerification(verification) {
  const line = $("key-verification");
  const sides = $("key-handshake");
  line.hidden = !verification;
  sides.replaceChildren();
  if (!verification) {
    return;
  }
  line.className = `notice ${verification.verified ? "good" : "bad"}`;
  setText(line, verification.verified
    ? "The URL proved itself: the webhook is active."
    : "Saved, but not verified: it receives nothing yet, and nothing is kept for it until its URL proves itself.");
  if (!verification.verified) {
    sides.append(handshake(verification.reason));
  }
}

async function copy(field) {
  field.select();
  try {
    await navigator.clipboard.writeText(field.value);
    stored();
    say("The key is copied.");
  } catch {
    say("The browser doesn't allow it: press Ctrl+C or ⌘C, the key is selected.", "bad");
  }
}
