package dev.webhooks.internal.json;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** Time as the wire contract writes it: UTC, milliseconds, {@code Z}. */
final class WireTime {
  static final String RANGE = "must lie between the years 0 and 9999";

  // Locale.ROOT, or a host that runs under Arabic would sign Arabic digits.
  private static final DateTimeFormatter FORMAT =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'", Locale.ROOT)
          .withZone(ZoneOffset.UTC);

  private static final Instant FIRST = Instant.parse("0000-01-01T00:00:00Z");
  private static final Instant LAST = Instant.parse("9999-12-31T23:59:59.999999999Z");

  private WireTime() {}

  /**
   * Writes a time; what is finer than a millisecond is cut off.
   *
   * @throws DateTimeException when its year has more than four digits
   */
  static String format(Instant time) {
    if (time.isBefore(FIRST) || time.isAfter(LAST)) {
      throw new DateTimeException(RANGE);
    }
    return FORMAT.format(time);
  }
}
