// The questions. <dialog> keeps the focus inside and gives it back on closing; Escape is "no".

import { $, el, setText } from "./dom.js";
import { plural } from "./words.js";

/** Asks before something that can't be undone; the safe answer has the focus. */
export async function ask(title, text, yes) {
  return (await choose(title, text, [], yes)) !== null;
}

/** How long the old key still signs: "24h", "" for not at all, null when he leaves. */
export function chooseOverlap({ name, signatures }) {
  return choose(`Rotate the key of “${name}”?`,
    "The new key is shown once. The old one can go on signing for a while"
      + `${signatures === "HEX" ? "" : " (in Standard Webhooks' header both sign)"}, so that a receiver`
      + " that is given the new key beside it refuses nothing.",
    [
      ["24h", "The old key signs for 24 more hours"],
      ["168h", "The old key signs for 7 more days"],
      ["1h", "The old key signs for 1 more hour"],
      ["", "The old key signs nothing from now on"],
    ], "Rotate key");
}

/** What becomes of what waits: "RESUME", "DROP", or null when he leaves. */
export function chooseHeld(name, waiting) {
  return choose(`Enable “${name}”?`,
    `${plural(waiting, "delivery waits", "deliveries wait")} because it is disabled.`,
    [["RESUME", "Send what waits"], ["DROP", "Drop what waits: it is cancelled, and sent only if somebody redelivers it"]],
    "Enable webhook");
}

function choose(title, text, choices, yes) {
  const dialog = $("question-dialog");
  setText($("question-title"), title);
  setText($("question-text"), text);
  setText($("question-yes"), yes);
  $("question-choices").hidden = choices.length === 0;
  $("question-choices").replaceChildren(...choices.map(([value, words], i) =>
    el("label", { class: "choice" },
      el("input", { type: "radio", name: "choice", value, checked: i === 0 }), el("span", {}, words))));
  dialog.returnValue = "no";
  dialog.showModal();
  return new Promise((resolve) => {
    dialog.addEventListener("close", () => {
      const chosen = dialog.querySelector("input:checked")?.value ?? "";
      resolve(dialog.returnValue === "yes" ? chosen : null);
    }, { once: true });
  });
}
