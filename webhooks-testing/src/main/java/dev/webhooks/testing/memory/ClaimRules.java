package dev.webhooks.testing.memory;

import dev.webhooks.model.WebhookHealth;
import dev.webhooks.model.WebhookHealth.Round;
import dev.webhooks.model.WebhookSettings;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What keeps a webhook's deliveries from being claimed, all of them or more than a few at a time:
 * its status, its health, its order, its rate. Not thread safe.
 */
final class ClaimRules {
  /** How far ahead of their time POSTs are dealt out to a webhook with a rate limit. */
  private static final Duration AHEAD = Duration.ofMillis(250);

  /** A time that is farther ahead was dealt out before the clock was set back. */
  private static final Duration FARTHEST = Duration.ofSeconds(2);

  private final WebhookTable webhooks;
  private final HealthTable health;

  /** When the next POST may leave to a webhook with a rate limit. */
  private final Map<String, Instant> paces = new HashMap<>();

  ClaimRules(WebhookTable webhooks, HealthTable health) {
    this.webhooks = webhooks;
    this.health = health;
  }

  /**
   * How to claim of a webhook.
   *
   * @param most how many at most
   * @param single whether it is one at a time, and nothing else will do
   * @param leastTried whether the one with the fewest attempts is wanted
   */
  record Allowance(int most, boolean single, boolean leastTried) {}

  boolean isActive(String webhookId) {
    return webhooks.isActive(webhookId);
  }

  /** Before this nothing is claimed; null if there is no such time. */
  @Nullable Instant claimableFrom(String webhookId, Instant now) {
    Instant ofHealth = health.of(webhookId).claimableFrom();
    Instant next = paces.get(webhookId);
    if (next == null || rateOf(webhookId) == null || isFarther(next, now)) {
      return ofHealth;
    }
    Instant ofPace = next.minus(AHEAD);
    return ofHealth == null || ofHealth.isBefore(ofPace) ? ofPace : ofHealth;
  }

  Allowance allowance(String webhookId, int most) {
    int window = health.of(webhookId).window();
    int allowed = window == 0 ? most : Math.min(most, window);
    Integer rate = rateOf(webhookId);
    if (rate != null) {
      allowed = Math.min(allowed, (rate + 3) / 4);
    }
    boolean ordered = isOrdered(webhookId);
    return new Allowance(
        ordered ? Math.min(1, allowed) : allowed, ordered, window == 1 && !ordered);
  }

  /** Whether its health lets only a few be under way. */
  boolean isSentToSlowly(String webhookId) {
    return health.of(webhookId).window() > 0;
  }

  boolean isOrdered(String webhookId) {
    WebhookSettings settings = webhooks.settingsOf(webhookId);
    return settings != null && settings.ordered();
  }

  private static boolean isFarther(Instant next, Instant now) {
    return next.isAfter(now.plus(FARTHEST));
  }

  private @Nullable Integer rateOf(String webhookId) {
    WebhookSettings settings = webhooks.settingsOf(webhookId);
    return settings == null ? null : settings.rateLimit();
  }

  /** These were claimed together. */
  void claimed(String webhookId, List<Row> rows, Instant leaseEnd, Instant now) {
    WebhookHealth before = health.of(webhookId);
    boolean isWindowed = before.window() > 0;
    rows.forEach(row -> row.roundEnds = isWindowed ? leaseEnd : null);
    if (isWindowed && !rows.isEmpty()) {
      String only = rows.size() == 1 ? rows.get(0).id : null;
      health.put(
          rows.get(0).event.workspace(),
          webhookId,
          before.toBuilder().round(new Round(rows.size(), only, leaseEnd)).build(),
          now);
    }
    Integer rate = rateOf(webhookId);
    if (rate == null) {
      rows.forEach(row -> row.sendAfter = Duration.ZERO);
      paces.remove(webhookId);
      return;
    }
    Duration each = Duration.ofSeconds(1).dividedBy(rate);
    Instant next = paces.getOrDefault(webhookId, now);
    Instant start = next.isBefore(now) || isFarther(next, now) ? now : next;
    for (int i = 0; i < rows.size(); i++) {
      rows.get(i).sendAfter = Duration.between(now, start).plus(each.multipliedBy(i));
    }
    paces.put(webhookId, start.plus(each.multipliedBy(rows.size())));
  }

  void deleted(String webhookId) {
    paces.remove(webhookId);
    health.remove(webhookId);
  }
}
