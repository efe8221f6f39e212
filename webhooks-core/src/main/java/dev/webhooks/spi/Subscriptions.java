package dev.webhooks.spi;

import dev.webhooks.model.Webhook;
import java.util.List;

/**
 * A workspace's webhooks at one moment.
 *
 * @param version grows with every change of any of them: registered, changed, deleted; never
 *     negative
 */
public record Subscriptions(long version, List<Webhook> webhooks) {
  /** No version: what to ask with when nothing is known yet. */
  public static final long NONE = -1;

  public Subscriptions {
    webhooks = List.copyOf(webhooks);
  }
}
