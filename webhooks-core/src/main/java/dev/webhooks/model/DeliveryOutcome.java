package dev.webhooks.model;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What one attempt at a delivery came to, as it was stored.
 *
 * @param account the event's account, null when it has none
 * @param createdAt when the delivery was stored, by the store's clock
 * @param state the delivery's state from now on; {@code PENDING} when it will be tried again
 * @param attempt what was sent and answered; null when nothing was sent, or when the store refused
 *     to record it
 * @param retryIn how long until the next attempt; null unless {@code PENDING}
 * @param error why it failed; null when it was acknowledged or cancelled
 */
public record DeliveryOutcome(
    String deliveryId,
    String eventId,
    String eventType,
    String workspace,
    @Nullable String account,
    String webhookId,
    Instant createdAt,
    DeliveryState state,
    @Nullable Attempt attempt,
    @Nullable Duration retryIn,
    @Nullable String error) {

  public DeliveryOutcome {
    requireNonNull(deliveryId, "deliveryId");
    requireNonNull(eventId, "eventId");
    requireNonNull(eventType, "eventType");
    requireNonNull(workspace, "workspace");
    requireNonNull(webhookId, "webhookId");
    requireNonNull(createdAt, "createdAt");
    requireNonNull(state, "state");
  }
}
