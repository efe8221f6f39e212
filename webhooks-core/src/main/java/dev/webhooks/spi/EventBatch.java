package dev.webhooks.spi;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * Events to be stored together, all or none.
 *
 * @param versions the {@link Subscriptions#version} by which the events' deliveries were found, by
 *     workspace: nothing is stored when one of them is no longer the present one; a workspace that
 *     is left out is not looked at
 * @param lease how long the deliveries that are {@linkplain NewEvent.NewDelivery#leased leased} are
 *     the publisher's, counted by the store's clock
 */
public record EventBatch(List<NewEvent> events, Map<String, Long> versions, Duration lease) {

  public EventBatch {
    events = List.copyOf(events);
    versions = Map.copyOf(versions);
    requireNonNull(lease, "lease");
  }

  /** Events whose deliveries nobody has claimed yet, whatever the subscriptions are by now. */
  public static EventBatch of(List<NewEvent> events) {
    return new EventBatch(events, Map.of(), Duration.ZERO);
  }
}
