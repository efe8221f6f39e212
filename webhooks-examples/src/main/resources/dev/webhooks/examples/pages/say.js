// Tells what came of something: seen at the page's foot, and read out by screen readers.

import { $ } from "./dom.js";

const SHOWN_MS = 6_000;
const UNTIL_NOTICED_MS = 80; // a screen reader hears changes of a region, not a new region
let timer = 0;

export function say(text, tone = "good") {
  const said = $("said");
  // A dialog makes everything outside it inert, also to screen readers: speak from within.
  const place = document.querySelector("dialog[open]") || document.body;
  if (said.parentElement !== place) {
    place.append(said);
  }
  said.className = "said";
  said.textContent = "";
  clearTimeout(timer);
  timer = setTimeout(() => {
    said.className = `said shown ${tone}`;
    said.textContent = text;
    timer = setTimeout(() => {
      said.className = "said";
      said.textContent = "";
    }, SHOWN_MS);
  }, UNTIL_NOTICED_MS);
}
