package dev.webhooks.model;

/** What a webhook may receive at the moment. */
public enum WebhookStatus {
  /** Its URL is verified: deliveries are sent. */
  ACTIVE,
  /** Its URL has not proved itself: nothing is sent but the handshake. */
  UNVERIFIED,
  /**
   * Switched off by the host or its customer, or by the library after days in which every attempt
   * failed: nothing is sent.
   */
  DISABLED
}
