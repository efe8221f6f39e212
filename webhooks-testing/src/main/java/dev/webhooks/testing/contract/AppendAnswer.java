package dev.webhooks.testing.contract;

import dev.webhooks.model.PublishedEvent;

/** What a test knows beforehand of a {@link PublishedEvent}: all but when it was stored. */
public record AppendAnswer(String eventId, int deliveries, boolean duplicate) {

  /** What was answered. */
  public static AppendAnswer of(PublishedEvent published) {
    return new AppendAnswer(published.eventId(), published.deliveries(), published.duplicate());
  }

  /** The event was stored. */
  public static AppendAnswer stored(String eventId, int deliveries) {
    return new AppendAnswer(eventId, deliveries, false);
  }

  /** One with the same idempotency key had been stored before. */
  public static AppendAnswer duplicateOf(String eventId, int deliveries) {
    return new AppendAnswer(eventId, deliveries, true);
  }
}
