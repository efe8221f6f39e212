// Forms in dialogs: errors stand at their fields, and a form waits while its answer is under way.

import { setText } from "./dom.js";
import { ApiError } from "./api.js";
import { say } from "./say.js";

/**
 * Opens the form's dialog. Resolves to what `send()` answers; to null when the user leaves. What
 * the API refuses is shown at the field it names, and the form stays, as it does after a success
 * where it `staysOpen`. Who leaves while an answer is under way still gets it: it may hold a key.
 */
export function fillIn(form, send, { staysOpen = false } = {}) {
  const dialog = form.closest("dialog");
  let answer = null;
  let left = false;
  clearErrors(form);
  dialog.showModal();
  form.elements[0].focus();

  return new Promise((resolve) => {
    form.querySelector("[data-close]").onclick = () => dialog.close();
    dialog.onclose = () => {
      left = true;
      if (!isBusy(form)) {
        resolve(answer);
      }
    };
    form.onsubmit = async (event) => {
      event.preventDefault();
      if (isBusy(form)) {
        return;
      }
      clearErrors(form);
      form.setAttribute("aria-busy", "true");
      try {
        answer = await send();
        if (!staysOpen && !left) {
          dialog.close();
        }
      } catch (failure) {
        showError(form, failure, !left);
      } finally {
        form.removeAttribute("aria-busy");
        if (left || !dialog.open) {
          resolve(answer);
        }
      }
    };
  });
}

function isBusy(form) {
  return form.getAttribute("aria-busy") === "true";
}

function clearErrors(form) {
  for (const line of form.querySelectorAll("[data-error-of]")) {
    line.hidden = true;
    setText(line, "");
  }
  for (const input of form.querySelectorAll("[aria-invalid]")) {
    input.removeAttribute("aria-invalid");
  }
}

/** An error of a field that the form doesn't have stands above the fields. */
function showError(form, failure, isOpen) {
  if (!(failure instanceof ApiError)) {
    throw failure;
  }
  if (!isOpen) {
    say(failure.message, "bad");
    return;
  }
  const { field, message } = failure;
  const lines = [...form.querySelectorAll("[data-error-of]")];
  const own = lines.find((line) => field && line.dataset.errorOf === field);
  const line = own || lines.find((candidate) => candidate.dataset.errorOf === "");
  setText(line, own || !field ? message : `${field}: ${message}`);
  line.hidden = false;
  const input = own && form.querySelector(`[name="${field}"]`);
  if (input) {
    const folded = input.closest("details");
    if (folded) {
      folded.open = true;
    }
    input.setAttribute("aria-invalid", "true");
    input.focus();
  }
}

/** The options of a select, keeping what is chosen. */
export function setOptions(select, options) {
  const wanted = JSON.stringify(options);
  if (select.dataset.options === wanted) {
    return;
  }
  const chosen = select.value;
  select.dataset.options = wanted;
  select.replaceChildren(...options.map(([value, text]) => new Option(text, value)));
  if (options.some(([value]) => value === chosen)) {
    select.value = chosen;
  }
}
