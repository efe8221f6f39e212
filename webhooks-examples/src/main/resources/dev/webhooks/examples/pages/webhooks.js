// Settings → Webhooks: the list, searched, sorted and in pages.

import { $, arrange, setText } from "./dom.js";
import { query, question } from "./api.js";
import { loading } from "./loading.js";
import { poll } from "./poll.js";
import { href } from "./route.js";
import { perform, webhookActions } from "./webhook-actions.js";
import { webhookCard } from "./webhook-card.js";
import { number } from "./words.js";

const EVERY_MS = 5_000;
const PAGE = 50;
const CARDS = 6; // more of them are rows
const SHOWN = { unwell: { health: "UNWELL" }, unverified: { status: "UNVERIFIED" }, disabled: { status: "DISABLED" } };

/** The page of one workspace; it lives until stop(). `changed()` tells the rest of the window. */
export function webhooksPage(workspace, { onConnection, changed, filters: firstFilters }) {
  const cards = new Map(); // by id
  const webhooks = new Map(); // by id, as last told
  const ask = question(workspace);
  const polling = poll(refresh, EVERY_MS, onConnection);
  const actions = webhookActions(workspace, changed);
  let filters = firstFilters;
  let before = []; // the cursors of the pages before this one
  let cursor = null;
  let next = null;

  async function refresh(signal) {
    const { search, show, sort } = filters;
    const page = await ask(`/webhooks${query({ search, ...SHOWN[show], sort, limit: PAGE, cursor })}`, signal);
    next = page.nextCursor;
    showPage(page.webhooks);
  }

  function showPage(listed) {
    const filtered = Object.values(filters).some(Boolean);
    const compact = listed.length > CARDS || before.length > 0 || $("webhooks").classList.contains("rows");
    webhooks.clear();
    const nodes = listed.map((webhook) => {
      webhooks.set(webhook.id, webhook);
      const card = cards.get(webhook.id) || webhookCard(workspace, webhook.id, act);
      cards.set(webhook.id, card);
      card.update(webhook);
      card.fold(compact);
      return card.node;
    });
    [...cards.keys()].filter((id) => !webhooks.has(id)).forEach((id) => cards.delete(id));
    arrange($("webhooks"), nodes);
    $("webhooks").classList.toggle("rows", compact);
    loading($("webhooks"), false);
    $("find-webhooks").hidden = !filtered && !compact && !next;
    $("no-webhooks").hidden = listed.length > 0 || filtered;
    setText($("no-webhooks-where"), `If you expected some: is “${workspace}” spelled as it should be?`);
    $("no-match").hidden = listed.length > 0 || !filtered;
    $("webhook-pages").hidden = before.length === 0 && !next;
    $("webhooks-before").setAttribute("aria-disabled", String(before.length === 0));
    $("webhooks-next").setAttribute("aria-disabled", String(!next));
    setText($("webhooks-place"), `Page ${before.length + 1}: ${number(before.length * PAGE + 1)} to `
      + number(before.length * PAGE + listed.length));
  }

  function act(name, id, button) {
    perform(button, () => actions[name](webhooks.get(id)));
  }

  async function turn(to) {
    cursor = to;
    loading($("webhooks"), true);
    await polling.now();
    $("webhooks-title").focus();
  }

  function filter(chosen) {
    filters = chosen;
    before = [];
    cursor = null;
    $("webhooks-search").value = filters.search;
    $("webhooks-show").value = filters.show;
    $("webhooks-sort").value = filters.sort;
    loading($("webhooks"), true);
  }

  $("webhooks").replaceChildren();
  $("webhooks").classList.remove("rows");
  $("new-webhook").onclick = (event) => perform(event.currentTarget, () => actions.edit(null));
  $("find-webhooks").onsubmit = (event) => event.preventDefault();
  $("find-webhooks").onchange = () => {
    location.hash = href(workspace, "webhooks", Object.fromEntries(new FormData($("find-webhooks"))));
  };
  $("webhooks-before").onclick = () => {
    if (before.length > 0) {
      turn(before.pop());
    }
  };
  $("webhooks-next").onclick = () => {
    if (next) {
      before.push(cursor);
      turn(next);
    }
  };
  filter(firstFilters);
  polling.start();
  return {
    filter(chosen) {
      filter(chosen);
      polling.now();
    },
    now: () => polling.now(),
    stop: () => polling.stop(),
  };
}
