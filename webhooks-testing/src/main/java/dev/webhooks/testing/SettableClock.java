package dev.webhooks.testing;

import static java.util.Objects.requireNonNull;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;

/**
 * A clock that stands still until a test sets it. For the library and for the code under test, so
 * that both agree on the time.
 *
 * <p>Thread safe.
 */
public final class SettableClock extends Clock {
  private final Time time;
  private final ZoneId zone;

  /** What a clock shares with those that show it in other zones. */
  private static final class Time {
    private Instant now;

    Time(Instant now) {
      this.now = now;
    }
  }

  private SettableClock(Time time, ZoneId zone) {
    this.time = time;
    this.zone = zone;
  }

  /** A clock in UTC that shows this instant. */
  public static SettableClock at(Instant instant) {
    return new SettableClock(new Time(requireNonNull(instant, "instant")), ZoneOffset.UTC);
  }

  /** Sets it to this instant, be it earlier or later. */
  public void set(Instant instant) {
    requireNonNull(instant, "instant");
    synchronized (time) {
      time.now = instant;
    }
  }

  /** Moves it on; back with a negative duration. */
  public void advance(Duration duration) {
    requireNonNull(duration, "duration");
    synchronized (time) {
      time.now = time.now.plus(duration);
    }
  }

  @Override
  public Instant instant() {
    synchronized (time) {
      return time.now;
    }
  }

  @Override
  public ZoneId getZone() {
    return zone;
  }

  /** The same clock, read in another zone: whoever sets one sets both. */
  @Override
  public SettableClock withZone(ZoneId zone) {
    return new SettableClock(time, requireNonNull(zone, "zone"));
  }

  @Override
  public String toString() {
    return "SettableClock[" + instant() + "]";
  }
}
