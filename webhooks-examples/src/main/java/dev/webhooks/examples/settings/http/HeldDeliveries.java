package dev.webhooks.examples.settings.http;

import dev.webhooks.DeliveryLog;
import dev.webhooks.model.Delivery;
import dev.webhooks.model.DeliveryPage;
import dev.webhooks.model.DeliveryQuery;
import dev.webhooks.model.DeliveryState;
import dev.webhooks.model.PublishedEvent;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * How many deliveries of published events wait for webhooks that are not active, as the log says
 * right after publishing. Immutable.
 */
final class HeldDeliveries {
  private final Map<String, Integer> byEvent;

  private HeldDeliveries(Map<String, Integer> byEvent) {
    this.byEvent = byEvent;
  }

  /** Asks once for all that were stored together, and not at all where nobody wants anything. */
  static HeldDeliveries of(DeliveryLog log, String workspace, List<PublishedEvent> events) {
    Set<Instant> times =
        events.stream()
            .filter(event -> event.deliveries() > 0)
            .map(PublishedEvent::createdAt)
            .collect(Collectors.toSet());
    Map<String, Integer> byEvent = new HashMap<>();
    for (Instant time : times) {
      DeliveryQuery.Builder query =
          DeliveryQuery.builder(workspace)
              .state(DeliveryState.HELD)
              .from(time)
              .until(time.plus(1, ChronoUnit.MICROS))
              .limit(DeliveryQuery.MAX_LIMIT);
      String cursor = null;
      do {
        DeliveryPage page = log.query(query.cursor(cursor).build());
        for (Delivery delivery : page.deliveries()) {
          byEvent.merge(delivery.eventId(), 1, Integer::sum);
        }
        cursor = page.nextCursor();
      } while (cursor != null);
    }
    return new HeldDeliveries(byEvent);
  }

  int of(PublishedEvent event) {
    return byEvent.getOrDefault(event.eventId(), 0);
  }
}
