package dev.webhooks.internal.dispatch;

import dev.webhooks.internal.log.LogReason;
import dev.webhooks.internal.log.SafeLog;
import java.time.Duration;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Does what is due by time and not by deliveries: looks for what became of webhooks' health on
 * other nodes, reviews it, disables whom it says to, writes the line of each minute.
 *
 * <p>A store that fails is claiming's to tell of; here it is asked again a little later.
 */
final class Caretaker implements Runnable {
  private static final Logger log = LoggerFactory.getLogger(Caretaker.class);
  private static final Duration AFTER_FAILURE = Duration.ofSeconds(1);

  private final HealthWatch watch;
  private final HealthReview review;
  private final Disablings disablings;
  private final ActivityLine line;
  private final Activity activity;
  private final WakeUp work;
  private volatile boolean closing;

  /** How many attempts had failed by the time of the last review. */
  private long failedBefore;

  /**
   * @param work signalled when there is something to do before its time
   */
  Caretaker(
      HealthWatch watch,
      HealthReview review,
      Disablings disablings,
      ActivityLine line,
      Activity activity,
      WakeUp work) {
    this.watch = watch;
    this.review = review;
    this.disablings = disablings;
    this.line = line;
    this.activity = activity;
    this.work = work;
  }

  void open() {
    watch.used(); // what is published now need not be claimed
    closing = false;
  }

  void close() {
    closing = true;
    work.signal();
  }

  @Override
  public void run() {
    try {
      while (!closing) {
        work.await(turn() ? untilDue() : AFTER_FAILURE);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Does what is due; says whether all of it could be done. */
  boolean turn() {
    boolean all = true;
    for (Runnable duty :
        List.<Runnable>of(watch::look, this::review, disablings::run, line::tell)) {
      all &= isDone(duty);
    }
    return all;
  }

  private void review() {
    long failed = activity.counts().failed();
    boolean isDue = review.untilDue().isZero();
    review.run();
    if (isDue) {
      failedBefore = failed;
    }
  }

  private static boolean isDone(Runnable duty) {
    try {
      duty.run();
      return true;
    } catch (RuntimeException | Error e) {
      SafeLog.line(() -> log.debug("Looking after webhooks' health pauses: {}", LogReason.of(e)));
      return false;
    }
  }

  private Duration untilDue() {
    Duration first = line.untilDue();
    for (Duration until : List.of(watch.untilDue(), review.untilDue())) {
      first = until.compareTo(first) < 0 ? until : first;
    }
    return first;
  }

  /** How long until a review that may change something; at most this long. */
  Duration untilReview(Duration atMost) {
    boolean isOfUse = review.foundAny() || activity.counts().failed() != failedBefore;
    Duration due = review.untilDue();
    return isOfUse && due.compareTo(atMost) < 0 ? due : atMost;
  }
}
