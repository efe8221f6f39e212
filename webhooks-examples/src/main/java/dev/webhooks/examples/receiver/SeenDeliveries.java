package dev.webhooks.examples.receiver;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * Which deliveries were processed already. Delivery is at least once: a sender that didn't get to
 * see the answer sends again, under the same id. A real application keeps the ids in its database,
 * in the transaction that does the work.
 *
 * <p>Remembers the latest ids, up to a bound. Thread safe.
 */
final class SeenDeliveries {
  private final Set<String> ids;
  private long duplicates;

  SeenDeliveries(int bound) {
    this.ids =
        Collections.newSetFromMap(
            new LinkedHashMap<>() {
              private static final long serialVersionUID = 1L;

              @Override
              protected boolean removeEldestEntry(Map.Entry<String, Boolean> eldest) {
                return size() > bound;
              }
            });
  }

  /** Takes a delivery on; false when it was taken on before: a duplicate, and counted as one. */
  synchronized boolean begin(String deliveryId) {
    boolean first = ids.add(deliveryId);
    if (!first) {
      duplicates++;
    }
    return first;
  }

  /** Processing failed: the next attempt is not a duplicate. */
  synchronized void giveUp(String deliveryId) {
    ids.remove(deliveryId);
  }

  synchronized long duplicates() {
    return duplicates;
  }
}
