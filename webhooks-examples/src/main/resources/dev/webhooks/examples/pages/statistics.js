// What the charts and the table below them show: every attempt of a time, as the API has counted it.

import { $, el, setText } from "./dom.js";
import { call, query, question, webhookPath } from "./api.js";
import { attemptsChart, latencyChart } from "./charts.js";
import { poll } from "./poll.js";
import { exactTime, time, zone } from "./times.js";
import { visible } from "./visible.js";
import { COUNTED_UP_TO, duration, number, plural } from "./words.js";

const EVERY_MS = 5_000;
const QUIET_MS = 15_000;
const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const RANGES = {
  "1h": { length: HOUR_MS, step: "1m", stepMs: MINUTE_MS },
  "6h": { length: 6 * HOUR_MS, step: "1m", stepMs: MINUTE_MS },
  "24h": { length: 24 * HOUR_MS, step: "1h", stepMs: HOUR_MS },
  "7d": { length: 7 * 24 * HOUR_MS, step: "1h", stepMs: HOUR_MS },
};
const FEWEST_STEPS = 12; // a chart of a single bar says nothing about its width

/** `onRange(range)` is called with what somebody chose. */
export function statistics(workspace, onRange) {
  const ask = question(workspace);
  const since = {}; // by webhook, "" for all: it doesn't change any more
  let { range, webhook } = { range: "1h", webhook: "" };
  let name = "";
  let drawn = () => {};
  let tabled = "";
  const resizing = new ResizeObserver(() => drawn());
  resizing.observe($("attempts-chart"));
  resizing.observe($("latency-chart"));
  $("range").onchange = () => onRange($("range").value);

  async function refresh(signal) {
    const { length, step, stepMs } = RANGES[range];
    const end = Math.ceil(Date.now() / MINUTE_MS) * MINUTE_MS;
    const from = Math.floor((end - length) / stepMs) * stepMs;
    const [stats, known] = await Promise.all([
      ask(`/stats${query({ from: wire(from), to: wire(end), step, webhook })}`, signal),
      knownSince(webhook, signal),
    ]);
    const steps = stats.steps.map((each) => ({ ...each, start: Date.parse(each.at) }));
    const first = Math.min(known, steps[0]?.start ?? Infinity);
    const start = Math.max(from, Math.min(Math.floor(first / stepMs) * stepMs, end - FEWEST_STEPS * stepMs));
    const span = { start, end, stepMs };
    drawn = () => {
      attemptsChart($("attempts-chart"), steps, span);
      latencyChart($("latency-chart"), steps, span);
    };
    drawn();
    caption(stats, span, first > from && first < end ? first : null);
    return table(steps);
  }

  /** Before its first webhook was there, a workspace can't have sent anything. */
  async function knownSince(of, signal) {
    if (!(of in since)) {
      const oldest = of
        ? await call("GET", workspace, webhookPath(of), undefined, signal).catch(orNone)
        : (await call("GET", workspace, "/webhooks?limit=1", undefined, signal)).webhooks[0];
      if (!oldest) {
        return Infinity;
      }
      since[of] = Date.parse(oldest.createdAt);
    }
    return since[of];
  }

  function caption({ steps, latencyMs, waiting, oldestWaitingAt }, { start }, first) {
    const sum = (field) => steps.reduce((total, each) => total + each[field], 0);
    setText($("stats-of"), `${webhook ? `Attempts of ${visible(name || webhook)}` : "Attempts of all webhooks"}, from `
      + `${exactTime(start)} to now; times in ${zone()}.${first === null ? "" : ` The first webhook was made at ${exactTime(first)}.`}`);
    $("attempts-caption").replaceChildren(
      el("span", { class: "key good", "data-sum": "acknowledged" }, `${number(sum("acknowledged"))} acknowledged`),
      el("span", { class: "key bad", "data-sum": "failed" }, `${number(sum("failed"))} failed`),
      el("span", {}, ...(waiting === 0 ? ["nothing waits"] : [
        waiting >= COUNTED_UP_TO ? `${number(COUNTED_UP_TO)} or more wait` : plural(waiting, "waits", "wait"),
        ", the oldest of ", time(oldestWaitingAt)])));
    $("latency-caption").replaceChildren(...(latencyMs.p50 === null ? ["No attempt in this time."] : [
      el("span", { class: "key median" }, `median ${duration(latencyMs.p50)}`),
      el("span", { class: "key tail" }, `95th percentile ${duration(latencyMs.p95)}`),
      el("span", {}, `99th ${duration(latencyMs.p99)}`)]));
  }

  /** Answers whether anything differs. */
  function table(steps) {
    const now = JSON.stringify(steps);
    if (now === tabled) {
      return false;
    }
    tabled = now;
    $("figures").replaceChildren(...[...steps].reverse().map((each) => el("tr", { "data-at": each.at },
      el("th", { scope: "row" }, exactTime(each.at)),
      el("td", { class: "number" }, number(each.acknowledged)),
      el("td", { class: "number" }, number(each.failed)),
      el("td", { class: "number", "data-ms": each.p50 }, duration(each.p50)),
      el("td", { class: "number", "data-ms": each.p95 }, duration(each.p95)))));
    return true;
  }

  const polling = poll(refresh, EVERY_MS, () => {}, QUIET_MS); // the list tells that the server is away
  return {
    show(filters) {
      range = filters.range in RANGES ? filters.range : "1h";
      webhook = filters.webhook;
      $("range").value = range;
    },
    nameOf(webhookName) {
      name = webhookName || "";
    },
    start: () => polling.start(),
    pause: () => polling.pause(),
    now: () => polling.now(),
    stop() {
      polling.stop();
      resizing.disconnect();
    },
  };
}

const wire = (at) => new Date(at).toISOString();

/** A webhook that is gone has attempts all the same. */
function orNone(failure) {
  if (failure.status !== 404) {
    throw failure;
  }
  return null;
}
