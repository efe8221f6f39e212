package dev.webhooks.spi;

import static java.util.Objects.requireNonNull;

import dev.webhooks.model.Attempt;
import dev.webhooks.model.DeliveryState;
import dev.webhooks.model.HealthObservation;
import dev.webhooks.model.HealthObservation.Seen;
import dev.webhooks.model.WebhookHealth;
import dev.webhooks.model.WebhookHealth.Round;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a claim ended.
 *
 * @param deliveryId the claimed delivery
 * @param webhookId the delivery's webhook
 * @param token the claim's
 * @param attempt the attempt to record; null when nothing was sent, or when the store refused to
 *     record it; then the count of attempts stays as it is
 * @param state {@code PENDING} to try again, or a final state
 * @param delay when it is due again, from now on by the store's clock: at most {@link #MAX_DELAY},
 *     zero unless {@code PENDING}
 * @param askedToWait how long the endpoint asked the sender to wait, if that is heeded: then the
 *     attempt uses up none of the delivery's round, which {@linkplain
 *     ClaimedDelivery#attemptsBeforeRound begins} one attempt later; null otherwise
 * @param error why it failed or was parked, at most 200 characters; null when neither is so
 * @param sentTo the URL that the attempt was sent to; null when nothing was sent, or for whatever
 *     URL the webhook has by now
 * @param roundEnds {@link ClaimedDelivery#roundEnds}
 */
public record Completion(
    String deliveryId,
    String webhookId,
    long token,
    @Nullable Attempt attempt,
    DeliveryState state,
    Duration delay,
    @Nullable Duration askedToWait,
    @Nullable String error,
    @Nullable String sentTo,
    @Nullable Instant roundEnds) {
  /** The longest delay that a store must be able to count. */
  public static final Duration MAX_DELAY = Duration.ofDays(365);

  public Completion {
    requireNonNull(deliveryId, "deliveryId");
    requireNonNull(webhookId, "webhookId");
    requireNonNull(delay, "delay");
    if (state == DeliveryState.HELD) {
      throw new IllegalArgumentException(
          "HELD follows from the webhook's status and is never written");
    }
    if (askedToWait != null && (attempt == null || state != DeliveryState.PENDING)) {
      throw new IllegalArgumentException(
          "askedToWait is of an attempt that is followed by another one");
    }
    boolean outOfRange = delay.isNegative() || delay.compareTo(MAX_DELAY) > 0;
    if (outOfRange || (state.isFinal() && !delay.isZero())) {
      throw new IllegalArgumentException(
          "delay must be zero, or with PENDING at most " + MAX_DELAY.toDays() + " days");
    }
  }

  /** Acknowledged by the endpoint. */
  public static Completion delivered(ClaimedDelivery claim, Attempt attempt) {
    return of(claim, attempt, DeliveryState.DELIVERED, Duration.ZERO, null, null);
  }

  /** Failed this time, due again after the delay. */
  public static Completion retry(ClaimedDelivery claim, Attempt attempt, Duration delay) {
    return of(claim, attempt, DeliveryState.PENDING, delay, null, attempt.error());
  }

  /** Failed this time because the endpoint wants to be left alone for a while. */
  public static Completion askedToWait(
      ClaimedDelivery claim, Attempt attempt, Duration delay, Duration askedToWait) {
    return of(claim, attempt, DeliveryState.PENDING, delay, askedToWait, attempt.error());
  }

  /** Failed for the last time. */
  public static Completion exhausted(ClaimedDelivery claim, Attempt attempt) {
    return of(claim, attempt, DeliveryState.FAILED, Duration.ZERO, null, attempt.error());
  }

  /** Could not be sent, and would not get better by itself. */
  public static Completion unsendable(ClaimedDelivery claim, String reason) {
    return of(claim, null, DeliveryState.FAILED, Duration.ZERO, null, reason);
  }

  /** Its webhook is gone. */
  public static Completion cancelled(ClaimedDelivery claim) {
    return of(claim, null, DeliveryState.CANCELLED, Duration.ZERO, null, null);
  }

  /** Could not be sent for now, and nothing was; due again after the delay. */
  public static Completion postponed(ClaimedDelivery claim, Duration delay, String reason) {
    return of(claim, null, DeliveryState.PENDING, delay, null, reason);
  }

  /** Given back unsent; due again after the delay. */
  public static Completion released(ClaimedDelivery claim, Duration delay) {
    return of(claim, null, DeliveryState.PENDING, delay, null, null);
  }

  /** The same, of an attempt that was sent to this URL. */
  public Completion sentTo(String url) {
    return new Completion(
        deliveryId, webhookId, token, attempt, state, delay, askedToWait, error, url, roundEnds);
  }

  /** Whether an attempt was made that was not acknowledged. */
  public boolean failed() {
    return attempt != null && !attempt.acknowledged();
  }

  /**
   * What was seen of a webhook's endpoint, for the {@link HealthJudge}.
   *
   * <p>What was sent to a URL that the webhook no longer has says nothing of its endpoint: of that
   * it is only told that it was part of the round.
   *
   * @param before what is remembered of the webhook
   * @param url the webhook's present one; null if it is not known
   * @param ended completions of the webhook that were accepted, in the order in which they ended;
   *     none when nothing but time has passed
   * @param idle {@link HealthObservation#idle}
   * @param now by the store's clock
   */
  public static HealthObservation observed(
      WebhookHealth before,
      @Nullable String url,
      List<Completion> ended,
      boolean idle,
      Instant now) {
    List<Seen> attempts = new ArrayList<>();
    int unsentOfRound = 0;
    for (Completion one : ended) {
      boolean ofRound = one.isOf(before.round());
      if (one.attempt != null && !one.wentElsewhere(url)) {
        attempts.add(
            new Seen(
                one.deliveryId,
                one.attempt.acknowledged(),
                one.attempt.httpStatus(),
                one.askedToWait,
                ofRound));
      } else if (ofRound) {
        unsentOfRound++;
      }
    }
    return new HealthObservation(attempts, unsentOfRound, idle, now);
  }

  /** Of all that ever was claimed of a webhook, only what was claimed together ends together. */
  private boolean isOf(@Nullable Round round) {
    return round != null && round.until().equals(roundEnds);
  }

  private boolean wentElsewhere(@Nullable String url) {
    return url != null && sentTo != null && !sentTo.equals(url);
  }

  private static Completion of(
      ClaimedDelivery claim,
      @Nullable Attempt attempt,
      DeliveryState state,
      Duration delay,
      @Nullable Duration askedToWait,
      @Nullable String error) {
    return new Completion(
        claim.id(),
        claim.webhookId(),
        claim.token(),
        attempt,
        state,
        delay,
        askedToWait,
        error,
        null,
        claim.roundEnds());
  }
}
