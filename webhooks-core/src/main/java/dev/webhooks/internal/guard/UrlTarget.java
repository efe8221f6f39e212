package dev.webhooks.internal.guard;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.webhooks.model.InvalidInputException;
import java.util.HexFormat;
import java.util.Locale;

/**
 * What stands behind a URL's authority, and goes on the wire as it stands. HTTP clients mend what
 * they don't like: they resolve {@code /a/../b} and {@code %2e%2e}, and encode a {@code '}. Then
 * the receiver sees another URL than the one that was registered, and its router, its signature
 * check or its token may not know it. Nothing is mended here: such a URL is refused, with what to
 * write instead.
 */
final class UrlTarget {
  /** Nobody agrees on these: RFC 3986, the JDK and other clients each forbid some of them. */
  private static final String REFUSED_IN_PATH = "\"<>[]\\^`{|}";

  /** Brackets are taken, as in {@code ?a[]=1}: no reader minds them there. */
  private static final String REFUSED_IN_QUERY = "\"'<>\\^`{|}";

  private UrlTarget() {}

  /**
   * Checks the text from an index on.
   *
   * @throws InvalidInputException naming the field {@code url}, the part, and what to write instead
   */
  static void check(String url, int start) {
    int mark = url.indexOf('?', start);
    int query = mark < 0 ? url.length() : mark;
    check("path", url, start, query, REFUSED_IN_PATH);
    check("query", url, query, url.length(), REFUSED_IN_QUERY);
    checkSegments(url.substring(start, query));
  }

  private static void check(String part, String url, int start, int end, String refused) {
    for (int i = start; i < end; i++) {
      char c = url.charAt(i);
      if (c < ' ' || c == 0x7f || isHalf(url, i)) {
        throw StrictUrl.refused("must not have control characters in its " + part);
      }
      if (c == '%' && !isHexadecimal(url, i + 1, end)) {
        throw StrictUrl.refused(
            "must have two hexadecimal digits after every % in its "
                + part
                + ": write %25 for a % itself");
      }
      if (c == ' ' || c > 0x7f || refused.indexOf(c) >= 0) {
        throw StrictUrl.refused(
            "must have its "
                + part
                + " percent-encoded: write "
                + encoded(url, i)
                + " for "
                + name(c));
      }
    }
  }

  private static boolean isHexadecimal(String url, int from, int end) {
    return from + 2 <= end
        && isHexadecimal(url.charAt(from))
        && isHexadecimal(url.charAt(from + 1));
  }

  private static boolean isHexadecimal(char c) {
    return c < 0x80 && Character.digit(c, 16) >= 0;
  }

  private static String encoded(String url, int index) {
    byte[] bytes = Character.toString(url.codePointAt(index)).getBytes(UTF_8);
    return HexFormat.of().withUpperCase().withPrefix("%").formatHex(bytes);
  }

  /** Of a pair that is none: there is no way to write it. */
  private static boolean isHalf(String url, int index) {
    int codePoint = url.codePointAt(index);
    return codePoint >= Character.MIN_SURROGATE && codePoint <= Character.MAX_SURROGATE;
  }

  /** A character beyond ASCII may look like another, or like none. */
  private static String name(char c) {
    return c == ' ' ? "a space" : c < 0x80 ? Character.toString(c) : "the character beyond ASCII";
  }

  private static void checkSegments(String path) {
    for (String segment : path.split("/", -1)) {
      String plain = segment.toLowerCase(Locale.ROOT).replace("%2e", ".");
      if (plain.equals(".") || plain.equals("..")) {
        throw StrictUrl.refused(
            "must not have . or .. (or %2e for a dot) as a part of its path: write the path that it"
                + " leads to");
      }
    }
  }
}
