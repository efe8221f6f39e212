package dev.webhooks.internal.dispatch;

import dev.webhooks.internal.dispatch.Activity.Counts;
import dev.webhooks.internal.log.SafeLog;
import java.time.Duration;
import java.time.Instant;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes a line a minute while something happens on this node, so that a log shows that webhooks
 * are sent, and how fast.
 *
 * <p>Used by one thread at a time.
 */
final class ActivityLine {
  private static final Logger log = LoggerFactory.getLogger(ActivityLine.class);
  private static final Duration EVERY = Duration.ofMinutes(1);

  private final Activity activity;
  private final SendQueue queue;
  private final LongSupplier nanoClock;
  private Counts told = Counts.NONE;
  private long lastLook;

  ActivityLine(Activity activity, SendQueue queue, LongSupplier nanoClock) {
    this.activity = activity;
    this.queue = queue;
    this.nanoClock = nanoClock;
    this.lastLook = nanoClock.getAsLong();
  }

  Duration untilDue() {
    long passed = nanoClock.getAsLong() - lastLook;
    return Duration.ofNanos(Math.max(0, EVERY.toNanos() - passed));
  }

  /** Writes the line, if it is time and there is something to tell. */
  void tell() {
    if (!untilDue().isZero()) {
      return;
    }
    long passed = nanoClock.getAsLong() - lastLook;
    lastLook = nanoClock.getAsLong();
    Counts now = activity.counts();
    Counts counts = now.since(told);
    told = now;
    int underWay = queue.underWay();
    int waiting = queue.size() - underWay;
    if (counts.equals(Counts.NONE) && waiting + underWay <= 0) {
      return;
    }
    @Nullable Instant oldest = queue.oldestWaiting();
    SafeLog.line(
        () ->
            log.info(
                "Webhooks in {} s: {} claimed, {} acknowledged, {} failed, {} given up; now {} under"
                    + " way, {} waiting{}",
                Duration.ofNanos(passed).toSeconds(),
                counts.claimed(),
                counts.acknowledged(),
                counts.failed(),
                counts.givenUp(),
                underWay,
                waiting,
                oldest == null ? "" : ", the oldest of them since " + oldest));
  }
}
