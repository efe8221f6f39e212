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
 * <p>Immutable and thread safe.
 */
public final class Completion {
  /** The longest delay that a store must be able to count. */
  public static final Duration MAX_DELAY = Duration.ofDays(365);

  private final String deliveryId;
  private final String webhookId;
  private final long token;
  private final DeliveryState state;
  private final @Nullable Attempt attempt;
  private final @Nullable String sentTo;
  private final Duration delay;
  private final @Nullable Duration askedToWait;
  private final @Nullable String error;
  private final @Nullable Instant roundEnds;

  private Completion(Builder builder) {
    this.deliveryId = builder.deliveryId;
    this.webhookId = builder.webhookId;
    this.token = builder.token;
    this.state = builder.state;
    this.attempt = builder.attempt;
    this.sentTo = builder.sentTo;
    this.delay = builder.delay;
    this.askedToWait = builder.askedToWait;
    this.error = builder.error;
    this.roundEnds = builder.roundEnds;
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

  /**
   * Begins the end of a claim.
   *
   * @param state {@code PENDING} to try again, or a final state
   * @throws IllegalArgumentException if it is {@code HELD}, which follows from the webhook's status
   *     and is never written
   */
  public static Builder builder(ClaimedDelivery claim, DeliveryState state) {
    return new Builder(claim.id(), claim.webhookId(), claim.token(), state)
        .roundEnds(claim.roundEnds());
  }

  /**
   * The same, from what identifies the claim.
   *
   * @param deliveryId the claimed delivery
   * @param webhookId the delivery's webhook
   * @param token the claim's
   */
  public static Builder builder(
      String deliveryId, String webhookId, long token, DeliveryState state) {
    return new Builder(deliveryId, webhookId, token, state);
  }

  /** Acknowledged by the endpoint. */
  public static Completion delivered(ClaimedDelivery claim, Attempt attempt) {
    return builder(claim, DeliveryState.DELIVERED).attempt(attempt).build();
  }

  /** Failed this time, due again after the delay. */
  public static Completion retry(ClaimedDelivery claim, Attempt attempt, Duration delay) {
    return failed(claim, attempt, DeliveryState.PENDING).delay(delay).build();
  }

  /** Failed this time because the endpoint wants to be left alone for a while. */
  public static Completion askedToWait(
      ClaimedDelivery claim, Attempt attempt, Duration delay, Duration askedToWait) {
    return failed(claim, attempt, DeliveryState.PENDING)
        .delay(delay)
        .askedToWait(askedToWait)
        .build();
  }

  /** Failed for the last time. */
  public static Completion exhausted(ClaimedDelivery claim, Attempt attempt) {
    return failed(claim, attempt, DeliveryState.FAILED).build();
  }

  private static Builder failed(ClaimedDelivery claim, Attempt attempt, DeliveryState state) {
    return builder(claim, state).attempt(attempt).error(attempt.error());
  }

  /** Could not be sent, and would not get better by itself. */
  public static Completion unsendable(ClaimedDelivery claim, String reason) {
    return builder(claim, DeliveryState.FAILED).error(reason).build();
  }

  /** Its webhook is gone. */
  public static Completion cancelled(ClaimedDelivery claim) {
    return builder(claim, DeliveryState.CANCELLED).build();
  }

  /** Could not be sent for now, and nothing was; due again after the delay. */
  public static Completion postponed(ClaimedDelivery claim, Duration delay, String reason) {
    return builder(claim, DeliveryState.PENDING).delay(delay).error(reason).build();
  }

  /** Given back unsent; due again after the delay. */
  public static Completion released(ClaimedDelivery claim, Duration delay) {
    return builder(claim, DeliveryState.PENDING).delay(delay).build();
  }

  /** The claimed delivery. */
  public String deliveryId() {
    return deliveryId;
  }

  /** The delivery's webhook. */
  public String webhookId() {
    return webhookId;
  }

  /** {@link ClaimedDelivery#token}. */
  public long token() {
    return token;
  }

  /** {@code PENDING} to try again, or a final state; never {@code HELD}. */
  public DeliveryState state() {
    return state;
  }

  /**
   * The attempt to record; null when nothing was sent, or when the store refused to record it. Then
   * the count of attempts stays as it is.
   */
  public @Nullable Attempt attempt() {
    return attempt;
  }

  /**
   * The URL that the attempt was sent to; null when nothing was sent, or for whatever URL the
   * webhook has by now.
   */
  public @Nullable String sentTo() {
    return sentTo;
  }

  /**
   * When it is due again, from now on by the store's clock: at most {@link #MAX_DELAY}, zero unless
   * {@code PENDING}.
   */
  public Duration delay() {
    return delay;
  }

  /**
   * How long the endpoint asked the sender to wait, if that is heeded: then the attempt uses up
   * none of the delivery's round, which {@linkplain ClaimedDelivery#attemptsBeforeRound begins} one
   * attempt later; null otherwise.
   */
  public @Nullable Duration askedToWait() {
    return askedToWait;
  }

  /** Why it failed or could not be sent, at most 200 characters; null when neither is so. */
  public @Nullable String error() {
    return error;
  }

  /** {@link ClaimedDelivery#roundEnds}. */
  public @Nullable Instant roundEnds() {
    return roundEnds;
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

  @Override
  public String toString() {
    return "Completion["
        + deliveryId
        + " to "
        + webhookId
        + ", token="
        + token
        + ", state="
        + state
        + ", attempt="
        + attempt
        + ", delay="
        + delay
        + ", askedToWait="
        + askedToWait
        + ", error="
        + error
        + "]";
  }

  /** Collects how a claim ended. Not thread safe. */
  public static final class Builder {
    private final String deliveryId;
    private final String webhookId;
    private final long token;
    private final DeliveryState state;
    private @Nullable Attempt attempt;
    private @Nullable String sentTo;
    private Duration delay = Duration.ZERO;
    private @Nullable Duration askedToWait;
    private @Nullable String error;
    private @Nullable Instant roundEnds;

    private Builder(String deliveryId, String webhookId, long token, DeliveryState state) {
      this.deliveryId = requireNonNull(deliveryId, "deliveryId");
      this.webhookId = requireNonNull(webhookId, "webhookId");
      this.token = token;
      this.state = requireNonNull(state, "state");
      if (state == DeliveryState.HELD) {
        throw new IllegalArgumentException(
            "HELD follows from the webhook's status and is never written");
      }
    }

    /** Default: null, which is none to record. */
    public Builder attempt(@Nullable Attempt attempt) {
      this.attempt = attempt;
      return this;
    }

    /** Default: null, which is whatever URL the webhook has by now. */
    public Builder sentTo(@Nullable String url) {
      this.sentTo = url;
      return this;
    }

    /** When it is due again, from now on. Default: zero. */
    public Builder delay(Duration delay) {
      this.delay = requireNonNull(delay, "delay");
      return this;
    }

    /** Default: null, which is that it did not ask. */
    public Builder askedToWait(@Nullable Duration askedToWait) {
      this.askedToWait = askedToWait;
      return this;
    }

    /** Default: null. */
    public Builder error(@Nullable String error) {
      this.error = error;
      return this;
    }

    /** Default: the claim's; null where the completion is built without one. */
    public Builder roundEnds(@Nullable Instant roundEnds) {
      this.roundEnds = roundEnds;
      return this;
    }

    /**
     * Makes the completion.
     *
     * @throws IllegalArgumentException if the delay is negative or longer than {@link #MAX_DELAY},
     *     or there is one in a final state, or {@code askedToWait} is of no attempt that is
     *     followed by another one
     */
    public Completion build() {
      return new Completion(this);
    }
  }
}
