package dev.webhooks;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * RFC 8259 to the letter, and no key twice: what a test compares the library's reading with. Throws
 * an {@link IllegalArgumentException} on everything else.
 */
public final class StrictJson {
  /** As deep as Jackson goes by default. */
  private static final int MAX_DEPTH = 1000;

  private static final Pattern SCALAR =
      Pattern.compile("true|false|null|-?(0|[1-9][0-9]*)(\\.[0-9]+)?([eE][+-]?[0-9]+)?");
  private static final Pattern STRING =
      Pattern.compile("\"(?:[^\"\\\\\\x00-\\x1f]|\\\\[\"\\\\/bfnrt]|\\\\u[0-9a-fA-F]{4})*+\"");
  private static final Pattern ESCAPE = Pattern.compile("\\\\(?:u(.{4})|(.))");

  private final String text;
  private int at;

  private StrictJson(String text) {
    this.text = text;
  }

  /** A {@code Map}, a {@code List} or a {@code String}; a {@code Matcher} for any other scalar. */
  public static Object read(String text) {
    StrictJson reader = new StrictJson(text);
    Object value = reader.value(0);
    reader.skipSpace();
    return reader.at == text.length() ? value : reader.fail();
  }

  private Object value(int depth) {
    skipSpace();
    if (depth > MAX_DEPTH || at == text.length()) {
      return fail();
    }
    return switch (text.charAt(at)) {
      case '{' -> object(depth);
      case '[' -> array(depth);
      case '"' -> string();
      default -> token(SCALAR);
    };
  }

  private Map<String, Object> object(int depth) {
    Map<String, Object> members = new LinkedHashMap<>();
    at++;
    if (takes('}')) {
      return members;
    }
    do {
      skipSpace();
      String name = string();
      expect(':');
      if (members.put(name, value(depth + 1)) != null) {
        fail();
      }
    } while (takes(','));
    expect('}');
    return members;
  }

  private List<Object> array(int depth) {
    at++;
    if (takes(']')) {
      return List.of();
    }
    do {
      value(depth + 1);
    } while (takes(','));
    expect(']');
    return List.of(); // nobody asks for what is in it
  }

  private String string() {
    String quoted = token(STRING).group();
    return ESCAPE
        .matcher(quoted.substring(1, quoted.length() - 1))
        .replaceAll(escape -> Matcher.quoteReplacement(String.valueOf(unescaped(escape.group()))));
  }

  private static char unescaped(String escape) {
    int letter = "bfnrt".indexOf(escape.charAt(1));
    if (escape.charAt(1) == 'u') {
      return (char) Integer.parseInt(escape.substring(2), 16);
    }
    return letter < 0 ? escape.charAt(1) : "\b\f\n\r\t".charAt(letter);
  }

  private Matcher token(Pattern pattern) {
    Matcher token = pattern.matcher(text).region(at, text.length());
    if (!token.lookingAt()) {
      fail();
    }
    at = token.end();
    return token;
  }

  private boolean takes(char wanted) {
    skipSpace();
    boolean there = at < text.length() && text.charAt(at) == wanted;
    at += there ? 1 : 0;
    return there;
  }

  private void expect(char wanted) {
    if (!takes(wanted)) {
      fail();
    }
  }

  private void skipSpace() {
    while (at < text.length() && " \t\n\r".indexOf(text.charAt(at)) >= 0) {
      at++;
    }
  }

  private Object fail() {
    throw new IllegalArgumentException("no JSON at " + at);
  }
}
