package dev.webhooks.internal.log;

import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * Lets one line a minute through: what one line can't tell, thousands can't.
 *
 * <p>Thread safe.
 */
public final class LineLimit {
  private static final long AGAIN_AFTER = Duration.ofMinutes(1).toNanos();

  private final LongSupplier nanoClock;
  private boolean everTold;
  private long lastTold;
  private long leftOut;

  public LineLimit(LongSupplier nanoClock) {
    this.nanoClock = nanoClock;
  }

  /** Whether a line may be written now; if so, the next one may a minute later. */
  public synchronized boolean admits() {
    long now = nanoClock.getAsLong();
    if (everTold && now - lastTold < AGAIN_AFTER) {
      leftOut++;
      return false;
    }
    everTold = true;
    lastTold = now;
    return true;
  }

  /** How many lines were left out since this was last asked, in words that a line ends with. */
  public synchronized String leftOut() {
    long count = leftOut;
    leftOut = 0;
    return count == 0 ? "" : " (and " + count + " times since the line before)";
  }
}
