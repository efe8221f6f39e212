// One delivery of the log: a line, and under it, when it is opened, all that is known of it.

import { el, setText } from "./dom.js";
import { deliveryPath, question } from "./api.js";
import { deliveryDetail } from "./delivery-detail.js";
import { refreshTime, time } from "./times.js";
import { visible } from "./visible.js";
import { badge, sentence } from "./words.js";

const COLUMNS = 7;

/**
 * `onOpen(row)` is called before it opens, `onChange()` after it was sent again. The line is
 * changed in place, so that it keeps the focus.
 */
export function deliveryRow(workspace, id, { onOpen, onChange }) {
  const detailId = `detail-${id}`;
  const ask = question(workspace);
  const toggle = el("button", {
    type: "button", class: "toggle mono", "aria-expanded": "false", onclick: () => isOpen() ? close() : open(),
  });
  const state = cell("State");
  const event = cell("Event", "event", toggle);
  const account = cell("Account", "account mono");
  const webhook = cell("Webhook", "webhook");
  const answer = cell("Last answer", "answer");
  const attempts = cell("Attempts", "number");
  const created = cell("Created", "number");
  const line = el("tr", { role: "row", class: "line" },
    state, event, account, webhook, answer, attempts, created);
  const node = el("tbody", { role: "rowgroup", "data-id": id }, line);

  let detail = null;
  let names = {};

  const row = { node, delivery: null, update, refreshDetail, open, close, focus };
  return row;

  function update(delivery, known) {
    const before = row.delivery;
    row.delivery = delivery;
    names = known;
    if (before?.state !== delivery.state) {
      state.replaceChildren(badge(delivery.state));
    }
    if (!before) {
      created.replaceChildren(time(delivery.createdAt));
      setText(toggle, delivery.event);
      setText(account, delivery.account ? visible(delivery.account) : "");
      if (delivery.test) {
        event.append(el("span", { class: "chip test" }, "Test"));
      }
    }
    refreshTime(created.firstChild);
    const name = names[delivery.webhookId];
    setText(webhook, name ? visible(name) : `${delivery.webhookId} (deleted)`);
    setText(answer, lastAnswer(delivery));
    setText(attempts, String(delivery.attempts));
  }

  function open() {
    onOpen(row);
    node.classList.add("open");
    toggle.setAttribute("aria-expanded", "true");
    toggle.setAttribute("aria-controls", detailId);
    detail = deliveryDetail(workspace, id, "h3", onChange);
    node.append(el("tr", { role: "row", class: "detail", id: detailId },
      el("td", { role: "cell", colspan: COLUMNS }, detail.node)));
    return refreshDetail();
  }

  function close() {
    if (isOpen()) {
      node.classList.remove("open");
      toggle.setAttribute("aria-expanded", "false");
      toggle.removeAttribute("aria-controls");
      node.lastElementChild.remove();
      detail = null;
    }
  }

  function isOpen() {
    return detail !== null;
  }

  function focus() {
    toggle.focus({ preventScroll: true });
  }

  async function refreshDetail(signal) {
    const shown = detail;
    if (!shown) {
      return;
    }
    try {
      const full = await ask(deliveryPath(id), signal);
      if (shown === detail) {
        shown.show(full, names[full.webhookId]);
        const { body, attemptLog, ...summary } = full;
        update(summary, names);
      }
    } catch (failure) {
      if (failure.name !== "AbortError" && shown === detail) {
        shown.fail(failure);
      }
    }
  }
}

function cell(label, kind, ...children) {
  return el("td", { role: "cell", class: kind, "data-label": label }, ...children);
}

function lastAnswer({ state, lastStatus, lastError, nextAttemptAt, attempts }) {
  const answer = lastError ? sentence(visible(lastError)) : lastStatus ? `Status ${lastStatus}` : "";
  if (state === "PENDING" && attempts > 0 && nextAttemptAt) {
    return `${answer} Will be tried again.`;
  }
  return answer || (attempts === 0 ? "Not sent yet" : "");
}
