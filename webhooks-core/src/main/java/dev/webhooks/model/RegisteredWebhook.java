package dev.webhooks.model;

import static java.util.Objects.requireNonNull;

import dev.webhooks.signing.ApiKey;

/**
 * A new webhook, how its handshake went, and its API key.
 *
 * @param apiKey what the receiver verifies with. This is the only time that it is handed out: only
 *     its digest is kept, and its 48 bytes if the webhook opted into Standard Webhooks.
 */
public record RegisteredWebhook(Webhook webhook, Verification verification, ApiKey apiKey) {

  public RegisteredWebhook {
    requireNonNull(webhook, "webhook");
    requireNonNull(verification, "verification");
    requireNonNull(apiKey, "apiKey");
  }
}
