package dev.webhooks.model;

import static java.util.Objects.requireNonNull;

import dev.webhooks.signing.ApiKey;

/**
 * A webhook with its new API key.
 *
 * @param apiKey what the receiver verifies with from now on. This is the only time that it is
 *     handed out.
 */
public record RotatedKey(Webhook webhook, ApiKey apiKey) {

  public RotatedKey {
    requireNonNull(webhook, "webhook");
    requireNonNull(apiKey, "apiKey");
  }
}
