// A key, which is shown once. Whoever leaves without having copied it is told so, and can come back.

import { $, setText } from "./dom.js";
import { handshake } from "./handshake.js";
import { receivers } from "./receivers.js";
import { say } from "./say.js";
import { exactTime, zone } from "./times.js";

let unsaved = null; // what was to be shown: all that still knows the key

/**
 * Shows a key until its dialog is closed. `verification` is the handshake's outcome, if there was
 * one; `oldSignsUntil` when the key before it signs no more, if it still does.
 */
export function showKey(what) {
  const dialog = $("key-dialog");
  const field = $("key");
  unsaved = what;
  showUnsaved(false);
  setText($("key-title"), what.title);
  showNews(what);
  $("key-receivers").replaceChildren(receivers(what.signatures));
  field.value = what.apiKey;
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

$("show-key").addEventListener("click", () => showKey(unsaved));
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

/** What its owner has to know beside the key. */
function showNews({ verification, oldSignsUntil }) {
  const line = $("key-news");
  const sides = $("key-handshake");
  line.hidden = !verification && !oldSignsUntil;
  line.className = `notice ${verification?.verified ? "good" : verification ? "bad" : "warn"}`;
  sides.replaceChildren();
  if (verification) {
    setText(line, verification.verified
      ? "The URL proved itself: the webhook is active."
      : "Saved, but not verified: it receives nothing yet, and nothing is kept for it until its URL proves itself.");
  } else if (oldSignsUntil) {
    setText(line, `Requests are signed with the old key until ${exactTime(oldSignsUntil)} (${zone()}), and with this one `
      + "after that: until then, have the receiver accept both.");
  }
  if (verification?.verified === false) {
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
