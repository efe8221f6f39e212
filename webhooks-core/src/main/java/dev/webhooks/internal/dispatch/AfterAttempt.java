package dev.webhooks.internal.dispatch;

import dev.webhooks.internal.http.HttpReply;
import dev.webhooks.internal.log.LineLimit;
import dev.webhooks.internal.log.LogReason;
import dev.webhooks.internal.log.SafeLog;
import dev.webhooks.model.Attempt;
import dev.webhooks.model.DeliveryState;
import dev.webhooks.policy.FailedAttempt;
import dev.webhooks.policy.FailureKind;
import dev.webhooks.policy.RetryPolicy;
import dev.webhooks.spi.ClaimedDelivery;
import dev.webhooks.spi.Completion;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Says how a claim ends once its attempt was made: delivered, tried again, or given up.
 *
 * <p>No attempt is lost to what a policy or a look at the log throws (Guarantees L and W). A
 * policy's exception gives the delivery up, for it would most likely be thrown again. An error,
 * such as a want of memory, says nothing about the delivery, nor does an exception of ours: it is
 * tried again, by the standard schedule, and after that by its last delay, until it has had all the
 * attempts that there are for a delivery (B).
 *
 * <p>A completion takes some memory. Where there is not even that much, {@link #conclude} throws:
 * the claim ends like one that nothing was sent for, and the log lacks the attempt.
 *
 * <p>Thread safe.
 */
final class AfterAttempt {
  private static final Logger log = LoggerFactory.getLogger(DeliveryWorker.class);

  private static final String TOO_MANY = "given up after " + RetryPolicy.MAX_ATTEMPTS + " attempts";

  private final RetryPolicy retryPolicy;
  private final Waits waits;

  /** The standard schedule, asked beforehand: there may be too little left to ask it later. */
  private final List<Duration> standard = standardDelays();

  private final LineLimit policyFailures = new LineLimit(System::nanoTime);
  private final LineLimit errors = new LineLimit(System::nanoTime);

  AfterAttempt(RetryPolicy retryPolicy, Waits waits) {
    this.retryPolicy = retryPolicy;
    this.waits = waits;
  }

  private static List<Duration> standardDelays() {
    RetryPolicy policy = RetryPolicy.standard();
    FailedAttempt.Builder failed = FailedAttempt.withoutAnswer(FailureKind.SENDER);
    List<Duration> delays = new ArrayList<>();
    Optional<Duration> next = policy.delayAfter(failed.number(1).build());
    while (next.isPresent()) {
      delays.add(next.get());
      next = policy.delayAfter(failed.number(delays.size() + 1).build());
    }
    return List.copyOf(delays);
  }

  Completion conclude(ClaimedDelivery claim, Attempt attempt, String url, HttpReply reply) {
    if (attempt.acknowledged()) {
      return ended(claim, attempt, url, DeliveryState.DELIVERED).build();
    }
    if (attempt.number() >= RetryPolicy.MAX_ATTEMPTS) {
      String error = attempt.error() == null ? TOO_MANY : TOO_MANY + "; " + attempt.error();
      return ended(claim, attempt, url, DeliveryState.FAILED).error(error).build();
    }
    FailedAttempt failed;
    Duration asked;
    try {
      failed = FailedAttempts.of(claim, attempt, reply);
      asked = waits.heeded(claim, failed, attempt);
    } catch (RuntimeException | Error e) {
      return again(claim, attempt, url, e);
    }
    try {
      Optional<Duration> delay =
          asked == null
              ? retryPolicy.delayAfter(failed)
              : Optional.of(Waits.delay(retryPolicy, failed, asked));
      if (delay.isPresent()) {
        return pending(claim, attempt, url, delay.get()).askedToWait(asked).build();
      }
    } catch (RuntimeException e) {
      tell(policyFailures, "The retry policy failed, the delivery is given up", attempt, e);
    } catch (Error e) {
      return again(claim, attempt, url, e);
    }
    return ended(claim, attempt, url, DeliveryState.FAILED).build();
  }

  private Completion again(ClaimedDelivery claim, Attempt attempt, String url, Throwable cause) {
    tell(
        errors,
        "An error after an attempt, the standard schedule says what follows",
        attempt,
        cause);
    int number = attempt.number() - claim.attemptsBeforeRound();
    int step = Math.min(Math.max(1, number), standard.size());
    return pending(claim, attempt, url, standard.get(step - 1)).build();
  }

  private static Completion.Builder pending(
      ClaimedDelivery claim, Attempt attempt, String url, Duration delay) {
    return ended(claim, attempt, url, DeliveryState.PENDING).delay(withinBounds(delay));
  }

  private static Completion.Builder ended(
      ClaimedDelivery claim, Attempt attempt, String url, DeliveryState state) {
    return Completion.builder(claim, state).attempt(attempt).sentTo(url).error(attempt.error());
  }

  private static Duration withinBounds(Duration delay) {
    if (delay.isNegative()) {
      return Duration.ZERO;
    }
    return delay.compareTo(Completion.MAX_DELAY) > 0 ? Completion.MAX_DELAY : delay;
  }

  private static void tell(LineLimit limit, String what, Attempt attempt, Throwable cause) {
    if (limit.admits()) {
      SafeLog.line(
          () ->
              log.error(
                  "{} (attempt {}): {}{}",
                  what,
                  attempt.number(),
                  LogReason.of(cause),
                  limit.leftOut()));
    }
    SafeLog.line(() -> log.debug("{}", what, cause));
  }
}
