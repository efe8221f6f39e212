// The delivery log: charts, filters, and the list.

import { $ } from "./dom.js";
import { deliveryList } from "./delivery-list.js";
import { filterForm } from "./filters.js";
import { webhookNames } from "./names.js";
import { poll } from "./poll.js";
import { recover } from "./recover.js";
import { href } from "./route.js";
import { say } from "./say.js";
import { statistics } from "./statistics.js";
import { perform } from "./webhook-actions.js";

const EVERY_MS = 2_000;
const QUIET_MS = 5_000;

/** The page of one workspace; it lives until stop(). */
export function deliveriesPage(workspace, { onConnection, changed, filters: firstFilters }) {
  const getNames = webhookNames(workspace);
  let names = {};
  let filters = firstFilters;
  const list = deliveryList(workspace, nameOf, changed);
  const form = filterForm((chosen) => {
    location.hash = href(workspace, "deliveries", { ...chosen, range: filters.range });
  });
  const charts = statistics(workspace, (range) => {
    location.hash = href(workspace, "deliveries", { ...filters, range });
  });
  const polling = poll((signal) => list.refresh(signal), EVERY_MS, onConnection, QUIET_MS);

  async function nameOf(ids, signal) {
    names = await getNames(ids, signal);
    form.showNames(names, filters.webhook);
    charts.nameOf(names[filters.webhook]);
    return names;
  }

  function setLive(live) {
    $("live").setAttribute("aria-pressed", String(live));
    if (live) {
      polling.start();
      charts.start();
    } else {
      polling.pause();
      charts.pause();
    }
  }

  function apply(chosen) {
    const { range, ...listed } = chosen;
    filters = chosen;
    form.showNames(names, filters.webhook);
    form.show(filters);
    list.filter(listed);
    charts.show(filters);
  }

  $("live").onclick = () => setLive($("live").getAttribute("aria-pressed") !== "true");
  $("more").onclick = (event) => perform(event.currentTarget, async () => {
    say(`${await list.showMore()} more.`);
  });
  $("new-deliveries").onclick = (event) => perform(event.currentTarget, list.showNew);
  $("recover").onclick = () => recover(workspace, Object.entries(names), filters.webhook, changed);
  apply(firstFilters);
  setLive(true);

  return {
    filter(chosen) {
      apply(chosen);
      polling.now();
      charts.now();
    },
    now: () => Promise.all([polling.now(), charts.now()]),
    stop() {
      polling.stop();
      charts.stop();
    },
  };
}
