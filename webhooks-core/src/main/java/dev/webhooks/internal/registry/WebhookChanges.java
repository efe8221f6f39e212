package dev.webhooks.internal.registry;

import static java.util.Objects.requireNonNull;

import dev.webhooks.model.NotFoundException;
import dev.webhooks.model.Webhook;
import dev.webhooks.model.WebhookStatus;
import dev.webhooks.spi.StoredWebhook;
import dev.webhooks.spi.WebhookStore;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Webhooks in the store, changed without a lock and without a loss, and the news of what they
 * became.
 *
 * <p>Thread safe.
 */
public final class WebhookChanges {
  private final WebhookStore store;
  private final BiConsumer<Webhook, @Nullable WebhookStatus> onStatusChange;
  private final Consumer<Webhook> onNewEndpoint;
  private final Runnable onActivation;

  /**
   * @param onStatusChange told of webhooks whose status changed, and of their status before, which
   *     is null for a new one
   * @param onNewEndpoint given a webhook before its URL changes, and before its URL, which has
   *     proved itself, is sent to; it may be called several times
   * @param onActivation run after a webhook has become active
   */
  public WebhookChanges(
      WebhookStore store,
      BiConsumer<Webhook, @Nullable WebhookStatus> onStatusChange,
      Consumer<Webhook> onNewEndpoint,
      Runnable onActivation) {
    this.store = store;
    this.onStatusChange = onStatusChange;
    this.onNewEndpoint = onNewEndpoint;
    this.onActivation = onActivation;
  }

  /** Adds a webhook, unless its workspace holds that many already. */
  public boolean insert(StoredWebhook added, int limit) {
    if (!store.insert(added, limit)) {
      return false;
    }
    announce(added.webhook(), null);
    return true;
  }

  /**
   * The webhook as the store has it.
   *
   * @throws NotFoundException when the workspace has no such webhook
   */
  public StoredWebhook require(String workspace, String id) {
    requireNonNull(workspace, "workspace");
    requireNonNull(id, "id");
    return store
        .findWebhook(workspace, id)
        .orElseThrow(() -> NotFoundException.webhook(workspace, id));
  }

  /** As {@link #replace}, where the secrets stay. */
  public Webhook change(String workspace, String id, UnaryOperator<Webhook> edit) {
    return replace(
        workspace,
        id,
        stored -> new StoredWebhook(edit.apply(stored.webhook()), stored.sealedSecrets()));
  }

  /**
   * Makes the change from whatever is stored at that moment: a change that came in between is never
   * overwritten.
   */
  public Webhook replace(String workspace, String id, UnaryOperator<StoredWebhook> edit) {
    while (true) {
      StoredWebhook before = require(workspace, id);
      StoredWebhook after = edit.apply(before);
      boolean nothingToDo =
          after.webhook().equals(before.webhook())
              && after.sealedSecrets() == before.sealedSecrets();
      if (nothingToDo) {
        return before.webhook();
      }
      if (isNewEndpoint(before.webhook(), after.webhook())) {
        onNewEndpoint.accept(before.webhook());
      }
      if (store.replace(after)) {
        Webhook changed =
            after.webhook().toBuilder().version(before.webhook().version() + 1).build();
        announce(changed, before.webhook().status());
        return changed;
      }
    }
  }

  private static boolean isNewEndpoint(Webhook before, Webhook after) {
    boolean proved =
        before.status() == WebhookStatus.UNVERIFIED && after.status() == WebhookStatus.ACTIVE;
    return proved || !before.url().equals(after.url());
  }

  private void announce(Webhook webhook, @Nullable WebhookStatus before) {
    if (webhook.status() == before) {
      return;
    }
    onStatusChange.accept(webhook, before);
    if (webhook.status() == WebhookStatus.ACTIVE) {
      onActivation.run();
    }
  }
}
