package dev.webhooks.model;

import static java.util.Objects.requireNonNull;

import java.util.List;

/**
 * One delivery with all that is known of it.
 *
 * @param body the exact JSON text that every attempt carries
 * @param attempts oldest first
 */
public record DeliveryDetail(Delivery delivery, String body, List<Attempt> attempts) {

  public DeliveryDetail {
    requireNonNull(delivery, "delivery");
    requireNonNull(body, "body");
    attempts = List.copyOf(attempts);
  }

  /** Leaves the body out: an event's data may be confidential. */
  @Override
  public String toString() {
    return "DeliveryDetail[" + delivery + ", attempts=" + attempts + "]";
  }
}
