package dev.webhooks.policy;

import dev.webhooks.model.DeliveryOutcome;
import dev.webhooks.model.HealthChange;
import dev.webhooks.model.Webhook;
import dev.webhooks.model.WebhookStatus;
import org.jspecify.annotations.Nullable;

/**
 * Told what happens, for metrics and notifications. Called after the fact is stored, on the node
 * that made it so: not called for what other nodes do, and not at all if this node dies in between.
 *
 * <p>Outcomes, the changes of health that they bring, and webhooks that the library disables are
 * told on a thread of the library's own, one after the other; what a call of the host's makes of a
 * webhook's status or health, on the thread that calls. So implementations must be thread safe. A
 * slow one slows no delivery down: 10,000 outcomes wait for it, and more are dropped and counted
 * ({@code Dispatcher.droppedOutcomes}). No change is dropped; but while more than 1,000 changes of
 * health wait for it, those of one webhook are told as one, from how it was before the first to how
 * it is after the last. What it throws is logged and changes nothing.
 */
public interface WebhookListener {

  /**
   * An attempt ended, or a delivery was cancelled with its webhook, or parked because it could not
   * be sent.
   */
  default void onOutcome(DeliveryOutcome outcome) {}

  /**
   * A webhook was registered, or its status changed.
   *
   * @param webhook as it is now
   * @param before its former status, null for a new webhook
   */
  default void onStatusChange(Webhook webhook, @Nullable WebhookStatus before) {}

  /**
   * A webhook's endpoint is in another state, or the webhook has come so far on its way to being
   * disabled that its owner should know: {@link HealthChange#isStateChange}, {@link
   * HealthChange#isWarning}, or both.
   */
  default void onHealthChange(HealthChange change) {}

  /** Hears nothing. */
  static WebhookListener none() {
    return NoListener.NONE;
  }
}
