// The delivery log: a list that keeps itself up to date without moving what is being read.

import { $, arrange, setText } from "./dom.js";
import { ApiError, call, listWebhooks, query } from "./api.js";
import { activity } from "./activity.js";
import { deliveryRow } from "./delivery-row.js";
import { setOptions } from "./forms.js";
import { poll } from "./poll.js";
import { openPublishForm } from "./publish.js";
import { openRecoverForm } from "./recover.js";
import { href } from "./route.js";
import { say } from "./say.js";
import { EVENT_TYPES } from "./words.js";

const EVERY_MS = 2_000;
const PAGE = 50;
const MOST_AT_ONCE = 200; // the API's limit: what is longer than this can't be kept up to date

/** The page of one workspace; it lives until stop(). */
export function deliveriesPage(workspace, onConnection, firstFilters) {
  const table = $("log");
  const rows = new Map(); // by delivery id
  let filters = firstFilters;
  let webhooks = [];
  let wanted = PAGE;
  let cursor = null;

  const polling = poll(refresh, EVERY_MS, onConnection);
  const charts = activity(workspace, () => filters);

  async function refresh(signal) {
    const limit = Math.min(wanted, MOST_AT_ONCE);
    const [page, registered] = await Promise.all([
      call("GET", workspace, `/deliveries${query({ ...filters, limit })}`, undefined, signal),
      listWebhooks(workspace, signal),
    ]);
    showWebhooks(registered.webhooks);
    cursor = page.nextCursor;
    await show(page.deliveries, signal);
  }

  function showWebhooks(registered) {
    webhooks = registered;
    const options = webhooks.map(({ id, name }) => [id, name]);
    if (filters.webhook && !webhooks.some(({ id }) => id === filters.webhook)) {
      options.push([filters.webhook, `${filters.webhook} (deleted)`]);
    }
    setOptions($("filter-webhook"), [["", "All"], ...options]);
    $("filter-webhook").value = filters.webhook;
  }

  /** Shows exactly these; an opened one stays, also when it is none of them any more. */
  async function show(deliveries, signal) {
    const listed = deliveries.map((delivery) => row(delivery));
    const ids = new Set(deliveries.map(({ id }) => id));
    for (const [id, kept] of rows) {
      if (!ids.has(id) && kept.isOpen()) {
        const place = listed.findIndex(({ delivery }) => delivery.createdAt < kept.delivery.createdAt);
        listed.splice(place < 0 ? listed.length : place, 0, kept);
      } else if (!ids.has(id)) {
        rows.delete(id);
      }
    }
    keepPlace(() => arrange(table, [table.tHead, ...listed.map(({ node }) => node)]));
    $("more").hidden = !cursor;
    table.hidden = listed.length === 0;
    $("no-deliveries").hidden = listed.length > 0;
    setText($("no-deliveries"), Object.values(filters).some(Boolean)
      ? "No delivery matches these filters."
      : "Nothing yet. Publish a test event, and watch it travel.");
    await Promise.all(listed.filter((each) => each.isOpen()).map((each) => each.refreshDetail(signal)));
  }

  function row(delivery) {
    const webhook = webhooks.find(({ id }) => id === delivery.webhookId);
    let found = rows.get(delivery.id);
    if (!found) {
      found = deliveryRow(workspace, delivery.id, { onOpen: closeOthers, onChange: refreshAll });
      rows.set(delivery.id, found);
    }
    found.update(delivery, webhook ? webhook.name : null);
    return found;
  }

  function closeOthers(opened) {
    keepPlace(() => {
      for (const other of rows.values()) {
        if (other !== opened) {
          other.close();
        }
      }
    }, opened.node);
  }

  /** Changes the list without moving the entry that has the focus, is open or stands on top. */
  function keepPlace(change, anchor = readEntry()) {
    const before = anchor?.getBoundingClientRect().top;
    change();
    if (anchor?.isConnected) {
      window.scrollBy({ top: anchor.getBoundingClientRect().top - before, behavior: "instant" });
    }
  }

  function readEntry() {
    const bodies = [...table.tBodies];
    const visible = bodies.filter((body) => {
      const { top, bottom } = body.getBoundingClientRect();
      return bottom > 0 && top < innerHeight;
    });
    const scrolledIn = table.getBoundingClientRect().top < 0;
    return visible.find((body) => body.contains(document.activeElement))
      || visible.find((body) => body.classList.contains("open"))
      || (scrolledIn ? visible[0] : undefined);
  }

  async function refreshAll() {
    await Promise.all([polling.now(), charts.now()]);
  }

  async function loadMore() {
    const button = $("more");
    const shown = new Set(rows.keys());
    button.setAttribute("aria-busy", "true");
    try {
      wanted += PAGE;
      if (wanted <= MOST_AT_ONCE) {
        await polling.now();
      } else {
        setLive(false);
        await append();
      }
    } catch (failure) {
      report(failure);
    } finally {
      button.removeAttribute("aria-busy");
    }
    const added = [...rows.values()].filter(({ delivery }) => !shown.has(delivery.id));
    say(`${added.length} more.`);
    added[0]?.focus();
  }

  async function append() {
    const next = query({ ...filters, limit: PAGE, cursor });
    const page = await call("GET", workspace, `/deliveries${next}`);
    const shown = [...table.tBodies].map((body) => rows.get(body.dataset.id).delivery);
    const known = new Set(shown.map(({ id }) => id));
    cursor = page.nextCursor;
    await show([...shown, ...page.deliveries.filter(({ id }) => !known.has(id))]);
  }

  function setLive(live) {
    $("live").setAttribute("aria-pressed", String(live));
    if (live) {
      wanted = Math.min(wanted, MOST_AT_ONCE);
      polling.start();
      charts.start();
    } else {
      polling.pause();
      charts.pause();
    }
  }

  function applyFilters(next) {
    filters = next;
    wanted = PAGE;
    $("filter-state").value = filters.state;
    $("filter-webhook").value = filters.webhook;
    $("filter-event").value = filters.event;
    rows.forEach((each) => each.close());
  }

  async function publish() {
    const answer = await openPublishForm(workspace);
    if (answer) {
      const to = answer.deliveries === 1 ? "1 webhook" : `${answer.deliveries} webhooks`;
      say(answer.deliveries === 0
        ? "Published; no webhook listens to it."
        : `Published; it is on its way to ${to}.`);
      await refreshAll();
    }
  }

  async function recover() {
    const answer = await openRecoverForm(workspace, webhooks, filters.webhook);
    if (answer) {
      say(answer.deliveries === 1
        ? "1 delivery is sent again."
        : `${answer.deliveries} deliveries are sent again.`);
      await refreshAll();
    }
  }

  table.replaceChildren(table.tHead);
  setOptions($("filter-event"), [["", "All"], ...EVENT_TYPES.map((type) => [type, type])]);
  applyFilters(firstFilters);
  $("filters").onsubmit = (event) => event.preventDefault();
  $("filters").onchange = () => {
    const chosen = Object.fromEntries(new FormData($("filters")));
    location.hash = href(workspace, "deliveries", chosen);
  };
  $("live").onclick = () => setLive($("live").getAttribute("aria-pressed") !== "true");
  $("more").onclick = loadMore;
  $("publish").onclick = publish;
  $("recover").onclick = recover;
  setLive(true);

  return {
    filter(next) {
      applyFilters(next);
      refreshAll();
    },
    stop() {
      polling.stop();
      charts.stop();
    },
  };
}

function report(failure) {
  if (!(failure instanceof ApiError)) {
    throw failure;
  }
  say(failure.message, "bad");
}
