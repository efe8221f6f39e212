package dev.webhooks.internal.dispatch;

import dev.webhooks.model.HealthChange;
import dev.webhooks.model.HealthState;
import dev.webhooks.model.UnwellWebhook;
import dev.webhooks.model.WebhookHealth;
import dev.webhooks.spi.HealthStore;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What this node knows of webhooks that are not well. Claims go by what the store knows; this is
 * for what no claim looks at any more: deliveries that were published here and go straight to a
 * worker, and those that wait here while their webhook is paused.
 *
 * <p>It learns at once what its own outcomes changed. What other nodes' did it looks for twice a
 * second, while this node has anything to send; and all of it now and then, since a record that is
 * gone is in no list of changes.
 *
 * <p>Thread safe, and bounded. A healthy webhook costs one look into a map.
 */
final class HealthWatch {
  /** How old what is known may be for something to be sent without asking the store. */
  private static final long TRUSTED_FOR = Duration.ofSeconds(1).toNanos();

  private static final long LOOKS_EVERY = TRUSTED_FOR / 2;

  /** After that long with nothing to send it looks no more. */
  private static final long IN_USE_FOR = Duration.ofSeconds(10).toNanos();

  private static final long LOOKS_AT_ALL_EVERY = Duration.ofSeconds(30).toNanos();

  /** What a transaction may take from reading the clock to its commit. */
  private static final Duration MARGIN = Duration.ofSeconds(2);

  private static final int PAGE = 1_000;
  private static final int MOST_KNOWN = 50_000;

  private final HealthStore store;
  private final LongSupplier nanoClock;
  private final Runnable onDue;
  private final Map<String, Known> known = new ConcurrentHashMap<>();

  private volatile boolean everLooked;
  private volatile boolean knowsAll;

  /** How many there was no room for so far, and when it was last looked at all of them. */
  private final AtomicInteger leftOut = new AtomicInteger();

  private volatile int leftOutBefore;

  /** When the last look that succeeded began, and the last one of all. */
  private volatile long lookedAt;

  private volatile long lastTry;
  private volatile long lastUsed;
  private long lookedAtAllAt;

  /**
   * @param blockedAt when this node learned that nothing is to be sent for a while; null if it
   *     never was so
   * @param learnedAt when that is known, by the clock of nanoseconds
   */
  private record Known(UnwellWebhook webhook, @Nullable Long blockedAt, long learnedAt) {}

  /**
   * @param onDue run when it is time to look, and nobody does
   */
  HealthWatch(HealthStore store, LongSupplier nanoClock, Runnable onDue) {
    this.store = store;
    this.nanoClock = nanoClock;
    this.onDue = onDue;
    this.lastUsed = nanoClock.getAsLong();
    this.lastTry = lastUsed - LOOKS_EVERY;
  }

  /** There is something to send on this node. */
  void used() {
    long now = nanoClock.getAsLong();
    boolean slept = !isInUse(now);
    lastUsed = now;
    if (slept && isDue(now)) {
      onDue.run();
    }
  }

  /** Whether what is known is fresh enough to send something without asking the store. */
  boolean isCurrent() {
    boolean all = knowsAll && leftOut.get() == leftOutBefore;
    return everLooked && all && nanoClock.getAsLong() - lookedAt <= TRUSTED_FOR;
  }

  /** Whether the webhook is healthy, as far as is known: only then it needs no claim. */
  boolean admits(String webhookId) {
    return !known.containsKey(webhookId);
  }

  /**
   * Whether a delivery is not to be sent any more: its webhook was paused, or asked to be left
   * alone, after the delivery was claimed. What is claimed after that comes with the store's leave.
   *
   * @param claimedAt by the clock of nanoseconds
   */
  boolean isBlocked(String webhookId, String deliveryId, long claimedAt) {
    Known one = known.get(webhookId);
    if (one == null || one.blockedAt() == null || claimedAt - one.blockedAt() >= 0) {
      return false;
    }
    WebhookHealth.Round round = one.webhook().health().round();
    return round == null || !deliveryId.equals(round.deliveryId());
  }

  /** What was changed by this node itself. */
  void changed(Collection<HealthChange> changes) {
    for (HealthChange change : changes) {
      learn(
          new UnwellWebhook(change.workspace(), change.webhookId(), change.after()),
          nanoClock.getAsLong());
    }
  }

  /** How long until it is time to look. */
  Duration untilDue() {
    long now = nanoClock.getAsLong();
    return isInUse(now)
        ? Duration.ofNanos(Math.max(0, lastTry + LOOKS_EVERY - now))
        : Duration.ofDays(1);
  }

  /** Looks for what other nodes changed, if it is time; by one thread at a time. */
  void look() {
    long now = nanoClock.getAsLong();
    if (!isInUse(now) || !isDue(now)) {
      return;
    }
    lastTry = now;
    Duration since = Duration.ofNanos(everLooked ? now - lookedAt : 0).plus(MARGIN);
    if (!everLooked || now - lookedAtAllAt >= LOOKS_AT_ALL_EVERY) {
      lookAtAll(now);
    } else {
      store.healthChangedWithin(since).forEach(webhook -> learn(webhook, now));
    }
    lookedAt = now;
    everLooked = true;
  }

  private void lookAtAll(long now) {
    int before = leftOut.get();
    Set<String> found = new HashSet<>();
    String last = null;
    List<UnwellWebhook> page;
    do {
      page = store.unwell(last, PAGE);
      for (UnwellWebhook webhook : page) {
        found.add(webhook.webhookId());
        learn(webhook, now);
      }
      last = page.isEmpty() ? null : page.get(page.size() - 1).webhookId();
    } while (page.size() == PAGE && found.size() < MOST_KNOWN);
    known
        .entrySet()
        .removeIf(e -> !found.contains(e.getKey()) && e.getValue().learnedAt() - now < 0);
    knowsAll = page.size() < PAGE;
    leftOutBefore = before;
    lookedAtAllAt = now;
  }

  /** Unless this node came to know better while it was read. */
  private void learn(UnwellWebhook webhook, long readAt) {
    String learned = webhook.webhookId();
    boolean isFull = known.size() >= MOST_KNOWN && !known.containsKey(learned);
    if (isFull && !isWell(webhook.health())) {
      leftOut.incrementAndGet(); // so what is published is left to claims
      return;
    }
    known.compute(
        learned,
        (id, before) -> {
          if (before != null && before.learnedAt() - readAt > 0) {
            return before;
          }
          return isWell(webhook.health())
              ? null
              : new Known(webhook, blockedAt(webhook.health(), before), readAt);
        });
  }

  private @Nullable Long blockedAt(WebhookHealth health, @Nullable Known before) {
    Instant until = health.blockedUntil();
    boolean isNew =
        until != null
            && (before == null || !until.equals(before.webhook().health().blockedUntil()));
    if (isNew) {
      return nanoClock.getAsLong();
    }
    return before == null ? null : before.blockedAt();
  }

  private static boolean isWell(WebhookHealth health) {
    return health.state() == HealthState.HEALTHY
        && health.blockedUntil() == null
        && health.window() == 0
        && health.disableReason() == null;
  }

  private boolean isInUse(long now) {
    return now - lastUsed < IN_USE_FOR;
  }

  private boolean isDue(long now) {
    return now - lastTry >= LOOKS_EVERY;
  }
}
