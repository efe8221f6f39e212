package dev.webhooks.jdbc;

import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.Calendar;
import java.util.SimpleTimeZone;
import java.util.TimeZone;

/**
 * A default time zone of the JVM in which the wall-clock times of this hour in UTC do not exist.
 */
final class TimeZoneGap implements AutoCloseable {
  private static final int HOUR = 3_600_000;

  private final TimeZone before = TimeZone.getDefault();

  TimeZoneGap() {
    ZonedDateTime now = ZonedDateTime.now(ZoneOffset.UTC);
    int month = now.getMonthValue() - 1;
    int endMonth = month == Calendar.JUNE ? Calendar.JULY : Calendar.JUNE;
    TimeZone.setDefault(
        new SimpleTimeZone(
            0,
            // A name that databases know: drivers tell it to them.
            "UTC",
            month,
            now.getDayOfMonth(),
            0,
            now.getHour() * HOUR,
            endMonth,
            15,
            0,
            0,
            2 * HOUR));
  }

  @Override
  public void close() {
    TimeZone.setDefault(before);
  }
}
