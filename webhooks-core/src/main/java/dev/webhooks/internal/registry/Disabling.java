package dev.webhooks.internal.registry;

import static dev.webhooks.model.WebhookStatus.ACTIVE;
import static dev.webhooks.model.WebhookStatus.DISABLED;

import dev.webhooks.model.NotFoundException;
import dev.webhooks.model.UnwellWebhook;
import dev.webhooks.model.WebhookHealth;
import dev.webhooks.spi.HealthStore;
import java.util.List;
import java.util.function.Consumer;

/**
 * Disables webhooks whose health says so. Its URL has to prove itself before such a webhook is
 * enabled again.
 *
 * <p>Thread safe: of several nodes that do so at once, one does, and tells the listener.
 */
public final class Disabling implements Consumer<UnwellWebhook> {
  private final HealthStore store;
  private final WebhookChanges webhooks;

  public Disabling(HealthStore store, WebhookChanges webhooks) {
    this.store = store;
    this.webhooks = webhooks;
  }

  /** Disables it, unless it is not active, or has been enabled since that was found. */
  @Override
  public void accept(UnwellWebhook webhook) {
    String id = webhook.webhookId();
    WebhookHealth now = store.health(List.of(id)).get(id);
    String reason = now == null ? null : now.disableReason();
    if (reason == null) {
      return;
    }
    try {
      webhooks.change(
          webhook.workspace(),
          id,
          found ->
              found.status() == ACTIVE
                  ? found.toBuilder().status(DISABLED, reason).unverified().build()
                  : found);
    } catch (NotFoundException e) {
      // It was deleted: nothing is sent to it any more.
    }
  }
}
