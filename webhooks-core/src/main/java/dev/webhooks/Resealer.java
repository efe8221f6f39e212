package dev.webhooks;

import dev.webhooks.model.Resealing;
import dev.webhooks.model.Webhook;
import dev.webhooks.spi.SecretCipherException;
import dev.webhooks.spi.StoredWebhook;
import dev.webhooks.spi.WebhookStore;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** One walk over all webhooks that seals their secrets anew. Not thread safe. */
final class Resealer {
  private static final int BATCH = 200;
  private static final int MAX_NAMED = 100;

  private final WebhookStore store;
  private final SigningKeys keys;
  private final List<String> firstUnreadable = new ArrayList<>();
  private long resealed;
  private long current;
  private long unreadable;

  Resealer(WebhookStore store, SigningKeys keys) {
    this.store = store;
    this.keys = keys;
  }

  Resealing run() {
    List<StoredWebhook> batch = store.scan(null, BATCH);
    while (!batch.isEmpty()) {
      batch.forEach(this::reseal);
      batch = store.scan(batch.get(batch.size() - 1).webhook().id(), BATCH);
    }
    return new Resealing(resealed, current, unreadable, firstUnreadable);
  }

  private void reseal(StoredWebhook found) {
    Webhook webhook = found.webhook();
    Optional<StoredWebhook> stored = Optional.of(found);
    try {
      while (stored.isPresent() && !keys.isCurrent(stored.get())) {
        StoredWebhook anew = keys.seal(stored.get().webhook(), keys.open(stored.get()));
        if (store.replace(anew)) {
          resealed++;
          return;
        }
        // Somebody changed or deleted it in between.
        stored = store.findWebhook(webhook.workspace(), webhook.id());
      }
      current += stored.isPresent() ? 1 : 0;
    } catch (SecretCipherException e) {
      unreadable++;
      if (firstUnreadable.size() < MAX_NAMED) {
        firstUnreadable.add(webhook.id());
      }
    }
  }
}
