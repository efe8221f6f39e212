// The workspace's plan: what it allows, how much of it is used, and another choice.

import { $, setText } from "./dom.js";
import { ApiError, call } from "./api.js";
import { say } from "./say.js";
import { number } from "./words.js";

let workspace = "";
let chosen = "";

/** Asks for the plan of a workspace and shows it. */
export async function showPlan(of) {
  workspace = of;
  try {
    const plan = await call("GET", of, "/plan");
    if (workspace === of) {
      show(plan);
    }
  } catch (failure) {
    if (!(failure instanceof ApiError)) {
      throw failure;
    }
    setText($("used"), ""); // the page itself tells what is wrong
  }
}

function show({ plan, limit, used }) {
  chosen = plan;
  $("plan").value = plan;
  setText($("used"), limit === null ? `${number(used)} used, no limit` : `${number(used)} of ${number(limit)} used`);
  $("used").classList.toggle("full", limit !== null && used >= limit);
}

/** Each arrow key changes a closed list: with the keyboard, a choice holds on Enter or on leaving. */
let undecided = false;

$("plan").addEventListener("keydown", (event) => {
  if (event.key === "Enter" && undecided) {
    change();
  } else if (event.key !== "Tab") {
    undecided = true;
  }
});
$("plan").addEventListener("pointerdown", () => {
  undecided = false;
});
$("plan").addEventListener("change", () => undecided || change());
$("plan").addEventListener("blur", () => undecided && change());

async function change() {
  undecided = false;
  const select = $("plan");
  if (!select.value || select.value === chosen) {
    return;
  }
  const words = select.selectedOptions[0].textContent;
  try {
    show(await call("PUT", workspace, "/plan", { plan: select.value }));
    say(`The plan of ${workspace} is now ${words}.`);
  } catch (failure) {
    if (!(failure instanceof ApiError)) {
      throw failure;
    }
    select.value = chosen;
    say(failure.message, "bad");
  }
}
