package dev.webhooks.internal.dispatch;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.webhooks.internal.dispatch.Endpoint.Access;
import dev.webhooks.internal.log.LogReason;
import dev.webhooks.internal.process.HeapShare;
import dev.webhooks.internal.secrets.KeyVault;
import dev.webhooks.model.InvalidInputException;
import dev.webhooks.model.Webhook;
import dev.webhooks.policy.UrlPolicy;
import dev.webhooks.spi.ClaimedDelivery;
import dev.webhooks.spi.SecretCipherException;
import dev.webhooks.spi.StoredWebhook;
import dev.webhooks.spi.WebhookStore;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Holds the webhooks that deliveries go to, with their secrets opened. A claim says which version
 * of its webhook it was made with, so a change on any node is seen by the first claim after it.
 *
 * <p>Thread safe. Bounded by what the webhooks weigh.
 */
public final class Endpoints {
  private static final Logger log = LoggerFactory.getLogger(Endpoints.class);
  private static final int MAX_WEBHOOKS = 10_000;

  /** For how long this node leaves a webhook to others that it can't send to for now. */
  private static final Duration PASSED_OVER_FOR = Duration.ofSeconds(30);

  private final WebhookStore store;
  private final KeyVault keys;
  private final UrlPolicy urlPolicy;
  private final Clock clock;
  private final Cache<String, Endpoint> known =
      Caffeine.newBuilder()
          .maximumWeight(HeapShare.ofCache())
          .<String, Endpoint>weigher((id, endpoint) -> endpoint.weight())
          .executor(Runnable::run)
          .build();

  /** Whether an ordered one was ever among them, so that others pay nothing for it. */
  private volatile boolean anyOrdered;

  /** When it turned out that a webhook can't be sent to from here, by its id. */
  private final Map<String, Instant> unusable = new ConcurrentHashMap<>();

  /** One line a webhook now and then: without its master key, it comes up with every claim. */
  private final Cache<String, String> warned =
      Caffeine.newBuilder()
          .maximumSize(MAX_WEBHOOKS)
          .expireAfterWrite(Duration.ofMinutes(10))
          .executor(Runnable::run)
          .build();

  public Endpoints(WebhookStore store, KeyVault keys, UrlPolicy urlPolicy, Clock clock) {
    this.store = store;
    this.keys = keys;
    this.urlPolicy = urlPolicy;
    this.clock = clock;
  }

  /** The endpoint of a claim; null when its webhook is gone. */
  @Nullable Endpoint of(ClaimedDelivery claim) {
    return of(List.of(claim)).get(claim.webhookId());
  }

  /** The endpoint of a claim, if it is known; the store is not asked. */
  @Nullable Endpoint known(ClaimedDelivery claim) {
    Endpoint cached = known.getIfPresent(claim.webhookId());
    return cached != null && cached.version() == claim.webhookVersion() ? cached : null;
  }

  /** Whether the webhook is an ordered one, as far as it is known. */
  boolean isOrdered(String webhookId) {
    Endpoint endpoint = anyOrdered ? known.getIfPresent(webhookId) : null;
    return endpoint != null && endpoint.isOrdered();
  }

  /** The endpoints of the claims, by webhook id; a webhook that is gone is left out. */
  Map<String, Endpoint> of(Collection<ClaimedDelivery> claims) {
    Map<String, Endpoint> endpoints = new HashMap<>();
    Set<String> unknown = new HashSet<>();
    for (ClaimedDelivery claim : claims) {
      Endpoint cached = known(claim);
      if (cached != null) {
        endpoints.put(claim.webhookId(), cached);
      } else {
        unknown.add(claim.webhookId());
      }
    }
    if (!unknown.isEmpty()) {
      for (StoredWebhook stored : store.findWebhooks(unknown)) {
        String id = stored.webhook().id();
        Endpoint loaded = endpoint(stored);
        anyOrdered = anyOrdered || loaded.isOrdered();
        endpoints.put(id, loaded);
        known.put(id, loaded);
      }
    }
    return endpoints;
  }

  /** What is remembered until its secrets are opened: not the filters, which may be wide. */
  private Endpoint endpoint(StoredWebhook stored) {
    Webhook webhook =
        stored.webhook().toBuilder()
            .settings(settings -> settings.accounts(List.of()).eventTypes(List.of()))
            .build();
    StoredWebhook kept = new StoredWebhook(webhook, stored.sealedSecrets());
    return new Endpoint(webhook, weight(kept), () -> open(kept));
  }

  /** The secrets are held opened, in several forms of each. */
  private static int weight(StoredWebhook stored) {
    return (int)
        (HeapShare.ofEntry() + HeapShare.of(stored.webhook()) + 8L * stored.sealedSecrets().length);
  }

  /**
   * The webhooks that are left to other nodes for a while. A node that lacks a master key would
   * else take deliveries away from those that have it, and turn its backlog over without an end.
   */
  Set<String> passedOver() {
    if (unusable.isEmpty()) {
      return Set.of();
    }
    Instant now = clock.instant();
    unusable
        .values()
        // A clock that was put back must not make the while longer.
        .removeIf(since -> since.isAfter(now) || !since.plus(PASSED_OVER_FOR).isAfter(now));
    return Set.copyOf(unusable.keySet());
  }

  /** Whatever goes wrong with one webhook stays with it: the others of the claim go on. */
  private Access open(StoredWebhook stored) {
    Webhook webhook = stored.webhook();
    Access access = isAllowed(webhook) ? unseal(stored) : urlRefused();
    if (access.signer() == null) {
      // Asked for again the next time, so that it recovers as soon as its problem does.
      known.invalidate(webhook.id());
      if (!access.lasting() && unusable.size() < MAX_WEBHOOKS) {
        unusable.put(webhook.id(), clock.instant());
      }
    }
    return access;
  }

  private boolean isAllowed(Webhook webhook) {
    try {
      urlPolicy.check(webhook.url());
      return true;
    } catch (InvalidInputException e) {
      return false;
    }
  }

  private static Access urlRefused() {
    return Access.denied("the webhook's URL is not allowed (any more)");
  }

  private Access unseal(StoredWebhook stored) {
    try {
      return Access.granted(keys.signer(stored));
    } catch (SecretCipherException e) {
      warn(stored.webhook(), e);
      return e.isKeyMissing()
          ? Access.deniedForNow("the master key of the webhook's signing secret is missing")
          : Access.denied("the webhook's signing secret can't be read");
    } catch (RuntimeException e) {
      warn(stored.webhook(), e);
      log.debug("The signing secret of webhook {} can't be read", stored.webhook().id(), e);
      return Access.deniedForNow("the webhook's signing secret can't be read at the moment");
    }
  }

  private void warn(Webhook webhook, RuntimeException cause) {
    String reason = LogReason.of(cause);
    if (warned.asMap().putIfAbsent(webhook.id(), reason) == null) {
      log.warn("The signing secret of webhook {} can't be read: {}", webhook.id(), reason);
    }
  }
}
