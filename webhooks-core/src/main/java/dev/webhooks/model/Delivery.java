package dev.webhooks.model;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One event on its way to one webhook.
 *
 * @param id the same for every attempt; receivers deduplicate on it
 * @param account the event's account, null when it has none
 * @param attempts how many attempts were made so far
 * @param createdAt when it was stored, by the store's clock
 * @param nextAttemptAt when it is due, by the store's clock; while it is being sent, when another
 *     node would take over; null unless {@link DeliveryState#PENDING}
 * @param lastStatus the HTTP status of the last attempt, null when there was none
 * @param lastError why the last attempt failed or why the delivery was parked, null when neither is
 *     so
 */
public record Delivery(
    String id,
    String eventId,
    String eventType,
    String workspace,
    @Nullable String account,
    String webhookId,
    DeliveryState state,
    int attempts,
    Instant createdAt,
    @Nullable Instant nextAttemptAt,
    @Nullable Integer lastStatus,
    @Nullable String lastError) {

  /** A delivery with as many attempts is not sent again once it is finished. */
  public static final int MAX_ATTEMPTS = 1_000;

  public Delivery {
    requireNonNull(id, "id");
    requireNonNull(eventId, "eventId");
    requireNonNull(eventType, "eventType");
    requireNonNull(workspace, "workspace");
    requireNonNull(webhookId, "webhookId");
    requireNonNull(state, "state");
    requireNonNull(createdAt, "createdAt");
  }
}
