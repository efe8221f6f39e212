// The questions and the key. <dialog> keeps the focus inside and gives it back on closing.

import { $, setText } from "./dom.js";
import { say } from "./say.js";
import { sentence } from "./words.js";

/** Asks before something that can't be undone; the safe answer has the focus. */
export function ask(title, text, yes) {
  const dialog = $("question-dialog");
  setText($("question-title"), title);
  setText($("question-text"), text);
  setText($("question-yes"), yes);
  dialog.returnValue = "no";
  dialog.showModal();
  return new Promise((resolve) => {
    dialog.addEventListener("close", () => resolve(dialog.returnValue === "yes"), { once: true });
  });
}

/** Shows a key until it is said to be stored; afterwards the page knows it no more. */
export function showKey(title, apiKey, verification) {
  const dialog = $("key-dialog");
  const field = $("key");
  setText($("key-title"), title);
  showVerification(verification);
  field.value = apiKey;
  $("copy-key").onclick = () => copy(field);
  $("key-stored").onclick = () => dialog.close();
  dialog.oncancel = (event) => event.preventDefault(); // Escape comes too easily
  dialog.showModal();
  field.focus();
  field.select();
  return new Promise((resolve) => {
    dialog.addEventListener("close", () => {
      field.value = "";
      resolve();
    }, { once: true });
  });
}

function showVerification(verification) {
  const line = $("key-verification");
  line.hidden = !verification;
  if (verification) {
    line.className = `notice ${verification.verified ? "good" : "bad"}`;
    setText(line, verificationWords(verification));
  }
}

export function verificationWords({ verified, reason }) {
  return verified
    ? "The URL proved itself: the webhook is active."
    : `${sentence(`not verified: ${reason}`)} The webhook is saved, and receives nothing yet.`;
}

async function copy(field) {
  field.select();
  try {
    await navigator.clipboard.writeText(field.value);
    say("The key is copied.");
  } catch {
    say("The browser doesn't allow it: press Ctrl+C or ⌘C, the key is selected.", "bad");
  }
}
