package dev.webhooks.internal.registry;

import static dev.webhooks.model.WebhookStatus.ACTIVE;
import static dev.webhooks.model.WebhookStatus.DISABLED;

import dev.webhooks.model.NotFoundException;
import dev.webhooks.model.UnwellWebhook;
import dev.webhooks.model.Webhook;
import dev.webhooks.model.WebhookHealth;
import dev.webhooks.spi.HealthStore;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

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
    try {
      webhooks.change(webhook.workspace(), webhook.webhookId(), this::disabledIfItMust);
    } catch (NotFoundException e) {
      // It was deleted: nothing is sent to it any more.
    }
  }

  /** The reason is read after the webhook: if it was enabled in between, this change is in vain. */
  private Webhook disabledIfItMust(Webhook found) {
    String reason = found.status() == ACTIVE ? reason(found.id()) : null;
    return reason == null ? found : found.toBuilder().status(DISABLED, reason).unverified().build();
  }

  private @Nullable String reason(String id) {
    WebhookHealth health = store.health(List.of(id)).get(id);
    return health == null ? null : health.disableReason();
  }
}
