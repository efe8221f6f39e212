package dev.webhooks.internal.dispatch;

import dev.webhooks.model.Attempt;
import dev.webhooks.policy.FailedAttempt;
import dev.webhooks.policy.RetryPolicy;
import dev.webhooks.spi.ClaimedDelivery;
import dev.webhooks.spi.StoreException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What an endpoint's wish to be left alone for a while means to the delivery that it answered so:
 * it waits for that long, uses up no step of its schedule, and is never sent sooner than without
 * it.
 *
 * <p>Guarantee B: for a day, from the first of the attempts in a row that were answered so, and
 * only while there are few; from then on each is a failure like any other. What was held, or kept
 * back by a pause, for longer than that has its day all the same.
 *
 * <p>Thread safe. Asks the log, but of deliveries alone that are older than a day.
 */
public final class Waits {
  private static final int TOO_MANY_REQUESTS = 429;
  private static final int UNAVAILABLE = 503;
  private static final Duration LONGEST = Duration.ofHours(1);
  private static final Duration HEEDED_FOR = Duration.ofHours(24);

  /** Waits double from the second in a row on, so a day has no more than some forty. */
  private static final int MOST_ATTEMPTS = 100;

  private final Log log;

  /** What came of a delivery so far. */
  @FunctionalInterface
  public interface Log {
    /**
     * The newest attempts of a delivery, oldest first.
     *
     * @param before only those whose number is less
     * @throws StoreException when the store fails
     */
    List<Attempt> attempts(ClaimedDelivery claim, int before, int limit);
  }

  public Waits(Log log) {
    this.log = log;
  }

  /**
   * How long the endpoint asked to wait, if that is heeded; else null.
   *
   * @param attempt the one that failed
   */
  @Nullable Duration heeded(ClaimedDelivery claim, FailedAttempt failed, Attempt attempt) {
    Duration asked = failed.retryAfter();
    boolean asks = saysBusy(failed.httpStatus()) && asked != null && !asked.isZero();
    if (!asks || attempt.number() >= MOST_ATTEMPTS) {
      return null;
    }
    boolean isYoung = failed.age().compareTo(HEEDED_FOR) < 0;
    return isYoung || waitsFor(claim, attempt).compareTo(HEEDED_FOR) < 0 ? asked : null;
  }

  /** How long ago the first of the attempts began that were answered like this one. */
  private Duration waitsFor(ClaimedDelivery claim, Attempt attempt) {
    Instant since = attempt.startedAt();
    try {
      List<Attempt> before = log.attempts(claim, attempt.number(), MOST_ATTEMPTS);
      for (int i = before.size() - 1; i >= 0 && saysBusy(before.get(i).httpStatus()); i--) {
        since = before.get(i).startedAt();
      }
    } catch (StoreException e) {
      return Duration.ZERO; // to wait once more loses nothing, and the next attempt asks again
    }
    return Duration.between(since, attempt.startedAt());
  }

  private static boolean saysBusy(@Nullable Integer status) {
    return status != null && (status == TOO_MANY_REQUESTS || status == UNAVAILABLE);
  }

  /**
   * How long the delivery waits: as it would have after an ordinary failure, or longer. Where that
   * would have been its last attempt, the schedule's delay is the one before.
   */
  static Duration delay(RetryPolicy policy, FailedAttempt failed, Duration asked) {
    Duration scheduled =
        policy
            .delayAfter(failed)
            .or(() -> stepBefore(failed).flatMap(policy::delayAfter))
            .orElse(Duration.ZERO);
    Duration capped = asked.compareTo(LONGEST) > 0 ? LONGEST : asked;
    return scheduled.compareTo(capped) > 0 ? scheduled : capped;
  }

  private static Optional<FailedAttempt> stepBefore(FailedAttempt failed) {
    Integer status = failed.httpStatus();
    return status == null || failed.number() <= 1
        ? Optional.empty()
        : Optional.of(
            FailedAttempt.withStatus(status)
                .number(failed.number() - 1)
                .retryAfter(failed.retryAfter())
                .age(failed.age())
                .build());
  }
}
