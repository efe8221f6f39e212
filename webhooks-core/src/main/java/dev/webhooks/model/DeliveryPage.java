package dev.webhooks.model;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One page of the delivery log, newest first.
 *
 * @param nextCursor what the next query passes as its cursor; null on the last page
 */
public record DeliveryPage(List<Delivery> deliveries, @Nullable String nextCursor) {

  public DeliveryPage {
    deliveries = List.copyOf(deliveries);
  }
}
