// The handshake: what a URL is asked, what it must answer, and beside it what it did answer.

import { el } from "./dom.js";
import { visible } from "./visible.js";
import { sentence } from "./words.js";

const ASKED = `{"event":"webhook.verify","verifyToken":"abc123…","timestamp":"…"}`;
const WANTED = [
  ["Within", "10 seconds"],
  ["Status", "200"],
  ["Content-Type", "application/json"],
  ["Body", `{"verifyToken":"abc123…"}, the token that was asked with`],
];

/** `reason` is why it failed; leave it out for one that is still to come. */
export function handshake(reason) {
  return el("div", { class: "handshake" },
    el("p", {}, "A POST goes to the URL. It comes before the receiver has the key, "
      + "so that it must be answered by what the body says, whatever the signature."),
    el("pre", { class: "mono", tabindex: "0", role: "region", "aria-label": "What is asked" }, ASKED),
    el("div", { class: "sides" },
      side("Wanted", el("dl", {}, WANTED.map(([term, value]) => el("div", {}, el("dt", {}, term), el("dd", {}, value))))),
      reason && side("Got", el("p", {}, sentence(visible(reason.replace(/^verification failed: /, "")))))));
}

function side(title, content) {
  return el("section", { class: "side" }, el("h3", {}, title), content);
}
