// A small chart: of so many attempts, so many were acknowledged.

import { el, svg } from "./dom.js";
import { number } from "./words.js";

const WIDTH = 100;
const HEIGHT = 8;

export function shareBar(label, { acknowledged, failed }) {
  const all = acknowledged + failed;
  const words = all === 0
    ? "no attempt"
    : `${share(acknowledged, all)} of ${number(all)} acknowledged`;
  const good = all === 0 ? 0 : Math.min(WIDTH - (failed ? 2 : 0), (acknowledged / all) * WIDTH);
  return el("div", { class: "share", "data-acknowledged": acknowledged, "data-failed": failed },
    el("span", { class: "share-label" }, label),
    svg("svg", { class: "bar-of-share", viewBox: `0 0 ${WIDTH} ${HEIGHT}`, preserveAspectRatio: "none", "aria-hidden": "true" },
      svg("rect", { class: "nothing", width: WIDTH, height: HEIGHT }),
      acknowledged > 0 && svg("rect", { class: "good", width: good, height: HEIGHT }),
      failed > 0 && svg("rect", { class: "bad", x: good, width: WIDTH - good, height: HEIGHT })),
    el("span", { class: "share-words" }, words));
}

/** In whole percent; 100 % are all, and 0 % none. */
function share(part, all) {
  const percent = (part / all) * 100;
  const whole = part === all ? 100 : part === 0 ? 0 : Math.min(99, Math.max(1, Math.round(percent)));
  return `${whole} %`;
}
