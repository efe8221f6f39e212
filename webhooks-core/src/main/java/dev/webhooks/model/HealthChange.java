package dev.webhooks.model;

import static java.util.Objects.requireNonNull;

/**
 * A webhook's health was judged anew, and it is not what it was.
 *
 * @param workspace the tenant that owns the webhook
 * @param webhookId which one
 * @param before what was remembered until then
 * @param after what is remembered now
 */
public record HealthChange(
    String workspace, String webhookId, WebhookHealth before, WebhookHealth after) {

  public HealthChange {
    requireNonNull(workspace, "workspace");
    requireNonNull(webhookId, "webhookId");
    requireNonNull(before, "before");
    requireNonNull(after, "after");
  }

  /** Whether the state is another one. */
  public boolean isStateChange() {
    return before.state() != after.state();
  }

  /** Whether it has come so far that its owner should know it will be disabled. */
  public boolean isWarning() {
    return after.warnedPercent() > before.warnedPercent();
  }
}
