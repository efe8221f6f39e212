package dev.webhooks.internal.json;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;

/**
 * Time as the wire contract writes it: UTC, milliseconds, {@code Z}. Digit by digit, as every event
 * has one and a formatter takes five times as long; nor does the digits' script depend on a locale.
 */
final class WireTime {
  private static final int NANOS_OF_A_MILLI = 1_000_000;

  static final String RANGE = "must lie between the years 0 and 9999";

  private static final String FORM = "0000-00-00T00:00:00.000Z";

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
    OffsetDateTime utc = time.atOffset(ZoneOffset.UTC);
    char[] text = FORM.toCharArray();
    fill(text, 4, utc.getYear());
    fill(text, 7, utc.getMonthValue());
    fill(text, 10, utc.getDayOfMonth());
    fill(text, 13, utc.getHour());
    fill(text, 16, utc.getMinute());
    fill(text, 19, utc.getSecond());
    fill(text, 23, utc.getNano() / NANOS_OF_A_MILLI);
    return new String(text);
  }

  /** Writes a number over the zeros before a place. */
  private static void fill(char[] text, int end, int number) {
    int at = end;
    for (int left = number; left > 0; left /= 10) {
      text[--at] = (char) ('0' + left % 10);
    }
  }
}
