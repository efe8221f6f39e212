package dev.webhooks.internal.dispatch;

import dev.webhooks.internal.log.LogReason;
import dev.webhooks.internal.log.SafeLog;
import dev.webhooks.spi.StoreException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How long dispatching pauses after what went wrong, told in a line when it begins and one when it
 * is over. What passes by itself is asked for again soon; a store that refuses for good is left
 * alone for longer, and an error says now and then what to do about it.
 *
 * <p>Used by the claiming thread alone, but for {@link #reason}.
 */
final class Pauses {
  private static final Logger log = LoggerFactory.getLogger(DispatchLoop.class);
  private static final Duration FIRST = Duration.ofMillis(100);
  private static final Duration LONGEST = Duration.ofSeconds(1);
  private static final long TOLD_AGAIN_AFTER = Duration.ofMinutes(10).toNanos();

  private final Duration refusalPause;
  private Duration last = Duration.ZERO;

  /** Whether the refusal that lasts was told; then so is its end. */
  private boolean toldRefusal;

  private volatile @Nullable String reason;

  private String lastRefusal = "";
  private long lastTold;

  /**
   * @param refusalPause how long after a refusal
   */
  Pauses(Duration refusalPause) {
    this.refusalPause = refusalPause;
  }

  /** Something went wrong; answers how long to pause. */
  Duration after(Throwable cause) {
    reason = LogReason.of(cause);
    if (cause instanceof StoreException refusal && !refusal.isRetryable()) {
      tellRefusal(refusal);
      return refusalPause;
    }
    boolean begins = last.isZero() && !toldRefusal;
    last = longer(last, FIRST, LONGEST);
    if (begins) {
      SafeLog.line(() -> log.warn("Dispatching pauses: {}", LogReason.of(cause)));
      SafeLog.line(() -> log.debug("Dispatching pauses", cause));
    }
    return last;
  }

  /** All went well. */
  void over() {
    reason = null;
    if (toldRefusal || !last.isZero()) {
      toldRefusal = false;
      last = Duration.ZERO;
      SafeLog.line(() -> log.info("Dispatching goes on"));
    }
  }

  /** Why dispatching pauses; null if it does not. Thread safe. */
  @Nullable String reason() {
    return reason;
  }

  private void tellRefusal(StoreException refusal) {
    long now = System.nanoTime();
    String reason = LogReason.of(refusal);
    if (reason.equals(lastRefusal) && now - lastTold < TOLD_AGAIN_AFTER) {
      return; // even if something went well in between: parts of a store can refuse
    }
    toldRefusal = true;
    lastRefusal = reason;
    lastTold = now;
    SafeLog.line(
        () ->
            log.error(
                "The store refuses to claim: {}; check the schema (createSchema) and the rights of"
                    + " the database's user. Nothing is sent until then",
                reason));
    SafeLog.line(() -> log.debug("The store refuses to claim", refusal));
  }

  /** The pause after one that was not enough: twice as long, from the first to the longest. */
  static Duration longer(Duration pause, Duration first, Duration longest) {
    Duration next = pause.isZero() ? first : pause.multipliedBy(2);
    return next.compareTo(longest) > 0 ? longest : next;
  }
}
