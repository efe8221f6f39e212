package dev.webhooks.model;

/** Where a delivery stands. */
public enum DeliveryState {
  /** On its way: waiting for its first or next attempt, or being sent. */
  PENDING,
  /** Acknowledged by the endpoint with a 2xx. Final. */
  DELIVERED,
  /**
   * Given up: the retry policy is exhausted, or it could not be sent at all. Final until it is
   * redelivered.
   */
  FAILED,
  /** On its way, but its webhook is not active. It goes on as soon as the webhook is. */
  HELD,
  /**
   * Not sent any more: its webhook was deleted before it could be delivered, or what waited for the
   * webhook was dropped. Final; what was dropped can be redelivered.
   */
  CANCELLED;

  /** Whether nothing more happens to the delivery by itself. */
  public boolean isFinal() {
    return this == DELIVERED || this == FAILED || this == CANCELLED;
  }
}
