package dev.webhooks.spi;

import dev.webhooks.model.HealthObservation;
import dev.webhooks.model.WebhookHealth;

/**
 * Says what becomes of a webhook's health. A store asks it within the transaction that records what
 * was seen, with the webhook's record locked, so that several nodes judge one after the other and
 * nothing is judged twice.
 *
 * <p>Thread safe, quick, without side effects: a transaction that is tried again asks again. Never
 * throws.
 */
@FunctionalInterface
public interface HealthJudge {

  /**
   * Judges one webhook.
   *
   * @param before {@link WebhookHealth#healthy()} when nothing is remembered
   * @return what to remember from now on; {@link WebhookHealth#healthy()} for nothing
   */
  WebhookHealth judge(WebhookHealth before, HealthObservation seen);

  /** Finds everybody healthy. */
  static HealthJudge none() {
    return (before, seen) -> WebhookHealth.healthy();
  }
}
