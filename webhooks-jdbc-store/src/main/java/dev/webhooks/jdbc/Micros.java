package dev.webhooks.jdbc;

import static java.time.temporal.ChronoUnit.MICROS;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Instants and durations as the tables hold them: whole microseconds, instants since 1970 in UTC.
 */
final class Micros {
  private static final Duration LONGEST = Duration.ofDays(365_000);

  private static final Instant FIRST = Instant.EPOCH.minus(LONGEST);
  private static final Instant LAST = Instant.EPOCH.plus(LONGEST);

  private Micros() {}

  /**
   * By seconds, because the JDK counts what lies between two instants in nanoseconds: 292 years.
   */
  static long of(Instant instant) {
    return Math.multiplyExact(instant.getEpochSecond(), 1_000_000L) + instant.getNano() / 1_000;
  }

  /**
   * The least number of microseconds that is no earlier than the instant; an instant out of all
   * range is its edge.
   */
  static long notBefore(Instant instant) {
    Instant bounded = instant.isBefore(FIRST) ? FIRST : instant.isAfter(LAST) ? LAST : instant;
    long micros = of(bounded);
    return instant(micros).isBefore(bounded) ? micros + 1 : micros;
  }

  /** The instant as it comes back when it was stored. */
  static Instant stored(Instant instant) {
    return instant(of(instant));
  }

  /** Never shorter than the duration, and never so long that adding it to an instant overflows. */
  static long of(Duration duration) {
    Duration bounded = duration.compareTo(LONGEST) > 0 ? LONGEST : duration;
    return bounded.getSeconds() * 1_000_000 + (bounded.getNano() + 999) / 1_000;
  }

  static Instant instant(long micros) {
    return Instant.EPOCH.plus(micros, MICROS);
  }

  static @Nullable Long orNull(@Nullable Instant instant) {
    return instant == null ? null : of(instant);
  }

  static @Nullable Instant instantOrNull(ResultSet row, String column) throws SQLException {
    long micros = row.getLong(column);
    return row.wasNull() ? null : instant(micros);
  }

  static @Nullable Instant instantOrNull(@Nullable Long micros) {
    return micros == null ? null : instant(micros);
  }

  static @Nullable Long longOrNull(ResultSet row, int column) throws SQLException {
    long micros = row.getLong(column);
    return row.wasNull() ? null : micros;
  }

  /** The later of two; null if there is neither. */
  static @Nullable Long later(@Nullable Long one, @Nullable Long other) {
    return one == null || (other != null && other > one) ? other : one;
  }

  static Duration duration(long micros) {
    return Duration.of(micros, MICROS);
  }
}
