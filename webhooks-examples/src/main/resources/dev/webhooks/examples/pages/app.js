// Where it begins: which workspace, which page.

import { $, setText } from "./dom.js";
import { ApiError, call } from "./api.js";
import { deliveriesPage } from "./deliveries.js";
import { current, href } from "./route.js";
import { say } from "./say.js";
import { webhooksPage } from "./webhooks.js";

const PAGES = {
  webhooks: { title: "Webhooks", open: webhooksPage },
  deliveries: { title: "Delivery log", open: deliveriesPage },
};

let page = null;
let shown = {};

function show() {
  const { workspace, page: name, filters } = current();
  const moved = workspace !== shown.workspace || name !== shown.page;
  if (workspace !== shown.workspace) {
    $("workspace").value = workspace;
    $("plan").value = ""; // the API tells no plan: nothing is claimed about it
  }
  for (const [key, { title }] of Object.entries(PAGES)) {
    const link = $(`to-${key}`);
    link.href = href(workspace, key);
    link.toggleAttribute("aria-current", key === name);
    if (key === name) {
      link.setAttribute("aria-current", "page");
      document.title = `${title} · ${workspace}`;
    }
    $(`${key}-page`).hidden = key !== name;
  }
  if (moved) {
    page?.stop();
    onConnection(null);
    page = PAGES[name].open(workspace, onConnection, filters);
    if (shown.page) {
      $(`${name}-title`).focus();
    }
  } else {
    page.filter?.(filters);
  }
  shown = { workspace, page: name };
}

function onConnection(failure) {
  const line = $("offline");
  const text = failure ? `${failure.message} Trying again.` : "";
  setText(line, text);
  line.hidden = !failure;
}

$("tenant").addEventListener("submit", (event) => {
  event.preventDefault();
  const workspace = $("workspace").value.trim();
  if (workspace) {
    location.hash = href(workspace, current().page);
  }
});

$("plan").addEventListener("change", async () => {
  const plan = $("plan");
  if (!plan.value) {
    return;
  }
  const { workspace } = current();
  const words = plan.selectedOptions[0].textContent;
  try {
    await call("PUT", workspace, "/plan", { plan: plan.value });
    say(`The plan of ${workspace} is now ${words}.`);
  } catch (failure) {
    if (!(failure instanceof ApiError)) {
      throw failure;
    }
    plan.value = "";
    say(failure.message, "bad");
  }
});

document.querySelector(".skip").addEventListener("click", (event) => {
  event.preventDefault(); // the hash is the address of the page
  $("main").focus();
});

addEventListener("hashchange", show);
show();
