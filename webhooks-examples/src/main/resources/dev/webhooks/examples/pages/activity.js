// What the charts show: the last half hour of the log, with the filters of the page.

import { $, el } from "./dom.js";
import { call, deliveryPath, query } from "./api.js";
import { latencyChart, rateChart } from "./charts.js";
import { poll } from "./poll.js";
import { duration, plural, stateIcon, stateTone, stateWord } from "./words.js";

const EVERY_MS = 4_000;
const MINUTE_MS = 60_000;
const MINUTES = 30;
const PAGE = 200;
const MOST_PAGES = 5;
const SAMPLED = 5; // of each minute: attempts are in the details alone, one call for each delivery
const CALLS_AT_ONCE = 4;
const OUTCOMES = ["DELIVERED", "PENDING", "HELD", "CANCELLED", "FAILED"]; // from the bottom up

export function activity(workspace, filters) {
  const details = new Map(); // by delivery id: {attempts, log}
  let drawn = () => {};
  const resizing = new ResizeObserver(() => drawn());
  resizing.observe($("rate-chart"));
  resizing.observe($("latency-chart"));

  async function refresh(signal) {
    const end = Math.ceil(Date.now() / MINUTE_MS) * MINUTE_MS;
    const start = end - MINUTES * MINUTE_MS;
    const { deliveries, complete } = await newest(start, signal);
    const counts = perMinute(deliveries, start);
    const attempts = (await sample(deliveries, signal)).filter(({ at }) => at >= start);
    drawn = () => {
      rateChart($("rate-chart"), counts, OUTCOMES, { start, end });
      latencyChart($("latency-chart"), attempts, { start, end });
    };
    drawn();
    $("rate-caption").replaceChildren(...rateCaption(deliveries, complete));
    $("latency-caption").replaceChildren(...latencyCaption(attempts));
  }

  async function newest(start, signal) {
    const deliveries = [];
    let cursor = null;
    for (let page = 0; page < MOST_PAGES; page++) {
      const from = new Date(start).toISOString();
      const path = `/deliveries${query({ ...filters(), from, limit: PAGE, cursor })}`;
      const answer = await call("GET", workspace, path, undefined, signal);
      deliveries.push(...answer.deliveries);
      cursor = answer.nextCursor;
      if (!cursor) {
        break;
      }
    }
    return { deliveries, complete: !cursor };
  }

  /** The attempts of some deliveries; what has no new attempt isn't asked for again. */
  async function sample(deliveries, signal) {
    const taken = {};
    const sampled = deliveries.filter(({ attempts, createdAt }) => {
      const minute = createdAt.slice(0, "2026-11-23T14:41".length);
      return attempts > 0 && (taken[minute] = (taken[minute] || 0) + 1) <= SAMPLED;
    });
    const ids = new Set(sampled.map(({ id }) => id));
    [...details.keys()].filter((id) => !ids.has(id)).forEach((id) => details.delete(id));
    const stale = sampled.filter(({ id, attempts }) => details.get(id)?.attempts !== attempts);
    const worker = async () => {
      for (let next = stale.shift(); next; next = stale.shift()) {
        const full = await call("GET", workspace, deliveryPath(next.id), undefined, signal);
        details.set(next.id, { attempts: next.attempts, log: full.attemptLog });
      }
    };
    await Promise.all(Array.from({ length: CALLS_AT_ONCE }, worker));
    return [...details.values()].flatMap(({ log }) => log).map(({ at, durationMs, status }) => ({
      at: Date.parse(at), durationMs, acknowledged: status >= 200 && status <= 299,
    }));
  }

  const polling = poll(refresh, EVERY_MS, () => {}); // the list tells that the server is away
  return {
    start: () => polling.start(),
    pause: () => polling.pause(),
    now: () => polling.now(),
    stop() {
      polling.stop();
      resizing.disconnect();
    },
  };
}

function perMinute(deliveries, start) {
  const counts = Array.from({ length: MINUTES }, () => ({}));
  for (const { createdAt, state } of deliveries) {
    const minute = counts[Math.floor((Date.parse(createdAt) - start) / MINUTE_MS)];
    if (minute) {
      minute[state] = (minute[state] || 0) + 1;
    }
  }
  return counts;
}

function rateCaption(deliveries, complete) {
  const entries = OUTCOMES
    .map((state) => [state, deliveries.filter((each) => each.state === state).length])
    .filter(([, count]) => count > 0)
    .map(([state, count]) => el("span", { class: `key ${stateTone(state)}` },
      stateIcon(state), `${count.toLocaleString("en")} ${stateWord(state).toLowerCase()}`));
  if (entries.length === 0) {
    return ["None in the last 30 minutes."];
  }
  return complete
    ? entries
    : [...entries, el("span", {}, `the newest ${deliveries.length.toLocaleString("en")} only`)];
}

function latencyCaption(attempts) {
  if (attempts.length === 0) {
    return ["No attempt in the last 30 minutes."];
  }
  const sorted = attempts.map(({ durationMs }) => durationMs).sort((a, b) => a - b);
  const percentile = (share) => duration(sorted[Math.ceil(sorted.length * share) - 1]);
  return [
    el("span", {}, `median ${percentile(0.5)}`),
    el("span", {}, `95th percentile ${percentile(0.95)}`),
    el("span", {}, `a sample of ${plural(attempts.length, "attempt")}`),
  ];
}
