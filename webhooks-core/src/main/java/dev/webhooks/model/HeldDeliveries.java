package dev.webhooks.model;

/** What becomes of the deliveries that a webhook's being disabled held up, when it is enabled. */
public enum HeldDeliveries {
  /**
   * They are sent: one at first, then twice as many with each round that is acknowledged, so that
   * an endpoint which comes back is not flooded.
   */
  RESUME,

  /** They are cancelled, and stay in the log, from where each can be redelivered. */
  DROP
}
