package dev.webhooks.model;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What became of a published event.
 *
 * <p>Immutable and thread safe.
 */
public final class PublishedEvent {
  private final String eventId;
  private final int deliveries;
  private final int held;
  private final Instant createdAt;
  private final boolean duplicate;

  private PublishedEvent(
      String eventId, int deliveries, int held, Instant createdAt, boolean duplicate) {
    this.eventId = requireNonNull(eventId, "eventId");
    this.deliveries = deliveries;
    this.held = held;
    this.createdAt = requireNonNull(createdAt, "createdAt");
    this.duplicate = duplicate;
  }

  /** For stores: the event was stored. */
  public static PublishedEvent stored(String eventId, int deliveries, Instant createdAt) {
    return new PublishedEvent(eventId, deliveries, 0, createdAt, false);
  }

  /** For stores: an event with the same idempotency key had been stored before. */
  public static PublishedEvent duplicateOf(String eventId, int deliveries, Instant createdAt) {
    return new PublishedEvent(eventId, deliveries, 0, createdAt, true);
  }

  /**
   * The same, of which so many deliveries wait for webhooks that are not active.
   *
   * @throws IllegalArgumentException for less than 0, and for more than there are deliveries
   */
  public PublishedEvent withHeld(int held) {
    if (held < 0 || held > deliveries) {
      throw new IllegalArgumentException(
          "held must be from 0 to " + deliveries + ", the number of deliveries: " + held);
    }
    return new PublishedEvent(eventId, deliveries, held, createdAt, duplicate);
  }

  /** The event's id; for a repeated idempotency key, the id of the event that was stored first. */
  public String eventId() {
    return eventId;
  }

  /** How many webhooks it is on its way to, the {@linkplain #held held} ones included. */
  public int deliveries() {
    return deliveries;
  }

  /**
   * How many of the deliveries wait for a webhook that was not active, as it was known when the
   * event was matched with the webhooks. For a repeated idempotency key 0: the delivery log says
   * how those of the first event are by now.
   */
  public int held() {
    return held;
  }

  /**
   * When it was stored, by the store's clock; for a repeated idempotency key, when the first one
   * was.
   */
  public Instant createdAt() {
    return createdAt;
  }

  /**
   * Whether its idempotency key was known already, so that nothing was stored this time: the event
   * that came first stands, whatever this one held.
   */
  public boolean duplicate() {
    return duplicate;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof PublishedEvent that
        && eventId.equals(that.eventId)
        && deliveries == that.deliveries
        && held == that.held
        && createdAt.equals(that.createdAt)
        && duplicate == that.duplicate;
  }

  @Override
  public int hashCode() {
    return eventId.hashCode();
  }

  @Override
  public String toString() {
    return "PublishedEvent["
        + eventId
        + ", deliveries="
        + deliveries
        + ", held="
        + held
        + (duplicate ? ", a duplicate]" : "]");
  }
}
