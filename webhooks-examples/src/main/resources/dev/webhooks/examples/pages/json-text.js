// Sets JSON out in lines. It works on the text: 12345678901234567890 and 1.0 stay what they are.

const INDENT = "  ";
const DEEPEST = 60; // deeper than that, the indentation alone would be most of the page

/** The text with line breaks and indentation; text that isn't JSON, or too deep, as it is. */
export function pretty(text) {
  return isJson(text) ? setOut(text) ?? text : text;
}

function isJson(text) {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

// Strings with their escapes, marks, and the runs of number and word characters.
const TOKENS = /"(?:[^"\\]|\\.)*"|[{}[\],:]|[^\s{}[\],:"]+/gs;

function setOut(text) {
  const tokens = text.match(TOKENS) || [];
  const out = [];
  let depth = 0;
  const line = () => out.push("\n", INDENT.repeat(depth));
  for (let i = 0; i < tokens.length; i++) {
    const token = tokens[i];
    const opens = token === "{" || token === "[";
    const closes = token === "}" || token === "]";
    if (closes) {
      depth--;
      if (tokens[i - 1] !== "{" && tokens[i - 1] !== "[") {
        line();
      }
    }
    out.push(token);
    if (opens) {
      depth++;
      if (depth > DEEPEST) {
        return null;
      }
      if (tokens[i + 1] !== "}" && tokens[i + 1] !== "]") {
        line();
      }
    } else if (token === ",") {
      line();
    } else if (token === ":") {
      out.push(" ");
    }
  }
  return out.join("");
}
