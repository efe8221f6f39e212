// The log's lines. They stay where they are: what is new is announced, and comes when it is asked for.

import { $, arrange, setText } from "./dom.js";
import { call, deliveryPath, query, question } from "./api.js";
import { deliveryRow } from "./delivery-row.js";
import { loading } from "./loading.js";
import { plural } from "./words.js";

const PAGE = 50;
const MOST_AT_ONCE = 200; // the API's limit: what is longer than this is brought up to date when it is opened
const SPARE = 10; // lines asked for beyond those that are known of: new ones find place
const LOOKED_UP = 5;

/** `nameOf(ids, signal)` resolves to webhooks' names by their ids; `onChange()` hears of redeliveries. */
export function deliveryList(workspace, nameOf, onChange) {
  const table = $("log");
  const rows = new Map(); // by id, in the order in which they stand
  const ask = question(workspace);
  let filters = {};
  let cursor = null;
  let fresh = false; // whether what stands there answers the filters
  let unseen = 0; // how many new ones are announced
  let told = null; // the answer that the lines are of

  /** Shows the newest page. */
  async function load(signal) {
    const page = await call("GET", workspace, `/deliveries${query({ ...filters, limit: PAGE })}`, undefined, signal);
    const names = await nameOf(page.deliveries.map(({ webhookId }) => webhookId), signal);
    rows.clear();
    add(page, names);
    fresh = true;
    announce(0);
    loading(table, false);
    if (filters.id && rows.size === 1) {
      [...rows.values()][0].open();
    }
  }

  /** Brings what stands there up to date, and says how much is new. Answers whether anything is. */
  async function refresh(signal) {
    if (!fresh || rows.size === 0) {
      await load(signal);
      return rows.size > 0;
    }
    const first = [...rows.values()][0].delivery.createdAt;
    const page = await ask(`/deliveries${query(unseen < PAGE ? withNew() : withoutNew(first))}`, signal);
    const names = await nameOf(page.deliveries.map(({ webhookId }) => webhookId), signal);
    const listed = new Set(page.deliveries.map(({ id }) => id));
    for (const delivery of page.deliveries) {
      rows.get(delivery.id)?.update(delivery, names);
    }
    const reached = page.nextCursor ? page.deliveries.at(-1)?.createdAt ?? first : "";
    await lookUp([...rows.values()].filter(({ delivery: { id, createdAt } }) => createdAt > reached && !listed.has(id)), names, signal);
    if (unseen < PAGE) {
      const came = page.deliveries.filter(({ id, createdAt }) => createdAt >= first && !rows.has(id)).length;
      announce(Math.min(came, PAGE), came >= PAGE || (came === page.deliveries.length && Boolean(page.nextCursor)));
    }
    await Promise.all([...rows.values()].map((row) => row.refreshDetail(signal)));
    const changed = page !== told;
    told = page;
    return changed;
  }

  /** What is shown and what came since are one question, and mostly one answer: that nothing did. */
  function withNew() {
    return { ...filters, limit: Math.min(Math.max(PAGE, rows.size + unseen + SPARE), MOST_AT_ONCE) };
  }

  /** Once a page of them came, what is shown would not be in that answer any more. */
  function withoutNew(first) {
    const until = new Date(Date.parse(first) + 1).toISOString();
    const to = filters.to && filters.to < until ? filters.to : until;
    return { ...filters, to, limit: Math.min(rows.size, MOST_AT_ONCE) };
  }

  /** What the filters don't let through any more stays, and says what became of it. */
  async function lookUp(missing, names, signal) {
    const pending = missing.filter(({ delivery }) => delivery.state === filters.state || delivery.state === "PENDING");
    for (const row of pending.slice(0, LOOKED_UP)) {
      const { body, attemptLog, ...delivery } = await call("GET", workspace, deliveryPath(row.delivery.id), undefined, signal);
      row.update(delivery, names);
    }
  }

  function add(page, names) {
    cursor = page.nextCursor;
    const added = page.deliveries.filter(({ id }) => !rows.has(id)).map((delivery) => {
      const row = deliveryRow(workspace, delivery.id, { onOpen: closeOthers, onChange });
      row.update(delivery, names);
      rows.set(delivery.id, row);
      return row;
    });
    arrange(table, [table.tHead, ...[...rows.values()].map(({ node }) => node)]);
    $("more").hidden = !cursor;
    table.hidden = rows.size === 0;
    $("no-deliveries").hidden = rows.size > 0;
    // The API looks through so much of a long log at a time, and says where to go on.
    setText($("no-deliveries"), cursor ? "None among the newest. Load more to look further back."
      : Object.values(filters).some(Boolean) ? "No delivery matches these filters."
      : `Nothing yet. Send a test from a webhook's card; or is “${workspace}” not spelled as it should be?`);
    return added;
  }

  function announce(count, orMore) {
    unseen = count;
    const button = $("new-deliveries");
    if (count === 0 && document.activeElement === button) {
      button.blur();
    }
    button.hidden = count === 0;
    const text = count === 0 ? "" : `Show ${plural(count, "new delivery", "new deliveries")}${orMore ? " or more" : ""}`;
    setText(button, text);
    setText($("announced"), text && "There are new deliveries."); // read out once, not with each number
  }

  /** Opening one closes the others; what is opened stays where it is. */
  function closeOthers(opened) {
    const before = opened.node.getBoundingClientRect().top;
    for (const other of rows.values()) {
      if (other !== opened) {
        other.close();
      }
    }
    window.scrollBy({ top: opened.node.getBoundingClientRect().top - before, behavior: "instant" });
  }

  table.replaceChildren(table.tHead);
  table.hidden = true;
  announce(0);
  return {
    refresh,
    /** Other filters: what stands there is of the old ones until the answer comes. */
    filter(chosen) {
      filters = chosen;
      fresh = false;
      loading(table, true);
    },
    /** Loads anew, and gives the first line the focus. */
    async showNew() {
      await load();
      [...rows.values()][0]?.focus();
      $("filters").scrollIntoView({ block: "start" });
    },
    /** Answers how many came. */
    async showMore() {
      const page = await call("GET", workspace, `/deliveries${query({ ...filters, limit: PAGE, cursor })}`);
      const added = add(page, await nameOf(page.deliveries.map(({ webhookId }) => webhookId)));
      added[0]?.focus();
      return added.length;
    },
  };
}
