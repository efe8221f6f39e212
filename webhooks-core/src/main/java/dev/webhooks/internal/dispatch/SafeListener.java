package dev.webhooks.internal.dispatch;

import dev.webhooks.internal.log.LineLimit;
import dev.webhooks.internal.log.LineLimits;
import dev.webhooks.internal.log.LogContext;
import dev.webhooks.internal.log.LogReason;
import dev.webhooks.internal.log.SafeLog;
import dev.webhooks.model.DeliveryOutcome;
import dev.webhooks.model.DeliveryReference;
import dev.webhooks.model.HealthChange;
import dev.webhooks.model.Webhook;
import dev.webhooks.model.WebhookHealth;
import dev.webhooks.model.WebhookStatus;
import dev.webhooks.policy.WebhookListener;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes the log lines, few a minute of a webhook whose endpoint changes all the time, then tells
 * the host's listener, whose failures, of whatever kind, stay its own. It begins without one: the
 * listener may need a part of the library that needs a listener.
 */
public final class SafeListener implements WebhookListener {
  private static final Logger log = LoggerFactory.getLogger(WebhookListener.class);

  private static final int HEALTH_LINES = 6;

  private final LineLimit failures = new LineLimit(System::nanoTime);
  private final LineLimits health = new LineLimits(System::nanoTime, HEALTH_LINES);
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
    DeliveryReference delivery = outcome.delivery();
    LogContext.during(
        delivery.workspace(), delivery.webhookId(), delivery.id(), () -> tell(outcome, delivery));
  }

  private void tell(DeliveryOutcome outcome, DeliveryReference delivery) {
    try {
      log.debug(
          "Delivery {} of {} to webhook {} is {}{}",
          delivery.id(),
          delivery.eventType(),
          delivery.webhookId(),
          outcome.state(),
          outcome.error() == null ? "" : ": " + outcome.error());
      listener.onOutcome(outcome);
    } catch (Throwable e) {
      failed("the outcome of delivery " + delivery.id(), e);
    }
  }

  @Override
  public void onStatusChange(Webhook webhook, @Nullable WebhookStatus before) {
    LogContext.during(webhook.workspace(), webhook.id(), () -> tell(webhook, before));
  }

  private void tell(Webhook webhook, @Nullable WebhookStatus before) {
    try {
      log.info(
          "Webhook {} of workspace {} is {}{}",
          webhook.id(),
          webhook.workspace(),
          webhook.status(),
          webhook.statusReason() == null ? "" : ": " + webhook.statusReason());
      listener.onStatusChange(webhook, before);
    } catch (Throwable e) {
      failed("the status of webhook " + webhook.id(), e);
    }
  }

  @Override
  public void onHealthChange(HealthChange change) {
    LogContext.during(change.workspace(), change.webhookId(), () -> tell(change));
  }

  private void tell(HealthChange change) {
    LineLimit lines = health.of(change.webhookId());
    try {
      if (change.isWarning() || lines.admits()) {
        write(change, lines.leftOut());
      }
      listener.onHealthChange(change);
    } catch (Throwable e) {
      failed("the health of webhook " + change.webhookId(), e);
    }
  }

  private static void write(HealthChange change, String leftOut) {
    WebhookHealth now = change.after();
    log.info(
        "The endpoint of webhook {} of workspace {} is {}{}{}{}",
        change.webhookId(),
        change.workspace(),
        now.state(),
        now.blockedUntil() == null ? "" : " until " + now.blockedUntil(),
        change.isWarning()
            ? ", and "
                + now.warnedPercent()
                + " % of the way to being disabled: it has done nothing but fail since "
                + now.failingSince()
            : "",
        leftOut);
  }

  /** One that always fails would else write a line for each delivery. */
  private void failed(String at, Throwable cause) {
    if (failures.admits()) {
      SafeLog.line(
          () ->
              log.warn(
                  "The webhook listener failed at {}: {}{}",
                  at,
                  LogReason.of(cause),
                  failures.leftOut()));
    }
    SafeLog.line(() -> log.debug("The webhook listener failed", cause));
  }
}
