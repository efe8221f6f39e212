package dev.webhooks.internal.log;

import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * Lets one line a minute through, or a few: what they can't tell, thousands can't.
 *
 * <p>Thread safe.
 */
public final class LineLimit {
  private static final long AGAIN_AFTER = Duration.ofMinutes(1).toNanos();

  private final LongSupplier nanoClock;
  private final int linesAMinute;
  private long minuteBegan;
  private int written;
  private long leftOut;

  /** For one line a minute. */
  public LineLimit(LongSupplier nanoClock) {
    this(nanoClock, 1);
  }

  /** For so many lines within a minute from the first one on. */
  LineLimit(LongSupplier nanoClock, int linesAMinute) {
    this.nanoClock = nanoClock;
    this.linesAMinute = linesAMinute;
  }

  /** Whether a line may be written now; if so, it counts as written. */
  public synchronized boolean admits() {
    long now = nanoClock.getAsLong();
    if (written == 0 || now - minuteBegan >= AGAIN_AFTER) {
      minuteBegan = now;
      written = 0;
    }
    if (written == linesAMinute) {
      leftOut++;
      return false;
    }
    written++;
    return true;
  }

  /** How many lines were left out since this was last asked, in words that a line ends with. */
  public synchronized String leftOut() {
    long count = leftOut;
    leftOut = 0;
    return count == 0 ? "" : " (and " + count + " times since the line before)";
  }
}
