// One delivery at an address of its own, which can be sent to somebody.

import { $, setText } from "./dom.js";
import { deliveryPath, question } from "./api.js";
import { deliveryDetail } from "./delivery-detail.js";
import { webhookNames } from "./names.js";
import { poll } from "./poll.js";
import { href } from "./route.js";
import { visible } from "./visible.js";
import { badge } from "./words.js";

const EVERY_MS = 2_000;

export function deliveryPage(workspace, { onConnection, item: id }) {
  const ask = question(workspace);
  const nameOf = webhookNames(workspace);
  const detail = deliveryDetail(workspace, id, "h2", () => polling.now());
  const polling = poll(refresh, EVERY_MS, (failure) => {
    $("no-delivery").hidden = failure?.status !== 404;
    $("one-delivery").hidden = failure?.status === 404;
    onConnection(failure?.status === 404 ? null : failure);
    if (failure?.status === 404) {
      polling.pause();
    }
  });

  async function refresh(signal) {
    const delivery = await ask(deliveryPath(id), signal);
    const names = await nameOf([delivery.webhookId], signal);
    setText($("delivery-title"), delivery.event);
    $("delivery-state").replaceChildren(badge(delivery.state));
    detail.show(delivery, names[delivery.webhookId]);
  }

  setText($("delivery-title"), "Delivery");
  setText($("no-delivery-text"), `The workspace “${workspace}” has no delivery “${visible(id)}”. `
    + "Is the address whole? What finished long ago is not kept for ever.");
  $("delivery-state").replaceChildren();
  $("one-delivery").replaceChildren(detail.node);
  $("to-log").href = href(workspace, "deliveries");
  polling.start();
  return { now: () => polling.now(), stop: () => polling.stop() };
}
