// While an answer is awaited, what is there is dimmed: it is of another question.

import { $, setText } from "./dom.js";

const AT_ONCE_MS = 250; // an answer that comes sooner needs no word

let timer = 0;

export function loading(list, is) {
  list.setAttribute("aria-busy", String(is));
  clearTimeout(timer);
  if (is) {
    timer = setTimeout(() => setText($("loading"), "Loading…"), AT_ONCE_MS);
  } else {
    setText($("loading"), "");
  }
}
