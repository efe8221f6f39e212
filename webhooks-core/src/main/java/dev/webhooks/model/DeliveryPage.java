package dev.webhooks.model;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One page of the delivery log, newest first. A page of a query with a filter may hold fewer
 * deliveries than its limit, or none, and still not be the last: a store looks at a bounded part of
 * the log at a time.
 *
 * @param nextCursor what the next query passes as its cursor; null on the last page, and on no
 *     other
 */
public record DeliveryPage(List<Delivery> deliveries, @Nullable String nextCursor) {

  public DeliveryPage {
    deliveries = List.copyOf(deliveries);
  }

  /**
   * The page out of what a store found.
   *
   * @param found one more than the limit, if there are as many
   */
  public static DeliveryPage of(List<Delivery> found, int limit) {
    return found.size() <= limit
        ? new DeliveryPage(found, null)
        : new DeliveryPage(found.subList(0, limit), Cursor.behind(found.get(limit - 1)).encode());
  }
}
