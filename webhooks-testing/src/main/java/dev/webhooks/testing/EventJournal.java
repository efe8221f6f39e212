package dev.webhooks.testing;

import dev.webhooks.spi.NewEvent;
import dev.webhooks.spi.NewEvent.NewDelivery;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;

/** Every event that was stored. Thread safe. */
final class EventJournal {
  private final List<RecordedEvent> events = new ArrayList<>();
  private final Map<String, String> workspaceByDelivery = new HashMap<>();

  synchronized void add(NewEvent event) {
    events.add(new RecordedEvent(event));
    for (NewDelivery delivery : event.deliveries()) {
      workspaceByDelivery.put(delivery.id(), event.workspace());
    }
  }

  synchronized List<RecordedEvent> events() {
    return List.copyOf(events);
  }

  synchronized String workspaceOf(String deliveryId) {
    String workspace = workspaceByDelivery.get(deliveryId);
    if (workspace == null) {
      throw new NoSuchElementException("no event has the delivery " + deliveryId);
    }
    return workspace;
  }
}
