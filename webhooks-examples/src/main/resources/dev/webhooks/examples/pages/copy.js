// Puts text on the clipboard, and says so.

import { say } from "./say.js";

export async function copyText(text, what) {
  try {
    await navigator.clipboard.writeText(text);
    say(`${what} is copied.`);
  } catch {
    say(`The browser doesn't allow it. ${what}: ${text}`, "bad");
  }
}
