package dev.webhooks.model;

import static java.util.Objects.requireNonNull;

import java.util.List;

/**
 * One delivery with all that is known of it.
 *
 * @param body the exact JSON text that every attempt carries
 * @param attempts the newest {@value #MAX_ATTEMPTS}, oldest first; how many there are in all is
 *     {@link Delivery#attempts}
 */
public record DeliveryDetail(Delivery delivery, String body, List<Attempt> attempts) {

  /** How many attempts come with a delivery. */
  public static final int MAX_ATTEMPTS = 100;

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
