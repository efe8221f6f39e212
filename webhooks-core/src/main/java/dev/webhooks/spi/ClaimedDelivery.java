package dev.webhooks.spi;

import static java.util.Objects.requireNonNull;

import dev.webhooks.model.DeliveryReference;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A delivery that a dispatcher holds until its lease ends.
 *
 * @param delivery which one
 * @param body the event's exact bytes; null when the store has lost them, so that this delivery can
 *     be given up and its neighbours go on. Not copied: neither side changes it.
 * @param attempts how many attempts were made before
 * @param attemptsBeforeRound how many of them were made before the delivery's present round of
 *     retries began; a redelivery begins a new one
 * @param token proves the claim: it differs from that of every other claim of this delivery
 * @param sendAfter how long to hold it back, from the claim on, so that the webhook's rate limit is
 *     kept; zero otherwise
 * @param roundEnds {@linkplain dev.webhooks.model.WebhookHealth.Round#until when the round ends}
 *     that the claim opened with it; null if the webhook's health asks for none
 * @param webhookVersion the version of the webhook when the claim was made; of no meaning if it is
 *     gone
 * @param overdue how long it had been due when it was claimed; zero where it has a place in an
 *     order instead of a time
 * @param age how long its event had been stored by then
 * @param traceparent what the event was {@linkplain NewEvent#traceparent stored} with; null if
 *     nothing
 */
public record ClaimedDelivery(
    DeliveryReference delivery,
    byte @Nullable [] body,
    int attempts,
    int attemptsBeforeRound,
    long token,
    Duration sendAfter,
    @Nullable Instant roundEnds,
    long webhookVersion,
    Duration overdue,
    Duration age,
    @Nullable String traceparent) {

  /** One to be sent at once, claimed when it became due, of an event that is not traced. */
  public ClaimedDelivery(
      DeliveryReference delivery,
      byte @Nullable [] body,
      int attempts,
      int attemptsBeforeRound,
      long token,
      long webhookVersion) {
    this(
        delivery,
        body,
        attempts,
        attemptsBeforeRound,
        token,
        Duration.ZERO,
        null,
        webhookVersion,
        Duration.ZERO,
        Duration.ZERO,
        null);
  }

  public ClaimedDelivery {
    requireNonNull(delivery, "delivery");
    requireNonNull(sendAfter, "sendAfter");
    requireNonNull(overdue, "overdue");
    requireNonNull(age, "age");
  }

  /** {@link DeliveryReference#id}. */
  public String id() {
    return delivery.id();
  }

  /** {@link DeliveryReference#webhookId}. */
  public String webhookId() {
    return delivery.webhookId();
  }
}
