package dev.webhooks.spi;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A delivery that a dispatcher holds until its lease ends.
 *
 * @param body the event's exact bytes; null when the store has lost them, so that this delivery can
 *     be parked and its neighbours go on. Not copied: neither side changes it.
 * @param attempts how many attempts were made before
 * @param roundStart how many of them were made before the delivery's present round of retries
 *     began; a redelivery begins a new one
 * @param token proves the claim: it differs from that of every other claim of this delivery
 * @param webhookVersion the version of the webhook when the claim was made; of no meaning if it is
 *     gone
 */
public record ClaimedDelivery(
    String id,
    String eventId,
    String eventType,
    String workspace,
    @Nullable String account,
    String webhookId,
    Instant createdAt,
    byte @Nullable [] body,
    int attempts,
    int roundStart,
    long token,
    long webhookVersion) {

  public ClaimedDelivery {
    requireNonNull(id, "id");
    requireNonNull(eventId, "eventId");
    requireNonNull(eventType, "eventType");
    requireNonNull(workspace, "workspace");
    requireNonNull(webhookId, "webhookId");
    requireNonNull(createdAt, "createdAt");
  }
}
