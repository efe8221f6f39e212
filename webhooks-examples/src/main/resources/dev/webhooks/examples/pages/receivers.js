// Receivers to copy: a file in each of some languages, with this host's header names in it.

import { el, setText } from "./dom.js";
import { codeBox } from "./attempt.js";
import { copyText } from "./copy.js";

const LANGUAGES = [
  ["Java", "Receiver.java"],
  ["Node", "receiver.js"],
  ["Python", "receiver.py"],
  ["Go", "receiver.go"],
  ["PHP", "receiver.php"],
  ["Ruby", "receiver.rb"],
  ["Sign a sample with curl", "sign.sh"],
];

let count = 0;

/** They read the key from the environment: it stands in none of them, and goes nowhere by copying. */
export function receivers(signatures) {
  const name = `receiver-${++count}`;
  const code = codeBox("The receiver");
  const title = el("span", { class: "mono soft" });
  let text = "";

  async function show(file) {
    setText(title, file);
    setText(code, "Loading…");
    const response = await fetch(`/api/receivers/${file}`);
    text = response.ok ? (await response.text()).replaceAll("{{signatures}}", scheme(signatures)) : "It can't be had at the moment.";
    if (title.textContent === file) {
      setText(code, text);
    }
  }

  show(LANGUAGES[0][1]);
  return el("section", { class: "receivers", "aria-label": "How to verify" },
    el("h3", {}, "How to verify"),
    el("fieldset", { class: "languages" },
      el("legend", { class: "hidden" }, "Language"),
      LANGUAGES.map(([language, file], i) => el("label", { class: "choice" },
        el("input", { type: "radio", name, value: file, checked: i === 0, onchange: () => show(file) }),
        el("span", {}, language)))),
    el("div", { class: "receiver-head" }, title,
      el("button", { type: "button", onclick: () => copyText(text, "The receiver") }, "Copy the code")),
    code);
}

/** What is signed with a public key is signed in hex too, and that is what the receivers check. */
const scheme = (signatures) => (signatures === "STANDARD" ? "STANDARD" : "HEX");
