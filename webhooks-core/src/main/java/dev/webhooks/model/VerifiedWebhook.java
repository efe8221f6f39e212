package dev.webhooks.model;

import static java.util.Objects.requireNonNull;

/** A webhook after a handshake, and how that went. */
public record VerifiedWebhook(Webhook webhook, Verification verification) {

  public VerifiedWebhook {
    requireNonNull(webhook, "webhook");
    requireNonNull(verification, "verification");
  }
}
