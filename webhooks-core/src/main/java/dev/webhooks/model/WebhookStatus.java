package dev.webhooks.model;

/** What a webhook may receive at the moment. */
public enum WebhookStatus {
  /** Its URL is verified: deliveries are sent. */
  ACTIVE,
  /** Its URL has not proved itself: nothing is sent but the handshake. */
  UNVERIFIED,
  /** Switched off by a person or by the library: nothing is sent. */
  DISABLED
}
