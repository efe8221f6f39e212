package dev.webhooks.jdbc;

import java.sql.SQLException;
import java.time.Duration;
import java.util.function.DoubleSupplier;
import java.util.function.LongSupplier;

/**
 * How often, and how soon, a transaction that lost against another is run again. The pauses are
 * random, or two that collided would collide again; they grow, because the more there are that
 * fight for the same rows the more room they need; and they end, because a caller waits.
 *
 * <p>Thread safe.
 */
final class Retries {
  private static final Duration FIRST_PAUSE = Duration.ofMillis(1);
  private static final Duration LONGEST_PAUSE = Duration.ofMillis(50);

  /** A try that begins before it may still take as long as the database lets it. */
  private static final Duration LAST_TRY = Duration.ofSeconds(10);

  @FunctionalInterface
  interface Sleeper {
    void sleep(Duration duration) throws InterruptedException;
  }

  private final LongSupplier nanoTime;
  private final DoubleSupplier random;
  private final Sleeper sleeper;

  /**
   * @param random from 0 to 1
   */
  Retries(LongSupplier nanoTime, DoubleSupplier random, Sleeper sleeper) {
    this.nanoTime = nanoTime;
    this.random = random;
    this.sleeper = sleeper;
  }

  /** For one piece of work, from its first try on. */
  Tries begin() {
    return new Tries();
  }

  /** Not thread safe. */
  final class Tries {
    private final long start = nanoTime.getAsLong();
    private long longest = FIRST_PAUSE.toNanos();
    private boolean timedOut;

    /**
     * Waits until it is time for another try, if there shall be one. What the database ended
     * because it took too long, or a lock that was waited for in vain, is tried once more and no
     * more: the machine was busy for a moment, or else it is slow, and its own timeout may be a
     * minute.
     */
    boolean again(SQLException failure) {
      boolean tooLong = SqlErrors.isLockTimeout(failure) || SqlErrors.isStatementTimeout(failure);
      if (!(tooLong || SqlErrors.isConflict(failure)) || (tooLong && timedOut) || isOver()) {
        return false;
      }
      timedOut |= tooLong;
      Duration pause = Duration.ofNanos((long) (longest * random.getAsDouble()));
      longest = Math.min(2 * longest, LONGEST_PAUSE.toNanos());
      try {
        sleeper.sleep(pause);
        return true;
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return false;
      }
    }

    /** Whether there shall be another try without a pause. */
    boolean againAtOnce() {
      return !isOver();
    }

    private boolean isOver() {
      return nanoTime.getAsLong() - start >= LAST_TRY.toNanos();
    }
  }
}
