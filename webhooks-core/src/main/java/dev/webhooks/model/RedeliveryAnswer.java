package dev.webhooks.model;

/** What a store says to a request to send a delivery again. */
public enum RedeliveryAnswer {
  /** It is due now. */
  ACCEPTED,
  /** The workspace has no such delivery. */
  NOT_FOUND,
  /** Its webhook was deleted: there is nowhere to send it. */
  WEBHOOK_DELETED,
  /** It waits for its webhook to be active, and leaves by itself as soon as that is so. */
  HELD,
  /** A node holds it: its POST is under way, or about to be. */
  UNDER_WAY,
  /** Its webhook is ordered, and others are to be sent before it. */
  NOT_FIRST,
  /** It has {@link Delivery#MAX_ATTEMPTS} attempts. */
  TOO_MANY_ATTEMPTS
}
