package dev.webhooks.internal.dispatch;

import dev.webhooks.policy.FailedAttempt;
import dev.webhooks.policy.RetryPolicy;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What an endpoint's wish to be left alone for a while means to the delivery that it answered so:
 * it waits for that long, uses up no step of its schedule, and is never sent sooner than without
 * it.
 *
 * <p>Guarantee B: only while the delivery is young and has few attempts; from then on each is a
 * failure like any other. It ages from its creation on, also while it is held.
 */
final class Waits {
  private static final int TOO_MANY_REQUESTS = 429;
  private static final int UNAVAILABLE = 503;
  private static final Duration LONGEST = Duration.ofHours(1);
  private static final Duration HEEDED_FOR = Duration.ofHours(24);

  /** Waits double from the second in a row on, so a day has no more than some forty. */
  private static final int MOST_ATTEMPTS = 100;

  private Waits() {}

  /**
   * How long the endpoint asked to wait, if that is heeded; else null.
   *
   * @param attempts how many the delivery has, this one included
   */
  static @Nullable Duration heeded(FailedAttempt failed, int attempts) {
    Integer status = failed.httpStatus();
    Duration asked = failed.retryAfter();
    boolean asks =
        status != null
            && (status == TOO_MANY_REQUESTS || status == UNAVAILABLE)
            && asked != null
            && !asked.isZero();
    boolean isHeeded = failed.age().compareTo(HEEDED_FOR) < 0 && attempts < MOST_ATTEMPTS;
    return asks && isHeeded ? asked : null;
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
