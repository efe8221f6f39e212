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
    chosenPlan = "";
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

/** Each arrow key changes a closed list: with the keyboard, a choice holds on Enter or on leaving. */
let undecided = false;
let chosenPlan = "";

$("plan").addEventListener("keydown", (event) => {
  if (event.key === "Enter" && undecided) {
    changePlan();
  } else if (event.key !== "Tab") {
    undecided = true;
  }
});
$("plan").addEventListener("pointerdown", () => {
  undecided = false;
});
$("plan").addEventListener("change", () => undecided || changePlan());
$("plan").addEventListener("blur", () => undecided && changePlan());

async function changePlan() {
  undecided = false;
  const plan = $("plan");
  const { workspace } = current();
  if (!plan.value || plan.value === chosenPlan) {
    return;
  }
  const words = plan.selectedOptions[0].textContent;
  chosenPlan = plan.value;
  try {
    await call("PUT", workspace, "/plan", { plan: plan.value });
    say(`The plan of ${workspace} is now ${words}.`);
  } catch (failure) {
    if (!(failure instanceof ApiError)) {
      throw failure;
    }
    plan.value = "";
    chosenPlan = "";
    say(failure.message, "bad");
  }
}

document.querySelector(".skip").addEventListener("click", (event) => {
  event.preventDefault(); // the hash is the address of the page
  $("main").focus();
});

addEventListener("hashchange", show);
show();
