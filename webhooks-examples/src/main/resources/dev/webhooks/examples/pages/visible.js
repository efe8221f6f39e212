// Strangers' text as it is read: what would turn it round, or hide in it, shows as an escape.

// Marks that change the direction of what follows, zero-width ones, and controls but tab and newline.
const UNSEEN = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u00ad\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]/g;

/** The text with `\u202e` where that character stands. */
export function visible(text) {
  return text.replace(/\r\n/g, "\n").replace(UNSEEN, (character) =>
    `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`);
}
