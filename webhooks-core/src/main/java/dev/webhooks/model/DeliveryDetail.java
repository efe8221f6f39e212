package dev.webhooks.model;

import static java.util.Objects.requireNonNull;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One delivery with all that is known of it.
 *
 * <p>Immutable and thread safe.
 */
public final class DeliveryDetail {
  /** How many attempts come with a delivery. */
  public static final int MAX_ATTEMPTS = 100;

  private final Delivery delivery;
  private final String body;
  private final List<Attempt> attempts;

  private DeliveryDetail(Delivery delivery, String body, List<Attempt> attempts) {
    this.delivery = requireNonNull(delivery, "delivery");
    this.body = requireNonNull(body, "body");
    this.attempts = List.copyOf(attempts);
  }

  /**
   * What a store knows of a delivery.
   *
   * @param body the exact JSON text that every attempt carries
   * @param attempts the newest {@value #MAX_ATTEMPTS}, oldest first
   */
  public static DeliveryDetail of(Delivery delivery, String body, List<Attempt> attempts) {
    return new DeliveryDetail(delivery, body, attempts);
  }

  /** The delivery, and how far it has come. */
  public Delivery delivery() {
    return delivery;
  }

  /** The exact JSON text that every attempt carries. */
  public String body() {
    return body;
  }

  /**
   * The newest {@value #MAX_ATTEMPTS}, oldest first; how many there are in all is {@link
   * Delivery#attempts}.
   */
  public List<Attempt> attempts() {
    return attempts;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof DeliveryDetail that
        && delivery.equals(that.delivery)
        && body.equals(that.body)
        && attempts.equals(that.attempts);
  }

  @Override
  public int hashCode() {
    return delivery.hashCode();
  }

  /** Leaves the body out: an event's data may be confidential. */
  @Override
  public String toString() {
    return "DeliveryDetail[" + delivery + ", attempts=" + attempts + "]";
  }
}
