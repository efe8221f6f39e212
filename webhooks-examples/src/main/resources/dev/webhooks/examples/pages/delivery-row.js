// One delivery of the log: a line, and under it, when it is opened, all that is known of it.

import { el, setText } from "./dom.js";
import { call, deliveryPath } from "./api.js";
import { deliveryDetail } from "./delivery-detail.js";
import { badge, refreshTime, sentence, time } from "./words.js";

/**
 * `onOpen(row)` is called before it opens, `onChange()` after it was sent again. The line is
 * changed in place, so that it keeps the focus.
 */
export function deliveryRow(workspace, id, { onOpen, onChange }) {
  const detailId = `detail-${id}`;
  const toggle = el("button", {
    type: "button", class: "toggle mono", "aria-expanded": "false", onclick: onToggle,
  });
  const state = cell("State");
  const event = cell("Event", "event", toggle);
  const webhook = cell("Webhook", "webhook");
  const answer = cell("Last answer", "answer");
  const attempts = cell("Attempts", "number");
  const created = cell("Created", "number");
  const line = el("tr", { role: "row", class: "line" },
    state, event, webhook, answer, attempts, created);
  const node = el("tbody", { role: "rowgroup", "data-id": id }, line);

  let detail = null;

  const row = { node, delivery: null, update, refreshDetail, close, isOpen, focus };
  return row;

  function update(delivery, webhookName) {
    const before = row.delivery;
    row.delivery = delivery;
    if (before?.state !== delivery.state) {
      state.replaceChildren(badge(delivery.state));
    }
    if (!before) {
      created.replaceChildren(time(delivery.createdAt));
      setText(toggle, delivery.event);
    }
    refreshTime(created.firstChild);
    setText(webhook, webhookName ?? `${delivery.webhookId} (deleted)`);
    setText(answer, lastAnswer(delivery));
    setText(attempts, String(delivery.attempts));
  }

  async function onToggle() {
    if (isOpen()) {
      close();
      return;
    }
    onOpen(row);
    node.classList.add("open");
    toggle.setAttribute("aria-expanded", "true");
    toggle.setAttribute("aria-controls", detailId);
    detail = deliveryDetail(workspace, id, onChange);
    node.append(el("tr", { role: "row", class: "detail", id: detailId },
      el("td", { role: "cell", colspan: "6" }, detail.node)));
    await refreshDetail();
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
    try {
      const full = await call("GET", workspace, deliveryPath(id), undefined, signal);
      if (shown === detail) {
        shown.show(full);
        const { body, attemptLog, ...summary } = full;
        update(summary, webhook.textContent);
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
  const answer = lastError ? sentence(lastError) : lastStatus ? `Status ${lastStatus}` : "";
  if (state === "PENDING" && attempts > 0 && nextAttemptAt) {
    return `${answer} Will be tried again.`;
  }
  return answer || (attempts === 0 ? "Not sent yet" : "");
}
