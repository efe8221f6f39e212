// What the workspace's webhooks are called, by their ids.

import { question } from "./api.js";

const AT_LEAST_EVERY_MS = 60_000;

/** `get(ids, signal)` asks when one of these is unknown, and otherwise once a minute. */
export function webhookNames(workspace) {
  const ask = question(workspace);
  const gone = new Set();
  let names = {};
  let askedAt = -Infinity;

  return async (ids, signal) => {
    const unknown = ids.filter((id) => !(id in names) && !gone.has(id));
    if (unknown.length > 0 || performance.now() - askedAt > AT_LEAST_EVERY_MS) {
      ({ names } = await ask("/webhook-names", signal));
      askedAt = performance.now();
      unknown.filter((id) => !(id in names)).forEach((id) => gone.add(id));
    }
    return names;
  };
}
