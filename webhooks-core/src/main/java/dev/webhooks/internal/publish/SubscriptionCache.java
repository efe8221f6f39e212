package dev.webhooks.internal.publish;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.webhooks.internal.process.HeapShare;
import dev.webhooks.model.Webhook;
import dev.webhooks.spi.Outbox;
import dev.webhooks.spi.Subscriptions;
import java.util.List;
import java.util.Optional;

/**
 * Remembers each workspace's webhooks, so that publishing loads them only when they changed. Every
 * use asks the store for the present version: a webhook that another node has just registered takes
 * part in the very next event.
 *
 * <p>Thread safe. Bounded by what the webhooks weigh: a workspace that does not fit is loaded each
 * time.
 */
public final class SubscriptionCache {
  private final Cache<String, Subscriptions> known;

  /**
   * @param maxBytes what it may hold, roughly
   */
  public SubscriptionCache(long maxBytes) {
    this.known =
        Caffeine.newBuilder()
            .maximumWeight(maxBytes)
            .<String, Subscriptions>weigher(SubscriptionCache::bytes)
            .executor(Runnable::run)
            .build();
  }

  public List<Webhook> webhooks(Outbox outbox, String workspace) {
    Subscriptions cached = known.getIfPresent(workspace);
    long version = cached == null ? Subscriptions.NONE : cached.version();
    Optional<Subscriptions> present = outbox.subscriptions(workspace, version);
    if (present.isPresent()) {
      return remember(workspace, present.get()).webhooks();
    }
    if (cached == null) {
      throw new IllegalStateException(
          "the store answered with no subscriptions to a caller that knows none");
    }
    return cached.webhooks();
  }

  /** Roughly how many bytes it holds. */
  long weight() {
    known.cleanUp();
    return known.policy().eviction().orElseThrow().weightedSize().orElseThrow();
  }

  /**
   * A transaction may see an older version than others do: it is used for its own events and not
   * remembered.
   */
  private Subscriptions remember(String workspace, Subscriptions loaded) {
    known.asMap().merge(workspace, loaded, (old, now) -> old.version() > now.version() ? old : now);
    return loaded;
  }

  private static int bytes(String workspace, Subscriptions subscriptions) {
    long bytes = HeapShare.ofEntry() + HeapShare.ofText(workspace);
    for (Webhook webhook : subscriptions.webhooks()) {
      bytes += HeapShare.of(webhook);
    }
    return (int) Math.min(Integer.MAX_VALUE, bytes);
  }
}
