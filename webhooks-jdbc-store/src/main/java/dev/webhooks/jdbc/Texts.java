package dev.webhooks.jdbc;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.webhooks.spi.StoreException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Texts as the tables hold them. */
final class Texts {
  /**
   * More than the first 4 KiB of a response can become, and still fit for every database's column.
   */
  private static final int LONGEST_REMARK = 16_000;

  private static final String SEPARATOR = "\n";

  private Texts() {}

  /**
   * Whether a text comes back from every database as it was: PostgreSQL has no NUL, and a driver
   * sends half a character as a question mark.
   */
  static boolean isStorable(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '\0' || Character.isLowSurrogate(c)) {
        return false;
      }
      if (Character.isHighSurrogate(c)) {
        i++;
        if (i == text.length() || !Character.isLowSurrogate(text.charAt(i))) {
          return false;
        }
      }
    }
    return true;
  }

  /** How many bytes a text has in UTF-8. */
  static long utf8Length(String text) {
    long length = text.length();
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c >= 0x800) {
        length += Character.isSurrogate(c) ? 1 : 2;
      } else if (c >= 0x80) {
        length++;
      }
    }
    return length;
  }

  /**
   * A remark, such as an endpoint's response, made fit for every database: PostgreSQL has no NUL,
   * UTF-8 has no half characters, and columns end somewhere.
   */
  static @Nullable String remark(@Nullable String text) {
    if (text == null) {
      return null;
    }
    String bounded = text.length() > LONGEST_REMARK ? text.substring(0, LONGEST_REMARK) : text;
    return new String(bounded.replace('\0', '\uFFFD').getBytes(UTF_8), UTF_8);
  }

  /** Several texts in one column. */
  static String join(List<String> texts) {
    if (texts.stream().anyMatch(text -> text.isEmpty() || text.contains(SEPARATOR))) {
      throw new StoreException("a list must not hold an empty text or a line break", null, false);
    }
    return String.join(SEPARATOR, texts);
  }

  /** Names and their texts by turns. */
  static List<String> pairs(Map<String, String> texts) {
    return texts.entrySet().stream()
        .flatMap(pair -> Stream.of(pair.getKey(), pair.getValue()))
        .toList();
  }

  /** What {@link #pairs} made into a list. */
  static Map<String, String> map(List<String> pairs) {
    Map<String, String> texts = new LinkedHashMap<>();
    for (int i = 0; i + 1 < pairs.size(); i += 2) {
      texts.put(pairs.get(i), pairs.get(i + 1));
    }
    return texts;
  }

  static List<String> split(String joined) {
    return joined.isEmpty() ? List.of() : List.of(joined.split(SEPARATOR));
  }
}
