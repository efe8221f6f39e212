package dev.webhooks.internal.http;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Reads a {@code Retry-After} header: a number of seconds, or a date in one of HTTP's formats. */
final class RetryAfter {
  /** More than anybody waits for, and short enough for every sum of times. */
  private static final Duration LONGEST = Duration.ofDays(365);

  private static final int MAX_DIGITS = 18; // fit into a long

  /** The format of today and the two that RFC 9110 asks to understand. */
  private static final List<DateTimeFormatter> DATES =
      List.of(
          DateTimeFormatter.RFC_1123_DATE_TIME,
          formatter("EEEE, dd-MMM-yy HH:mm:ss 'GMT'"),
          formatter("EEE MMM ppd HH:mm:ss yyyy"));

  private RetryAfter() {}

  private static DateTimeFormatter formatter(String pattern) {
    return DateTimeFormatter.ofPattern(pattern, Locale.US).withZone(ZoneOffset.UTC);
  }

  /**
   * Reads a value, whatever a stranger wrote.
   *
   * @param date the answer's {@code Date}: what a date of the endpoint's counts from, whose clock
   *     may be another than ours; null, or whatever makes no sense, for {@code now}
   * @param now when the answer came
   * @return from zero to a year; null when there is no value, or none that makes sense
   */
  static @Nullable Duration parse(@Nullable String value, @Nullable String date, Instant now) {
    if (value == null || value.isBlank()) {
      return null;
    }
    String text = value.strip();
    if (text.chars().allMatch(c -> c >= '0' && c <= '9')) {
      return text.length() > MAX_DIGITS
          ? LONGEST
          : bounded(Duration.ofSeconds(Long.parseLong(text)));
    }
    Instant until = date(text);
    if (until == null) {
      return null;
    }
    Instant sent = date == null ? null : date(date.strip());
    return bounded(Duration.between(sent == null ? now : sent, until));
  }

  private static @Nullable Instant date(String text) {
    for (DateTimeFormatter format : DATES) {
      Instant date = date(format, text);
      if (date != null) {
        return date;
      }
    }
    return null;
  }

  private static @Nullable Instant date(DateTimeFormatter format, String text) {
    try {
      return Instant.from(format.parse(text));
    } catch (DateTimeException e) {
      return null; // another format may fit
    }
  }

  private static Duration bounded(Duration wait) {
    if (wait.isNegative()) {
      return Duration.ZERO;
    }
    return wait.compareTo(LONGEST) > 0 ? LONGEST : wait;
  }
}
