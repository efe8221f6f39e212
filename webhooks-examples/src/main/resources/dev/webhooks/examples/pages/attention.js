// The notice on top of every page: which webhooks need somebody to do something, and what.

import { $, el } from "./dom.js";
import { question } from "./api.js";
import { needsAction, remedy, trouble } from "./condition.js";
import { poll } from "./poll.js";
import { href } from "./route.js";
import { perform, webhookActions } from "./webhook-actions.js";
import { visible } from "./visible.js";

const EVERY_MS = 15_000;
const ASKED = 20;
const NAMED = 3;

/** It lives until stop(); `changed()` is called after something was done here. */
export function attention(workspace, changed) {
  const unwell = question(workspace);
  const unverified = question(workspace);
  const polling = poll(refresh, EVERY_MS, () => {}); // the page tells that the server is away
  const actions = webhookActions(workspace, changed);
  let shown = "";

  async function refresh(signal) {
    const [first, second] = await Promise.all([
      unwell(`/webhooks?health=UNWELL&limit=${ASKED}`, signal),
      unverified(`/webhooks?status=UNVERIFIED&limit=${ASKED}`, signal),
    ]);
    const all = new Map([...first.webhooks, ...second.webhooks].map((each) => [each.id, each]));
    show([...all.values()].filter(needsAction), Boolean(first.nextCursor || second.nextCursor));
  }

  function show(webhooks, more) {
    const now = JSON.stringify([more, webhooks.map((each) => [each.id, each.name, trouble(each)])]);
    if (now === shown) {
      return;
    }
    shown = now;
    const notice = $("attention");
    const focused = notice.contains(document.activeElement);
    notice.hidden = webhooks.length === 0;
    const count = `${webhooks.length}${more ? " or more" : ""}`;
    $("attention-title").textContent = webhooks.length === 1 && !more
      ? "1 webhook needs you"
      : `${count} webhooks need you`;
    $("attention-list").replaceChildren(...webhooks.slice(0, NAMED).map(entry));
    $("attention-all").hidden = webhooks.length <= NAMED && !more;
    $("attention-all").href = href(workspace, "webhooks", { show: webhooks.every(({ status }) => status === "UNVERIFIED") ? "unverified" : "unwell" });
    if (focused) {
      $("main").focus();
    }
  }

  function entry(webhook) {
    const nameId = `attention-${webhook.id}`;
    const button = (action, text) => el("button", {
      type: "button", "aria-describedby": nameId,
      onclick: (event) => perform(event.currentTarget, () => actions[action](webhook)),
    }, text);
    return el("li", {},
      el("p", {}, el("strong", { id: nameId, dir: "auto" }, visible(webhook.name)), " ", trouble(webhook), " ", remedy(webhook)),
      webhook.status === "UNVERIFIED" ? button("verify", "Verify now")
        : webhook.status === "DISABLED" ? button("enable", "Enable now")
          : el("a", {
            class: "button", "aria-describedby": nameId,
            href: href(workspace, "deliveries", { webhook: webhook.id }),
          }, "See what it answers"));
  }

  show([], false);
  $("attention").hidden = true;
  polling.start();
  return { now: () => polling.now(), stop: () => polling.stop() };
}
