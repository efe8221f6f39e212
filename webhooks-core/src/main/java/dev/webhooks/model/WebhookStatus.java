package dev.webhooks.model;

/** What a webhook may receive at the moment. */
public enum WebhookStatus {
  /** Its URL is verified: deliveries are sent. */
  ACTIVE,
  /** Its URL has not proved itself: nothing is sent but the handshake. */
  UNVERIFIED,
  /** Switched off by the host or its customer, never by the library itself: nothing is sent. */
  DISABLED
}
