// Two small drawings. Classes give the colours; shapes and hatching say the same without them.

import { svg } from "./dom.js";
import { plural, stateTone, stateWord } from "./words.js";

const HEIGHT = 132;
const MARGIN = { top: 8, right: 4, bottom: 20, left: 46 };
const GAP = 2;

/** Bars of each minute, stacked by outcome. */
export function rateChart(box, counts, outcomes, span) {
  const chart = canvas(box);
  const total = (minute) => Object.values(minute).reduce((sum, count) => sum + count, 0);
  const top = roundUp(Math.max(...counts.map(total)));
  const y = (count) => chart.bottom - (count / top) * (chart.bottom - chart.top);
  const slot = (chart.right - chart.left) / counts.length;
  const width = Math.max(1, Math.min(slot - GAP, 16));
  const marks = [0, top / 2, top].filter(Number.isInteger);
  const bars = counts.flatMap((minute, i) => {
    let below = 0;
    return outcomes.filter((state) => minute[state]).map((state) => {
      const from = y(below);
      below += minute[state];
      return svg("rect", {
        class: stateTone(state),
        x: chart.left + i * slot + (slot - width) / 2,
        y: y(below) + 0.5,
        width,
        height: Math.max(1, from - y(below) - 1),
        rx: 1.5,
      });
    });
  });
  const crosses = counts.flatMap((minute, i) =>
    minute.FAILED ? [failedMark(chart.left + (i + 0.5) * slot, y(total(minute)))] : []);
  const sums = outcomes
    .map((state) => [state, counts.reduce((sum, minute) => sum + (minute[state] || 0), 0)])
    .filter(([, count]) => count > 0)
    .map(([state, count]) => `${stateWord(state)}: ${count}`);
  draw(box, chart, `Bars of ${counts.length} minutes. ${sums.join(", ") || "No delivery"}.`, [
    grid(chart, marks.map((mark) => [y(mark), String(mark)])),
    timeAxis(chart, span),
    ...bars,
    ...crosses,
  ]);
}

/** A cross over each minute that has a failure. */
function failedMark(x, y) {
  return svg("path", { class: "cross", d: `M${x - 2.5} ${y - 7}l5 5m0 -5l-5 5` });
}

/** A dot for each attempt that was acknowledged, a cross for each that was not. */
export function latencyChart(box, attempts, span) {
  const chart = canvas(box);
  const durations = attempts.map(({ durationMs }) => Math.max(1, durationMs));
  const lowest = Math.floor(Math.log10(Math.min(10, ...durations)));
  const highest = Math.ceil(Math.log10(Math.max(1000, ...durations) * 0.9)); // 10.01 s is at 10 s
  const x = (at) => chart.left
    + ((at - span.start) / (span.end - span.start)) * (chart.right - chart.left);
  const y = (ms) => chart.bottom
    - ((Math.log10(Math.max(1, ms)) - lowest) / (highest - lowest)) * (chart.bottom - chart.top);
  const marks = Array.from({ length: highest - lowest + 1 }, (_, i) => 10 ** (lowest + i))
    .map((ms) => [y(ms), ms < 1000 ? `${ms} ms` : `${ms / 1000} s`]);
  const points = attempts.map(({ at, durationMs, acknowledged }) => {
    const [cx, cy] = [x(at), y(durationMs)];
    return acknowledged
      ? svg("circle", { class: "dot", cx, cy, r: 2.6 })
      : svg("path", { class: "cross", d: `M${cx - 3} ${cy - 3}l6 6m0 -6l-6 6` });
  });
  const failed = attempts.filter(({ acknowledged }) => !acknowledged).length;
  const label = `${plural(attempts.length, "attempt")} by time and duration, `
    + `${failed} of them not acknowledged.`;
  draw(box, chart, label, [grid(chart, marks), timeAxis(chart, span), ...points]);
}

function canvas(box) {
  const width = Math.max(200, box.clientWidth);
  return {
    width,
    left: MARGIN.left,
    right: width - MARGIN.right,
    top: MARGIN.top,
    bottom: HEIGHT - MARGIN.bottom,
  };
}

function draw(box, chart, label, children) {
  box.replaceChildren(svg("svg", {
    viewBox: `0 0 ${chart.width} ${HEIGHT}`,
    height: HEIGHT,
    role: "img",
    "aria-label": label,
  }, children));
}

function grid(chart, marks) {
  return svg("g", { class: "grid" }, marks.map(([y, text]) => [
    svg("line", { x1: chart.left, x2: chart.right, y1: y, y2: y }),
    svg("text", { x: chart.left - 8, y: y + 3.5, "text-anchor": "end" }, text),
  ]).flat());
}

function timeAxis(chart, { start, end }) {
  const clock = new Intl.DateTimeFormat(undefined, { hour: "2-digit", minute: "2-digit" });
  const y = HEIGHT - 4;
  return svg("g", { class: "grid" },
    svg("text", { x: chart.left, y }, clock.format(start)),
    svg("text", { x: (chart.left + chart.right) / 2, y, "text-anchor": "middle" },
      clock.format((start + end) / 2)),
    svg("text", { x: chart.right, y, "text-anchor": "end" }, clock.format(end)));
}

/** A scale's end: 1, 2, 4, 6, 8, 10, 20, 40 … */
function roundUp(count) {
  if (count <= 2) {
    return 2;
  }
  const size = 10 ** Math.floor(Math.log10(count));
  return [2, 4, 6, 8, 10].find((step) => step * size >= count) * size;
}
