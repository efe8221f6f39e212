package dev.webhooks.spi;

import static java.util.Objects.requireNonNull;

import dev.webhooks.model.Attempt;
import dev.webhooks.model.DeliveryState;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How a claim ended.
 *
 * @param deliveryId the claimed delivery
 * @param token the claim's
 * @param attempt the attempt to record; null when nothing was sent, or when the store refused to
 *     record it; then the count of attempts stays as it is
 * @param state {@code PENDING} to try again, or a final state
 * @param delay when it is due again, from now on by the store's clock: at most {@link #MAX_DELAY},
 *     zero unless {@code PENDING}
 * @param error why it failed or was parked, at most 200 characters; null when neither is so
 */
public record Completion(
    String deliveryId,
    long token,
    @Nullable Attempt attempt,
    DeliveryState state,
    Duration delay,
    @Nullable String error) {
  /** The longest delay that a store must be able to count. */
  public static final Duration MAX_DELAY = Duration.ofDays(365);

  public Completion {
    requireNonNull(deliveryId, "deliveryId");
    requireNonNull(delay, "delay");
    if (state == DeliveryState.HELD) {
      throw new IllegalArgumentException(
          "HELD follows from the webhook's status and is never written");
    }
    boolean outOfRange = delay.isNegative() || delay.compareTo(MAX_DELAY) > 0;
    if (outOfRange || (state.isFinal() && !delay.isZero())) {
      throw new IllegalArgumentException(
          "delay must be zero, or with PENDING at most " + MAX_DELAY.toDays() + " days");
    }
  }

  /** Acknowledged by the endpoint. */
  public static Completion delivered(ClaimedDelivery claim, Attempt attempt) {
    return new Completion(
        claim.id(), claim.token(), attempt, DeliveryState.DELIVERED, Duration.ZERO, null);
  }

  /** Failed this time, due again after the delay. */
  public static Completion retry(ClaimedDelivery claim, Attempt attempt, Duration delay) {
    return new Completion(
        claim.id(), claim.token(), attempt, DeliveryState.PENDING, delay, attempt.error());
  }

  /** Failed for the last time. */
  public static Completion exhausted(ClaimedDelivery claim, Attempt attempt) {
    return new Completion(
        claim.id(), claim.token(), attempt, DeliveryState.FAILED, Duration.ZERO, attempt.error());
  }

  /** Could not be sent, and would not get better by itself. */
  public static Completion unsendable(ClaimedDelivery claim, String reason) {
    return new Completion(
        claim.id(), claim.token(), null, DeliveryState.FAILED, Duration.ZERO, reason);
  }

  /** Its webhook is gone. */
  public static Completion cancelled(ClaimedDelivery claim) {
    return new Completion(
        claim.id(), claim.token(), null, DeliveryState.CANCELLED, Duration.ZERO, null);
  }

  /** Could not be sent for now, and nothing was; due again after the delay. */
  public static Completion postponed(ClaimedDelivery claim, Duration delay, String reason) {
    return new Completion(claim.id(), claim.token(), null, DeliveryState.PENDING, delay, reason);
  }

  /** Given back unsent; due again after the delay. */
  public static Completion released(ClaimedDelivery claim, Duration delay) {
    return new Completion(claim.id(), claim.token(), null, DeliveryState.PENDING, delay, null);
  }
}
