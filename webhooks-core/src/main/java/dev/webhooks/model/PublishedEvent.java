package dev.webhooks.model;

import static java.util.Objects.requireNonNull;

/**
 * What became of a published event.
 *
 * @param eventId the event's id; for a repeated idempotency key, the id of the event that was
 *     stored first
 * @param deliveries how many webhooks it is on its way to
 * @param duplicate whether its idempotency key was known already, so that nothing was stored this
 *     time: the event that came first stands, whatever this one held
 */
public record PublishedEvent(String eventId, int deliveries, boolean duplicate) {

  public PublishedEvent {
    requireNonNull(eventId, "eventId");
  }
}
