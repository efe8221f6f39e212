package dev.webhooks.observe;

import static java.util.Objects.requireNonNull;

import dev.webhooks.model.Attempt;
import dev.webhooks.model.DeliveryState;
import dev.webhooks.policy.FailureKind;
import org.jspecify.annotations.Nullable;

/**
 * How a POST ended.
 *
 * <p>Immutable.
 */
public final class AttemptEnd {
  private final Attempt attempt;
  private final @Nullable FailureKind failure;
  private final DeliveryState next;

  /**
   * For the library, and tests of observers.
   *
   * @param failure null when the attempt was acknowledged
   * @param next what becomes of the delivery
   */
  public AttemptEnd(Attempt attempt, @Nullable FailureKind failure, DeliveryState next) {
    this.attempt = requireNonNull(attempt, "attempt");
    this.failure = failure;
    this.next = requireNonNull(next, "next");
  }

  /** What is recorded of it. Its texts are for people of the webhook's workspace. */
  public Attempt attempt() {
    return attempt;
  }

  /** Why it failed; null when it was acknowledged. */
  public @Nullable FailureKind failure() {
    return failure;
  }

  /**
   * What becomes of the delivery, once it is stored and if the claim is still this node's: {@code
   * PENDING} when it is tried again.
   */
  public DeliveryState next() {
    return next;
  }
}
