package dev.webhooks.examples.settings.http;

import dev.webhooks.model.InvalidInputException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Times as the wire contract writes them: UTC, milliseconds, {@code Z}. */
final class Times {
  private static final DateTimeFormatter FORMAT =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'", Locale.ROOT)
          .withZone(ZoneOffset.UTC);

  private static final Instant FIRST = Instant.parse("0000-01-01T00:00:00Z");
  private static final Instant LAST = Instant.parse("9999-12-31T23:59:59.999999999Z");

  private Times() {}

  static String format(Instant time) {
    return FORMAT.format(time);
  }

  static @Nullable String formatNullable(@Nullable Instant time) {
    return time == null ? null : format(time);
  }

  /**
   * Reads a time, with or without fractions of a second.
   *
   * @throws InvalidInputException naming the field
   */
  static Instant parse(String field, String text) {
    try {
      Instant time = Instant.parse(text);
      if (!time.isBefore(FIRST) && !time.isAfter(LAST)) {
        return time;
      }
    } catch (DateTimeException e) {
      throw refused(field);
    }
    throw refused(field);
  }

  private static InvalidInputException refused(String field) {
    return new InvalidInputException(field, "must be a time such as 2026-05-13T19:24:02.310Z");
  }
}
