package dev.webhooks.spring.boot;

import dev.webhooks.model.DeliveryOutcome;
import dev.webhooks.model.HealthChange;
import dev.webhooks.model.Webhook;
import dev.webhooks.model.WebhookStatus;
import dev.webhooks.policy.WebhookListener;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Several listeners: one that fails keeps nothing from the others. */
final class Listeners implements WebhookListener {
  private static final Logger log = LoggerFactory.getLogger(WebhookListener.class);

  private final List<WebhookListener> listeners;

  Listeners(List<WebhookListener> listeners) {
    this.listeners = List.copyOf(listeners);
  }

  @Override
  public void onOutcome(DeliveryOutcome outcome) {
    tell(listener -> listener.onOutcome(outcome));
  }

  @Override
  public void onStatusChange(Webhook webhook, @Nullable WebhookStatus before) {
    tell(listener -> listener.onStatusChange(webhook, before));
  }

  @Override
  public void onHealthChange(HealthChange change) {
    tell(listener -> listener.onHealthChange(change));
  }

  private void tell(Consumer<WebhookListener> news) {
    for (WebhookListener listener : listeners) {
      try {
        news.accept(listener);
      } catch (RuntimeException | Error e) {
        log.error("A listener failed: {}", listener.getClass().getName(), e);
      }
    }
  }
}
