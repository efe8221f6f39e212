package dev.webhooks.model;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The rules that texts from outside must keep. Each method answers with the value, or refuses it by
 * its field's name.
 */
final class Input {
  /** Longest workspace, account or event type; also what a store must be able to index. */
  static final int MAX_ID = 100;

  static final int MAX_NAME = 100;
  static final int MAX_DESCRIPTION = 500;
  static final int MAX_METADATA = 20;
  static final int MAX_METADATA_NAME = 40;
  static final int MAX_METADATA_TEXT = 500;
  static final int MAX_FILTER = 1_000;
  static final int MAX_RATE = 1_000;

  /** All texts of a webhook's filters together: publishers hold the filters of many webhooks. */
  static final int MAX_FILTER_CHARACTERS = 32_768;

  private Input() {}

  /** A text that programs compare: what can't be seen must not make two of them look the same. */
  static String text(String field, @Nullable String value, int maxLength) {
    return checked(field, value, maxLength, false);
  }

  /**
   * A text for people to read. Characters that join their neighbours may stand inside, because
   * words of some languages and many emoji need them.
   */
  static String name(String field, @Nullable String value, int maxLength) {
    return checked(field, value, maxLength, true);
  }

  private static String checked(
      String field, @Nullable String value, int maxLength, boolean mayJoin) {
    if (value == null || value.isBlank()) {
      throw new InvalidInputException(field, "is required and must not be blank");
    }
    if (value.length() > maxLength) {
      throw new InvalidInputException(field, "is longer than " + maxLength + " characters");
    }
    int i = 0;
    while (i < value.length()) {
      int codePoint = value.codePointAt(i);
      int next = i + Character.charCount(codePoint);
      boolean joins = mayJoin && i > 0 && next < value.length() && Invisible.isJoiner(codePoint);
      if (Character.getType(codePoint) == Character.SURROGATE) {
        throw new InvalidInputException(field, "holds broken Unicode");
      }
      if (Invisible.is(codePoint) && !joins) {
        throw new InvalidInputException(
            field,
            "holds a control character, or one that is invisible, changes the direction of text or"
                + " breaks the line");
      }
      i = next;
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

  /** A map without nulls, in its order. */
  static Map<String, String> map(String field, @Nullable Map<String, String> values) {
    Map<String, String> copy = new LinkedHashMap<>();
    required(field, values)
        .forEach((name, value) -> copy.put(required(field, name), required(field, value)));
    return Collections.unmodifiableMap(copy);
  }

  /** A few names, each with a text for people to read. */
  static Map<String, String> metadata(String field, @Nullable Map<String, String> values) {
    Map<String, String> metadata = map(field, values);
    if (metadata.size() > MAX_METADATA) {
      throw new InvalidInputException(field, "has more than " + MAX_METADATA + " entries");
    }
    metadata.forEach(
        (name, value) -> {
          text(field, name, MAX_METADATA_NAME);
          name(field, value, MAX_METADATA_TEXT);
        });
    return metadata;
  }

  /** A number of POSTs a second; null for any number. */
  static @Nullable Integer rateLimit(String field, @Nullable Integer rateLimit) {
    if (rateLimit != null && (rateLimit < 1 || rateLimit > MAX_RATE)) {
      throw new InvalidInputException(field, "must be from 1 to " + MAX_RATE);
    }
    return rateLimit;
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
    List<String> filter = List.copyOf(distinct);
    checkTogether(field, filter, List.of());
    return filter;
  }

  /**
   * Refuses filters that hold too much in all.
   *
   * @param field the one to name
   */
  static void checkTogether(String field, List<String> accounts, List<String> eventTypes) {
    long characters =
        Stream.concat(accounts.stream(), eventTypes.stream()).mapToLong(String::length).sum();
    if (characters > MAX_FILTER_CHARACTERS) {
      throw new InvalidInputException(
          field,
          "makes accounts and event types longer than "
              + MAX_FILTER_CHARACTERS
              + " characters in all; an empty filter stands for all of them");
    }
  }
}
