package dev.webhooks.signing;

import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads the texts among the members of a JSON object, and makes sure of the rest: RFC 8259 to the
 * letter, no name twice in an object, and a bounded depth. Two readers that differ in what they let
 * pass are two opinions on what was signed.
 */
final class JsonObject {
  private static final int MAX_DEPTH = 64;
  private static final Pattern SCALAR =
      Pattern.compile("true|false|null|-?(?:0|[1-9][0-9]*)(?:\\.[0-9]+)?(?:[eE][-+]?[0-9]+)?");
  private static final String ESCAPES = "\"\\/bfnrt";
  private static final String ESCAPED = "\"\\/\b\f\n\r\t";

  private final String json;
  private int at;

  private JsonObject(String json) {
    this.json = json;
  }

  /**
   * @return the members, null for those whose value isn't a text
   * @throws IllegalArgumentException if that isn't a JSON object, with nothing but white space
   *     around it
   */
  static Map<String, @Nullable String> read(String json) {
    JsonObject reader = new JsonObject(json);
    Map<String, @Nullable String> members = reader.object(MAX_DEPTH);
    reader.skipSpace();
    if (reader.at < json.length()) {
      throw malformed();
    }
    return members;
  }

  private Map<String, @Nullable String> object(int depth) {
    expect('{');
    Map<String, @Nullable String> members = new HashMap<>();
    if (skip('}')) {
      return members;
    }
    do {
      String name = string();
      expect(':');
      if (members.containsKey(name)) {
        throw malformed();
      }
      members.put(name, value(depth - 1));
    } while (skip(','));
    expect('}');
    return members;
  }

  private void array(int depth) {
    expect('[');
    if (skip(']')) {
      return;
    }
    do {
      value(depth - 1);
    } while (skip(','));
    expect(']');
  }

  private @Nullable String value(int depth) {
    if (depth == 0) {
      throw malformed();
    }
    skipSpace();
    switch (at < json.length() ? json.charAt(at) : ' ') {
      case '"':
        return string();
      case '{':
        object(depth);
        return null;
      case '[':
        array(depth);
        return null;
      default:
        scalar();
        return null;
    }
  }

  private void scalar() {
    Matcher scalar = SCALAR.matcher(json).region(at, json.length());
    if (!scalar.lookingAt()) {
      throw malformed();
    }
    at = scalar.end();
  }

  private String string() {
    expect('"');
    StringBuilder text = new StringBuilder();
    for (char c = next(); c != '"'; c = next()) {
      if (c < ' ') {
        throw malformed();
      }
      text.append(c == '\\' ? escaped() : c);
    }
    return text.toString();
  }

  private char escaped() {
    char c = next();
    if (c == 'u') {
      int code = 0;
      for (int i = 0; i < 4; i++) {
        code = code << 4 | hexDigit(next());
      }
      return (char) code;
    }
    int escape = ESCAPES.indexOf(c);
    if (escape < 0) {
      throw malformed();
    }
    return ESCAPED.charAt(escape);
  }

  private static int hexDigit(char c) {
    int digit = c > '~' ? -1 : Character.digit(c, 16); // which knows the digits of every script
    if (digit < 0) {
      throw malformed();
    }
    return digit;
  }

  private void expect(char c) {
    if (!skip(c)) {
      throw malformed();
    }
  }

  private boolean skip(char c) {
    skipSpace();
    boolean isNext = at < json.length() && json.charAt(at) == c;
    if (isNext) {
      at++;
    }
    return isNext;
  }

  private void skipSpace() {
    while (at < json.length() && " \t\r\n".indexOf(json.charAt(at)) >= 0) {
      at++;
    }
  }

  private char next() {
    if (at == json.length()) {
      throw malformed();
    }
    return json.charAt(at++);
  }

  private static IllegalArgumentException malformed() {
    return new IllegalArgumentException("not a JSON object");
  }
}
