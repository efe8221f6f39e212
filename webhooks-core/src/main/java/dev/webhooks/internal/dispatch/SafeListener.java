package dev.webhooks.internal.dispatch;

import dev.webhooks.internal.log.LogReason;
import dev.webhooks.model.DeliveryOutcome;
import dev.webhooks.model.Webhook;
import dev.webhooks.model.WebhookStatus;
import dev.webhooks.policy.WebhookListener;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes the log lines, then tells the host's listener, whose failures, of whatever kind, stay its
 * own. It begins without one: the listener may need a part of the library that needs a listener.
 */
public final class SafeListener implements WebhookListener {
  private static final Logger log = LoggerFactory.getLogger(WebhookListener.class);

  private volatile WebhookListener listener = WebhookListener.none();

  /** From now on it is this one that is told. */
  public void tell(WebhookListener listener) {
    this.listener = listener;
  }

  /** Whether there is anybody to tell, or a log to write. */
  boolean isListening() {
    return listener != WebhookListener.none() || log.isDebugEnabled();
  }

  @Override
  public void onOutcome(DeliveryOutcome outcome) {
    log.debug(
        "Delivery {} of {} to webhook {} is {}{}",
        outcome.delivery().id(),
        outcome.delivery().eventType(),
        outcome.delivery().webhookId(),
        outcome.state(),
        outcome.error() == null ? "" : ": " + outcome.error());
    try {
      listener.onOutcome(outcome);
    } catch (Throwable e) {
      log.warn(
          "The webhook listener failed at the outcome of delivery {}: {}",
          outcome.delivery().id(),
          LogReason.of(e));
      log.debug("The webhook listener failed", e);
    }
  }

  @Override
  public void onStatusChange(Webhook webhook, @Nullable WebhookStatus before) {
    log.info(
        "Webhook {} of workspace {} is {}{}",
        webhook.id(),
        webhook.workspace(),
        webhook.status(),
        webhook.statusReason() == null ? "" : ": " + webhook.statusReason());
    try {
      listener.onStatusChange(webhook, before);
    } catch (Throwable e) {
      log.warn(
          "The webhook listener failed at the status of webhook {}: {}",
          webhook.id(),
          LogReason.of(e));
      log.debug("The webhook listener failed", e);
    }
  }
}
