package dev.webhooks.internal.publish;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.webhooks.internal.process.HeapShare;
import dev.webhooks.model.Webhook;
import dev.webhooks.spi.Outbox;
import dev.webhooks.spi.Subscriptions;
import java.util.Optional;

/**
 * Remembers each workspace's webhooks, so that publishing loads them only when they changed. The
 * store compares the version with every publish: a webhook that another node has just registered
 * takes part in the very next event.
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

  /** The workspace's webhooks as they were when last asked for: the version tells whether still. */
  public Subscriptions known(Outbox outbox, String workspace) {
    Subscriptions cached = known.getIfPresent(workspace);
    return cached == null ? load(outbox, workspace, Subscriptions.NONE).orElseThrow() : cached;
  }

  /** The workspace's webhooks as they are now, to a caller who knows them by this version. */
  public Subscriptions present(Outbox outbox, String workspace, Subscriptions before) {
    return load(outbox, workspace, before.version()).orElse(before);
  }

  /**
   * A transaction may see an older version than others do: it is used for its own events and not
   * remembered.
   */
  private Optional<Subscriptions> load(Outbox outbox, String workspace, long version) {
    Optional<Subscriptions> loaded = outbox.subscriptions(workspace, version);
    loaded.ifPresent(
        subscriptions ->
            known
                .asMap()
                .merge(
                    workspace,
                    subscriptions,
                    (old, now) -> old.version() > now.version() ? old : now));
    return loaded;
  }

  /** Roughly how many bytes it holds. */
  long weight() {
    known.cleanUp();
    return known.policy().eviction().orElseThrow().weightedSize().orElseThrow();
  }

  private static int bytes(String workspace, Subscriptions subscriptions) {
    long bytes = HeapShare.ofEntry() + HeapShare.ofText(workspace);
    for (Webhook webhook : subscriptions.webhooks()) {
      bytes += HeapShare.of(webhook);
    }
    return (int) Math.min(Integer.MAX_VALUE, bytes);
  }
}
