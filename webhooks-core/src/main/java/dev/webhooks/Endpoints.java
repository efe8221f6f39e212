package dev.webhooks;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.webhooks.signing.WebhookSigner;
import dev.webhooks.spi.ClaimedDelivery;
import dev.webhooks.spi.SecretCipherException;
import dev.webhooks.spi.StoredWebhook;
import dev.webhooks.spi.WebhookStore;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Holds the webhooks that deliveries go to, with their secrets opened. A claim says which version
 * of its webhook it was made with, so a change on any node is seen by the first claim after it.
 *
 * <p>Thread safe. Bounded by the number of webhooks.
 */
final class Endpoints {
  private static final Logger log = LoggerFactory.getLogger(Endpoints.class);
  private static final int MAX_WEBHOOKS = 10_000;

  private final WebhookStore store;
  private final SigningKeys keys;
  private final Cache<String, Endpoint> known =
      Caffeine.newBuilder().maximumSize(MAX_WEBHOOKS).executor(Runnable::run).build();

  Endpoints(WebhookStore store, SigningKeys keys) {
    this.store = store;
    this.keys = keys;
  }

  /** The endpoints of the claims, by webhook id; a webhook that is gone is left out. */
  Map<String, Endpoint> of(Collection<ClaimedDelivery> claims) {
    Map<String, Endpoint> endpoints = new HashMap<>();
    Set<String> unknown = new HashSet<>();
    for (ClaimedDelivery claim : claims) {
      Endpoint cached = known.getIfPresent(claim.webhookId());
      if (cached != null && cached.webhook().version() == claim.webhookVersion()) {
        endpoints.put(claim.webhookId(), cached);
      } else {
        unknown.add(claim.webhookId());
      }
    }
    if (!unknown.isEmpty()) {
      for (StoredWebhook stored : store.findWebhooks(unknown)) {
        Endpoint loaded = open(stored);
        endpoints.put(stored.webhook().id(), loaded);
        remember(loaded);
      }
    }
    return endpoints;
  }

  private Endpoint open(StoredWebhook stored) {
    try {
      WebhookSigner signer = keys.signer(stored);
      return new Endpoint(stored.webhook(), signer);
    } catch (SecretCipherException e) {
      log.warn("The signing secret of webhook {} can't be read", stored.webhook().id(), e);
      return new Endpoint(stored.webhook(), null);
    }
  }

  /**
   * One whose secret can't be read is asked for again, so that it recovers as soon as the key is
   * back.
   */
  private void remember(Endpoint loaded) {
    if (loaded.signer() != null) {
      known.put(loaded.webhook().id(), loaded);
    }
  }
}
