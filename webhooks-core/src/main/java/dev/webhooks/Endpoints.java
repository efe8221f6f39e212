package dev.webhooks;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.webhooks.model.InvalidInputException;
import dev.webhooks.model.Webhook;
import dev.webhooks.spi.ClaimedDelivery;
import dev.webhooks.spi.SecretCipherException;
import dev.webhooks.spi.StoredWebhook;
import dev.webhooks.spi.WebhookStore;
import java.time.Duration;
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
  private final UrlPolicy urlPolicy;
  private final Cache<String, Endpoint> known =
      Caffeine.newBuilder().maximumSize(MAX_WEBHOOKS).executor(Runnable::run).build();

  /** One line a webhook now and then: without its master key, it comes up with every claim. */
  private final Cache<String, String> warned =
      Caffeine.newBuilder()
          .maximumSize(MAX_WEBHOOKS)
          .expireAfterWrite(Duration.ofMinutes(10))
          .executor(Runnable::run)
          .build();

  Endpoints(WebhookStore store, SigningKeys keys, UrlPolicy urlPolicy) {
    this.store = store;
    this.keys = keys;
    this.urlPolicy = urlPolicy;
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

  /** Whatever goes wrong with one webhook stays with it: the others of the claim go on. */
  private Endpoint open(StoredWebhook stored) {
    Webhook webhook = stored.webhook();
    try {
      urlPolicy.check(webhook.url());
      return Endpoint.ready(webhook, keys.signer(stored));
    } catch (InvalidInputException e) {
      return Endpoint.unusable(webhook, "the webhook's URL is not allowed (any more)");
    } catch (SecretCipherException e) {
      if (warned.asMap().putIfAbsent(webhook.id(), e.getMessage()) == null) {
        log.warn(
            "The signing secret of webhook {} can't be read: {}", webhook.id(), e.getMessage());
      }
      return e.isKeyMissing()
          ? Endpoint.unusableForNow(
              webhook, "the master key of the webhook's signing secret is missing")
          : Endpoint.unusable(webhook, "the webhook's signing secret can't be read");
    } catch (RuntimeException e) {
      log.warn("The signing secret of webhook {} can't be read at the moment", webhook.id(), e);
      return Endpoint.unusableForNow(
          webhook, "the webhook's signing secret can't be read at the moment");
    }
  }

  /** One that can't be used is asked for again, so that it recovers as soon as its problem does. */
  private void remember(Endpoint loaded) {
    if (loaded.problem() == null) {
      known.put(loaded.webhook().id(), loaded);
    }
  }
}
