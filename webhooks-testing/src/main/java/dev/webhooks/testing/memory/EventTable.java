package dev.webhooks.testing.memory;

import dev.webhooks.model.PublishedEvent;
import dev.webhooks.spi.NewEvent;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Events by id and by idempotency key, each for as long as one of its deliveries is kept. Those
 * that no webhook wanted are kept for their keys, the youngest of them. Not thread safe.
 */
final class EventTable {
  private final int maxUnwanted;
  private final Map<String, Integer> deliveriesLeft = new HashMap<>();
  private final Map<Key, PublishedEvent> byKey = new HashMap<>();
  private final Deque<NewEvent> unwanted = new ArrayDeque<>();

  EventTable(int maxUnwanted) {
    this.maxUnwanted = maxUnwanted;
  }

  boolean contains(String eventId) {
    return deliveriesLeft.containsKey(eventId);
  }

  /** The answer to the event that was stored with this one's key, or null. */
  @Nullable PublishedEvent known(NewEvent event) {
    Key key = Key.of(event);
    return key == null ? null : byKey.get(key);
  }

  void add(NewEvent event, Instant now) {
    int deliveries = event.deliveries().size();
    Key key = Key.of(event);
    if (key == null && deliveries == 0) {
      return;
    }
    deliveriesLeft.put(event.id(), deliveries);
    if (key != null) {
      byKey.put(key, PublishedEvent.duplicateOf(event.id(), deliveries, now));
    }
    if (deliveries == 0) {
      unwanted.add(event);
      if (unwanted.size() > maxUnwanted) {
        forget(unwanted.remove());
      }
    }
  }

  /** Forgets the event with its last delivery. */
  void deliveryEvicted(NewEvent event) {
    int left = deliveriesLeft.getOrDefault(event.id(), 1) - 1;
    if (left == 0) {
      forget(event);
    } else {
      deliveriesLeft.put(event.id(), left);
    }
  }

  private void forget(NewEvent event) {
    deliveriesLeft.remove(event.id());
    Key key = Key.of(event);
    if (key != null) {
      byKey.remove(key);
    }
  }

  /** An idempotency key within its workspace. */
  record Key(String workspace, String text) {

    /** The event's key, null when it has none. */
    static @Nullable Key of(NewEvent event) {
      String text = event.idempotencyKey();
      return text == null ? null : new Key(event.workspace(), text);
    }
  }
}
