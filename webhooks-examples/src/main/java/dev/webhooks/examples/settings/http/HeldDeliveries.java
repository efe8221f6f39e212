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
 * How many deliveries of published events wait for webhooks that are not active: of a repeated
 * event as the log says now. Immutable.
 */
final class HeldDeliveries {
  private final Map<String, Integer> ofRepeated;

  private HeldDeliveries(Map<String, Integer> ofRepeated) {
    this.ofRepeated = ofRepeated;
  }

  /** Asks once for all that were stored together, and not at all where nothing is repeated. */
  static HeldDeliveries of(DeliveryLog log, String workspace, List<PublishedEvent> events) {
    Set<Instant> times =
        events.stream()
            .filter(event -> event.duplicate() && event.deliveries() > 0)
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
    return event.duplicate() ? ofRepeated.getOrDefault(event.eventId(), 0) : event.held();
  }
}
