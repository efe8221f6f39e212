package dev.webhooks.model;

import static java.util.Objects.requireNonNull;

/**
 * How a webhook is doing.
 *
 * @param health what the library thinks of its endpoint
 * @param waiting what waits for it
 * @param attempts what its latest attempts came to
 */
public record WebhookCondition(
    WebhookHealth health, WaitingDeliveries waiting, RecentAttempts attempts) {

  public WebhookCondition {
    requireNonNull(health, "health");
    requireNonNull(waiting, "waiting");
    requireNonNull(attempts, "attempts");
  }
}
