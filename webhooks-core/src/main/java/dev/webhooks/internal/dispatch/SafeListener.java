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
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes the log lines, few a minute of a webhook whose endpoint changes all the time, then tells
 * the host's listeners, in their order. What one throws, of whatever kind, stays its own. It begins
 * without any: a listener may need a part of the library that needs a listener.
 */
public final class SafeListener implements WebhookListener {
  private static final Logger log = LoggerFactory.getLogger(WebhookListener.class);

  private static final int HEALTH_LINES = 6;

  /** A listener that always fails would else write a line for each delivery. */
  private final LineLimits failures = new LineLimits(System::nanoTime, 1);

  private final LineLimits health = new LineLimits(System::nanoTime, HEALTH_LINES);
  private volatile List<WebhookListener> listeners = List.of();

  /** From now on it is these that are told. */
  public void tell(List<WebhookListener> listeners) {
    this.listeners = List.copyOf(listeners);
  }

  /** Whether there is anybody to tell, or a log to write. */
  boolean isListening() {
    return !listeners.isEmpty() || log.isDebugEnabled();
  }

  @Override
  public void onOutcome(DeliveryOutcome outcome) {
    DeliveryReference delivery = outcome.delivery();
    LogContext.during(
        delivery.workspace(), delivery.webhookId(), delivery.id(), () -> tell(outcome, delivery));
  }

  private void tell(DeliveryOutcome outcome, DeliveryReference delivery) {
    SafeLog.line(
        () ->
            log.debug(
                "Delivery {} of {} to webhook {} is {}{}",
                delivery.id(),
                delivery.eventType(),
                delivery.webhookId(),
                outcome.state(),
                outcome.error() == null ? "" : ": " + outcome.error()));
    tellAll(
        listener -> listener.onOutcome(outcome), () -> "the outcome of delivery " + delivery.id());
  }

  @Override
  public void onStatusChange(Webhook webhook, @Nullable WebhookStatus before) {
    LogContext.during(webhook.workspace(), webhook.id(), () -> tell(webhook, before));
  }

  private void tell(Webhook webhook, @Nullable WebhookStatus before) {
    SafeLog.line(
        () ->
            log.info(
                "Webhook {} of workspace {} is {}{}",
                webhook.id(),
                webhook.workspace(),
                webhook.status(),
                webhook.statusReason() == null ? "" : ": " + webhook.statusReason()));
    tellAll(
        listener -> listener.onStatusChange(webhook, before),
        () -> "the status of webhook " + webhook.id());
  }

  @Override
  public void onHealthChange(HealthChange change) {
    LogContext.during(change.workspace(), change.webhookId(), () -> tell(change));
  }

  private void tell(HealthChange change) {
    LineLimit lines = health.of(change.webhookId());
    if (change.isWarning() || lines.admits()) {
      SafeLog.line(() -> write(change, lines.leftOut()));
    }
    tellAll(
        listener -> listener.onHealthChange(change),
        () -> "the health of webhook " + change.webhookId());
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

  private void tellAll(Consumer<WebhookListener> news, Supplier<String> at) {
    for (WebhookListener listener : listeners) {
      try {
        news.accept(listener);
      } catch (Throwable e) {
        SafeLog.line(() -> failed(listener.getClass().getName(), at.get(), e));
      }
    }
  }

  private void failed(String listener, String at, Throwable cause) {
    LineLimit lines = failures.of(listener);
    if (lines.admits()) {
      log.warn(
          "The webhook listener {} failed at {}: {}{}",
          listener,
          at,
          LogReason.of(cause),
          lines.leftOut());
    }
    log.debug("The webhook listener failed", cause);
  }
}
