package dev.webhooks.model;

import static java.util.Objects.requireNonNull;

/**
 * A webhook whose endpoint is not well.
 *
 * @param workspace the tenant that owns it
 * @param webhookId which one
 * @param health how it is
 */
public record UnwellWebhook(String workspace, String webhookId, WebhookHealth health) {

  public UnwellWebhook {
    requireNonNull(workspace, "workspace");
    requireNonNull(webhookId, "webhookId");
    requireNonNull(health, "health");
  }
}
