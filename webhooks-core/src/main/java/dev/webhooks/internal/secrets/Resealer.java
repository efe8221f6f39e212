package dev.webhooks.internal.secrets;

import dev.webhooks.internal.log.LogReason;
import dev.webhooks.model.ResealedSecrets;
import dev.webhooks.model.Webhook;
import dev.webhooks.spi.StoredWebhook;
import dev.webhooks.spi.WebhookStore;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One walk over all webhooks that seals their secrets anew. Not thread safe. */
public final class Resealer {
  private static final Logger log = LoggerFactory.getLogger(Resealer.class);
  private static final int BATCH = 100;
  private static final int MAX_NAMED = 100;

  private final WebhookStore store;
  private final KeyVault keys;
  private final List<String> firstUnreadable = new ArrayList<>();
  private long resealed;
  private long current;
  private long unreadable;

  public Resealer(WebhookStore store, KeyVault keys) {
    this.store = store;
    this.keys = keys;
  }

  public ResealedSecrets run() {
    List<StoredWebhook> batch = store.scan(null, BATCH);
    while (!batch.isEmpty()) {
      batch.forEach(this::reseal);
      batch = store.scan(batch.get(batch.size() - 1).webhook().id(), BATCH);
    }
    return ResealedSecrets.of(resealed, current, unreadable, firstUnreadable);
  }

  private void reseal(StoredWebhook found) {
    Webhook webhook = found.webhook();
    Optional<StoredWebhook> stored = Optional.of(found);
    while (stored.isPresent()) {
      StoredWebhook present = stored.get();
      WebhookSecrets secrets;
      try {
        secrets = keys.open(present);
      } catch (RuntimeException e) {
        // Whatever it is, the walk goes on: the others need a readable secret no less.
        addUnreadable(webhook, e);
        return;
      }
      if (keys.isCurrent(present)) {
        current++;
        return;
      }
      if (store.replace(keys.seal(present.webhook(), secrets))) {
        resealed++;
        return;
      }
      // Somebody changed or deleted it in between.
      stored = store.findWebhook(webhook.workspace(), webhook.id());
    }
  }

  private void addUnreadable(Webhook webhook, RuntimeException cause) {
    unreadable++;
    if (firstUnreadable.size() < MAX_NAMED) {
      firstUnreadable.add(webhook.id());
      log.warn(
          "The signing secret of webhook {} can't be read: {}", webhook.id(), LogReason.of(cause));
    }
  }
}
