package dev.webhooks.examples.settings.http;

import dev.webhooks.model.AttemptCounts;
import dev.webhooks.model.Webhook;
import dev.webhooks.model.WebhookCondition;
import dev.webhooks.model.WebhookHealth;
import dev.webhooks.model.WebhookStatus;
import org.jspecify.annotations.Nullable;

/**
 * How a webhook is doing, as the API shows it.
 *
 * @param until when a pause or a wait is over, and the next POST may leave; null when there is
 *     none, and when nothing leaves anyhow because the webhook is not active
 * @param waiting counted up to 10,000
 */
record ConditionJson(
    String state,
    @Nullable String until,
    @Nullable String failingSince,
    int consecutiveFailures,
    @Nullable String lastSuccessAt,
    int waiting,
    @Nullable String oldestWaitingAt,
    Counts lastHour,
    Counts lastDay) {

  static ConditionJson of(Webhook webhook, WebhookCondition condition) {
    WebhookHealth health = condition.health();
    return new ConditionJson(
        health.state().name(),
        webhook.status() == WebhookStatus.ACTIVE
            ? Times.formatNullable(health.blockedUntil())
            : null,
        Times.formatNullable(health.failingSince()),
        health.consecutiveFailures(),
        Times.formatNullable(condition.attempts().lastSuccessAt()),
        condition.waiting().count(),
        Times.formatNullable(condition.waiting().oldestCreatedAt()),
        Counts.of(condition.attempts().lastHour()),
        Counts.of(condition.attempts().lastDay()));
  }

  /** How attempts ended. */
  record Counts(long acknowledged, long failed) {
    static Counts of(AttemptCounts counts) {
      return new Counts(counts.acknowledged(), counts.failed());
    }
  }
}
