// Two small drawings. Classes give the colours; shapes and dashes say the same without them.

import { svg } from "./dom.js";
import { duration, number } from "./words.js";

const HEIGHT = 150;
const MARGIN = { top: 10, right: 4, bottom: 20, left: 52 };
const WIDEST_BAR = 18;
const DAY_MS = 86_400_000;

/** A bar for each step: below what was acknowledged, above it, under a cross, what failed. */
export function attemptsChart(box, steps, span) {
  const chart = canvas(box, span);
  const top = roundUp(Math.max(0, ...steps.map(all)));
  const y = (count) => chart.bottom - (count / top) * (chart.bottom - chart.top);
  const width = Math.max(1, Math.min(chart.step - Math.min(2, chart.step / 4), WIDEST_BAR));
  const marks = [0, top / 2, top].filter(Number.isInteger);
  const bars = steps.flatMap((step) => {
    const x = chart.x(step.start + span.stepMs / 2) - width / 2;
    const bar = (tone, from, to) => svg("rect", {
      class: tone, x, y: y(to), width, height: Math.max(1, y(from) - y(to)), "data-at": step.at, "data-count": to - from,
    });
    return [
      step.acknowledged > 0 && bar("good", 0, step.acknowledged),
      step.failed > 0 && bar("bad", step.acknowledged, all(step)),
      step.failed > 0 && cross(x + width / 2, y(all(step)) - 5),
    ];
  });
  const sum = (field) => number(steps.reduce((total, step) => total + step[field], 0));
  draw(box, chart, `Attempts over time: ${sum("acknowledged")} acknowledged, ${sum("failed")} failed.`, [
    grid(chart, marks.map((mark) => [y(mark), number(mark)])), timeAxis(chart, span), ...bars,
  ]);
}

const all = ({ acknowledged, failed }) => acknowledged + failed;

function cross(x, y) {
  return svg("path", { class: "cross", d: `M${x - 2.5} ${y - 2.5}l5 5m0 -5l-5 5` });
}

/** Two lines over the steps in which something was sent, broken where nothing was. */
export function latencyChart(box, steps, span) {
  const chart = canvas(box, span);
  const values = steps.flatMap(({ p50, p95 }) => [p50, p95]).map(atLeast);
  const lowest = Math.floor(Math.log10(Math.min(...(values.length ? values : [10]))));
  const highest = Math.max(lowest + 1, Math.ceil(Math.log10(Math.max(...(values.length ? values : [100])) * 0.95)));
  const y = (ms) => chart.bottom
    - ((Math.log10(atLeast(ms)) - lowest) / (highest - lowest)) * (chart.bottom - chart.top);
  const marks = Array.from({ length: highest - lowest + 1 }, (_, i) => 10 ** (lowest + i))
    .map((ms) => [y(ms), ms < 1000 ? `${ms} ms` : `${ms / 1000} s`]);
  const line = (field, kind) => runs(steps, span.stepMs).flatMap((run) => {
    const points = run.map((step) => [chart.x(step.start + span.stepMs / 2), y(step[field])]);
    const named = { "data-ms": run.map((step) => step[field]).join(" ") };
    return points.length === 1
      ? [svg("circle", { class: `${kind} point`, cx: points[0][0], cy: points[0][1], r: 2.5, ...named })]
      : [svg("polyline", { class: kind, points: points.map(([px, py]) => `${px},${py}`).join(" "), ...named })];
  });
  const worst = steps.reduce((most, { p95 }) => Math.max(most, p95), 0);
  draw(box, chart, steps.length === 0 ? "Time to answer: no attempt."
    : `Time to answer over time: median and 95th percentile, which was ${duration(worst)} at most.`, [
    grid(chart, marks), timeAxis(chart, span), ...line("p95", "tail"), ...line("p50", "median"),
  ]);
}

const atLeast = (ms) => Math.max(0.1, ms);

/** Steps that follow one another. */
function runs(steps, stepMs) {
  const found = [];
  steps.forEach((step, i) => {
    if (i > 0 && step.start - steps[i - 1].start === stepMs) {
      found.at(-1).push(step);
    } else {
      found.push([step]);
    }
  });
  return found;
}

function canvas(box, { start, end, stepMs }) {
  const width = Math.max(200, box.clientWidth);
  const [left, right] = [MARGIN.left, width - MARGIN.right];
  const x = (at) => left + ((at - start) / (end - start)) * (right - left);
  return { width, left, right, top: MARGIN.top, bottom: HEIGHT - MARGIN.bottom, x, step: x(start + stepMs) - left };
}

function draw(box, chart, label, children) {
  box.replaceChildren(svg("svg", {
    viewBox: `0 0 ${chart.width} ${HEIGHT}`, height: HEIGHT, role: "img", "aria-label": label,
  }, children));
}

function grid(chart, marks) {
  return svg("g", { class: "grid" }, marks.map(([y, text]) => [
    svg("line", { x1: chart.left, x2: chart.right, y1: y, y2: y }),
    svg("text", { x: chart.left - 8, y: y + 3.5, "text-anchor": "end" }, text),
  ]).flat());
}

function timeAxis(chart, { start, end }) {
  const clock = new Intl.DateTimeFormat(undefined, end - start > DAY_MS
    ? { weekday: "short", day: "numeric", hour: "2-digit", minute: "2-digit" }
    : { hour: "2-digit", minute: "2-digit" });
  const y = HEIGHT - 4;
  return svg("g", { class: "grid" },
    svg("text", { x: chart.left, y }, clock.format(start)),
    svg("text", { x: (chart.left + chart.right) / 2, y, "text-anchor": "middle" }, clock.format((start + end) / 2)),
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
