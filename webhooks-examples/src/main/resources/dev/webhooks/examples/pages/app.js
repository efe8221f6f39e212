// Where it begins: which workspace, which page.

import { $, setText } from "./dom.js";
import { attention } from "./attention.js";
import { deliveriesPage } from "./deliveries.js";
import { deliveryPage } from "./delivery-page.js";
import { showPlan } from "./plan.js";
import { current, href } from "./route.js";
import { webhooksPage } from "./webhooks.js";

const PAGES = {
  webhooks: { title: "Webhooks", open: webhooksPage },
  deliveries: { title: "Delivery log", open: deliveriesPage },
  delivery: { title: "Delivery", open: deliveryPage },
  nowhere: { title: "No such page", open: () => ({ stop() {} }) },
};

let page = null;
let notice = null;
let shown = {};

function show() {
  const { workspace, page: asked, item, filters } = current();
  const name = asked === null ? "nowhere" : item ? "delivery" : asked;
  const moved = workspace !== shown.workspace || name !== shown.name || item !== shown.item;
  $("workspace").value = workspace;
  document.title = `${PAGES[name].title} · ${workspace}`;
  for (const key of ["webhooks", "deliveries"]) {
    const link = $(`to-${key}`);
    link.href = href(workspace, key);
    link.toggleAttribute("aria-current", key === asked);
    if (key === asked) {
      link.setAttribute("aria-current", item ? "true" : "page");
    }
  }
  Object.keys(PAGES).forEach((key) => {
    $(`${key}-page`).hidden = key !== name;
  });
  if (moved) {
    page?.stop();
    onConnection(null);
    page = PAGES[name].open(workspace, {
      onConnection, filters, item, changed,
    });
  }
  if (workspace !== shown.workspace) {
    notice?.stop();
    notice = attention(workspace, changed);
    showPlan(workspace);
  }
  if (!moved) {
    page.filter?.(filters);
  } else if (shown.name) {
    window.scrollTo(0, 0);
    $(`${name}-title`).focus();
  }
  shown = { workspace, name, item };
}

/** Something was changed on one part of the window: the others look at once. */
function changed() {
  return Promise.all([notice.now(), page.now?.(), showPlan(shown.workspace)]);
}

function onConnection(failure) {
  const line = $("offline");
  const again = failure && (failure.status === 0 || failure.status >= 500);
  setText(line, failure ? `${failure.message}${again ? " Trying again." : ""}` : "");
  line.hidden = !failure;
}

$("tenant").addEventListener("submit", (event) => {
  event.preventDefault();
  const workspace = $("workspace").value.trim();
  if (workspace) {
    location.hash = href(workspace, current().page || "webhooks");
  }
});

document.querySelector(".skip").addEventListener("click", (event) => {
  event.preventDefault(); // the hash is the address of the page
  $("main").focus();
});

addEventListener("hashchange", show);
show();
