package dev.webhooks.internal.dispatch;

import dev.webhooks.internal.log.LineLimit;
import dev.webhooks.internal.log.LogReason;
import dev.webhooks.internal.log.SafeLog;
import dev.webhooks.spi.StatsStore;
import java.time.Duration;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets the store add up what attempts came to, some seconds after outcomes were stored, so that
 * many are added up at once. It takes a tenth of the time at most: where adding up takes long, it
 * comes later and adds up more. While nothing is stored it sleeps.
 *
 * <p>Thread safe.
 */
final class AddingUp implements Runnable {
  private static final Logger log = LoggerFactory.getLogger(AddingUp.class);
  private static final Duration SLEEP = Duration.ofMinutes(1);

  /** Adding up may take one part in so many of the time. */
  private static final int SHARE = 10;

  /** However long it took, or failed: what is not added up makes each answer dearer. */
  private static final Duration LONGEST_PAUSE = Duration.ofMinutes(1);

  private final StatsStore store;
  private final Duration afterOutcomes;
  private final LongSupplier nanoClock;
  private final LineLimit lines;
  private final WakeUp stored = new WakeUp();
  private final WakeUp end = new WakeUp();
  private volatile boolean closing;

  /**
   * @param afterOutcomes how long after outcomes were stored, at least
   */
  AddingUp(StatsStore store, Duration afterOutcomes, LongSupplier nanoClock) {
    this.store = store;
    this.afterOutcomes = afterOutcomes;
    this.nanoClock = nanoClock;
    this.lines = new LineLimit(nanoClock);
  }

  void open() {
    closing = false;
    end.clear();
  }

  /** What is not added up by then is added up by the next run, or by another node. */
  void close() {
    closing = true;
    stored.signal();
    end.signal();
  }

  /** Outcomes were stored. */
  void stored() {
    stored.signal();
  }

  @Override
  public void run() {
    try {
      Duration pause = afterOutcomes;
      while (!closing) {
        if (stored.await(SLEEP) && !end.await(pause)) {
          stored.clear(); // what came meanwhile is added up with the rest
          pause = pauseAfter(addUp().multipliedBy(SHARE));
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Says how long it took. A failure is left to the next time: what was stored is stored. */
  private Duration addUp() {
    long begin = nanoClock.getAsLong();
    try {
      store.addUp();
    } catch (RuntimeException | Error e) {
      if (lines.admits()) {
        SafeLog.line(
            () -> log.warn("Attempts are added up later: {}{}", LogReason.of(e), lines.leftOut()));
      }
      SafeLog.line(() -> log.debug("Attempts are added up later", e));
    }
    return Duration.ofNanos(nanoClock.getAsLong() - begin);
  }

  private Duration pauseAfter(Duration fair) {
    Duration bounded = fair.compareTo(LONGEST_PAUSE) < 0 ? fair : LONGEST_PAUSE;
    return bounded.compareTo(afterOutcomes) > 0 ? bounded : afterOutcomes;
  }
}
