package dev.webhooks.internal.dispatch;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * The times at which deliveries to webhooks with a rate limit may leave, each dealt out once. What
 * comes too late for its own has none any more: to send it now would be to send it beside one whose
 * time this is, from here or from another node. It goes back for a new time.
 *
 * <p>Guarantee N: in no second leave more than the rate, and what is dealt out in the time by which
 * one may be late. A node that is late for all of them still sends one a second to each webhook.
 *
 * <p>Thread safe, and bounded.
 */
final class Slots {
  /**
   * By how much one may be late, and so what part of a second's POSTs may come to the next. It
   * leaves room for what holds a POST up after it has begun.
   */
  static final long GRACE = Duration.ofMillis(60).toNanos();

  /** After so long with nothing but late ones one is sent all the same. */
  static final long PATIENCE = Duration.ofSeconds(1).toNanos();

  /** More than a node can take up in a second, so that no webhook's is forgotten before that. */
  private static final int MOST_WEBHOOKS = 100_000;

  private static final Duration REMEMBERED_FOR = Duration.ofMinutes(1);

  private final LongSupplier nanoClock;

  /** Since when all that came to a webhook was late, or since when the last of those was sent. */
  private final Cache<String, Long> lateSince;

  Slots(LongSupplier nanoClock) {
    this.nanoClock = nanoClock;
    this.lateSince =
        Caffeine.newBuilder()
            .maximumSize(MOST_WEBHOOKS)
            .expireAfterWrite(REMEMBERED_FOR)
            .ticker(nanoClock::getAsLong)
            .executor(Runnable::run)
            .build();
  }

  /** Whether it is too late for the delivery's time; asked once, when it is about to leave. */
  boolean isMissed(QueuedDelivery delivery) {
    return delivery.hasSlot() && isMissed(delivery.webhookId(), delivery.slot());
  }

  private synchronized boolean isMissed(String webhookId, long slot) {
    long now = nanoClock.getAsLong();
    if (now - slot <= GRACE) {
      lateSince.invalidate(webhookId);
      return false;
    }
    Long since = lateSince.getIfPresent(webhookId);
    boolean isMissed = since == null || now - since < PATIENCE;
    if (since == null || !isMissed) {
      lateSince.put(webhookId, now);
    }
    return isMissed;
  }
}
