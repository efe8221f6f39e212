package dev.webhooks.model;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The rules that texts from outside must keep. Each method answers with the value, or refuses it by
 * its field's name.
 */
final class Input {
  /** Longest workspace, account or event type; also what a store must be able to index. */
  static final int MAX_ID = 100;

  static final int MAX_NAME = 100;
  static final int MAX_FILTER = 1_000;

  private Input() {}

  static String text(String field, @Nullable String value, int maxLength) {
    if (value == null || value.isBlank()) {
      throw new InvalidInputException(field, "is required and must not be blank");
    }
    if (value.length() > maxLength) {
      throw new InvalidInputException(field, "is longer than " + maxLength + " characters");
    }
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if (Character.isISOControl(c) || isLoneSurrogate(value, i)) {
        throw new InvalidInputException(field, "holds a control character or broken Unicode");
      }
    }
    return value;
  }

  static @Nullable String optionalText(String field, @Nullable String value, int maxLength) {
    return value == null ? null : text(field, value, maxLength);
  }

  static <T> T required(String field, @Nullable T value) {
    if (value == null) {
      throw new InvalidInputException(field, "is required");
    }
    return value;
  }

  /** A filter's values in their order, each once. */
  static List<String> filter(String field, @Nullable List<? extends @Nullable String> values) {
    List<? extends @Nullable String> given = required(field, values);
    if (given.size() > MAX_FILTER) {
      throw new InvalidInputException(field, "has more than " + MAX_FILTER + " entries");
    }
    Set<String> distinct = new LinkedHashSet<>();
    for (String value : given) {
      distinct.add(text(field, value, MAX_ID));
    }
    return List.copyOf(distinct);
  }

  private static boolean isLoneSurrogate(String text, int i) {
    char c = text.charAt(i);
    if (Character.isHighSurrogate(c)) {
      return i + 1 == text.length() || !Character.isLowSurrogate(text.charAt(i + 1));
    }
    return Character.isLowSurrogate(c)
        && (i == 0 || !Character.isHighSurrogate(text.charAt(i - 1)));
  }
}
