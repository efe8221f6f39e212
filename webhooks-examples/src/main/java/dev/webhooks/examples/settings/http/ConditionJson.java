package dev.webhooks.examples.settings.http;

import dev.webhooks.model.AttemptCounts;
import dev.webhooks.model.WebhookCondition;
import dev.webhooks.model.WebhookHealth;
import org.jspecify.annotations.Nullable;

/**
 * How a webhook is doing, as the API shows it.
 *
 * @param until when a pause or a wait is over, and the next POST may leave; null when there is none
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

  static ConditionJson of(WebhookCondition condition) {
    WebhookHealth health = condition.health();
    return new ConditionJson(
        health.state().name(),
        Times.formatNullable(health.blockedUntil()),
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
