package dev.webhooks.internal.dispatch;

import dev.webhooks.internal.log.SafeLog;
import dev.webhooks.internal.process.Shortage;
import java.time.Duration;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How many deliveries this node may have in flight with what its process has left. As long as
 * nothing is short: as many as it was set up for. When something is, nothing is claimed for a
 * growing pause, then one delivery, and more with every success, as TCP does it: twice as many a
 * round up to half of what was too much, from there on one more a round. What this node leaves, its
 * neighbours send.
 *
 * <p>Says so once, and once more when all is well again.
 *
 * <p>Thread safe.
 */
public final class SendWindow {
  private static final Logger log = LoggerFactory.getLogger(SendWindow.class);
  private static final long FIRST_PAUSE = Duration.ofMillis(100).toNanos();
  private static final long LONGEST_PAUSE = Duration.ofSeconds(30).toNanos();

  /** After that long without a shortage the next success ends it. */
  private static final long FORGOTTEN_AFTER = Duration.ofMinutes(1).toNanos();

  private static final long TOLD_AGAIN_AFTER = Duration.ofMinutes(10).toNanos();

  private final int full;
  private final LongSupplier nanoClock;
  private final Runnable onShortage;

  /** Read without the lock, so that a delivery of a node that is well pays nothing. */
  private volatile boolean reduced;

  /** What was short last; null as long as nothing was. */
  private volatile @Nullable Shortage lastKind;

  private int size;
  private int threshold;
  private int successes;
  private long pause;
  private long pauseEnd;
  private long lastShortage;
  private long lastTold;
  private boolean everTold;

  /** Whether this shortage was told, so that its end is told too. */
  private boolean told;

  /**
   * @param full how many may be in flight when nothing is short
   * @param onShortage run at the beginning of each pause; gives back what can be spared
   */
  public SendWindow(int full, LongSupplier nanoClock, Runnable onShortage) {
    this.full = full;
    this.nanoClock = nanoClock;
    this.onShortage = onShortage;
    this.size = full;
  }

  /** How many deliveries may be in flight, at least 1. */
  int size() {
    return reduced ? reducedSize() : full;
  }

  /** Whether something was short and not all is well yet. */
  boolean isReduced() {
    return reduced;
  }

  /** What is short, or was until a moment ago; null when this node sends as much as it may. */
  @Nullable Shortage shortage() {
    return reduced ? lastKind : null;
  }

  /** How long nothing should be claimed or begun, from now on; zero when that is allowed. */
  Duration pause() {
    return reduced ? Duration.ofNanos(Math.max(0, pauseLeft())) : Duration.ZERO;
  }

  boolean isPausing() {
    return reduced && pauseLeft() > 0;
  }

  /**
   * Something is short. What was under way when the pause began and fails now adds nothing to it.
   */
  void shortOf(Shortage shortage) {
    boolean tell;
    synchronized (this) {
      long now = nanoClock.getAsLong();
      lastShortage = now;
      lastKind = shortage;
      if (reduced && now - pauseEnd < 0) {
        return;
      }
      boolean nothingSince = reduced && successes == 0;
      pause = nothingSince ? Math.min(2 * pause, LONGEST_PAUSE) : FIRST_PAUSE;
      pauseEnd = now + pause;
      threshold = Math.max(1, size / 2);
      size = 1;
      successes = 0;
      tell = !everTold || now - lastTold >= TOLD_AGAIN_AFTER;
      if (tell) {
        everTold = true;
        told = true;
        lastTold = now;
      }
      reduced = true;
    }
    if (tell) {
      SafeLog.line(
          () ->
              log.warn(
                  "This node sends less for now and leaves deliveries to others, no attempt is"
                      + " counted: {}",
                  shortage.advice()));
    }
    onShortage.run();
  }

  /** A connection was opened. */
  void succeeded() {
    if (reduced) {
      grow();
    }
  }

  private void grow() {
    boolean tell;
    synchronized (this) {
      long now = nanoClock.getAsLong();
      if (!reduced || now - pauseEnd < 0) {
        return;
      }
      successes++;
      boolean steeply = size < threshold;
      if (steeply || successes >= size) {
        size++;
        successes = 1;
      }
      if (size < full && now - lastShortage < FORGOTTEN_AFTER) {
        return;
      }
      size = full;
      reduced = false;
      tell = told;
      told = false;
    }
    if (tell) {
      SafeLog.line(() -> log.info("This node sends as much as before"));
    }
  }

  private synchronized int reducedSize() {
    return size;
  }

  private synchronized long pauseLeft() {
    return pauseEnd - nanoClock.getAsLong();
  }
}
