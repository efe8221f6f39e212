package dev.webhooks;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
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
 * <p>Thread safe. Bounded by the number of workspaces.
 */
final class SubscriptionCache {
  private static final int MAX_WORKSPACES = 10_000;

  private final Cache<String, Subscriptions> known =
      Caffeine.newBuilder().maximumSize(MAX_WORKSPACES).executor(Runnable::run).build();

  List<Webhook> webhooks(Outbox outbox, String workspace) {
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

  /**
   * A transaction may see an older version than others do: it is used for its own events and not
   * remembered.
   */
  private Subscriptions remember(String workspace, Subscriptions loaded) {
    known.asMap().merge(workspace, loaded, (old, now) -> old.version() > now.version() ? old : now);
    return loaded;
  }
}
