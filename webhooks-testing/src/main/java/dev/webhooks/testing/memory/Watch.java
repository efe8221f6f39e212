package dev.webhooks.testing.memory;

import dev.webhooks.model.HealthState;
import dev.webhooks.model.StoreSample;
import dev.webhooks.model.Webhook;
import dev.webhooks.model.WebhookStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Predicate;

/** Looks at the whole of the store, and knows which node has which duty. Not thread safe. */
final class Watch {
  private final WebhookTable webhooks;
  private final DeliveryTable deliveries;
  private final Map<String, Lease> duties = new HashMap<>();

  private record Lease(String node, Instant end) {}

  Watch(WebhookTable webhooks, DeliveryTable deliveries) {
    this.webhooks = webhooks;
    this.deliveries = deliveries;
  }

  boolean takeDuty(String duty, String node, Duration lease, Instant now) {
    Lease before = duties.get(duty);
    if (before != null && !before.node().equals(node) && before.end().isAfter(now)) {
      return false;
    }
    duties.put(duty, new Lease(node, now.plus(lease)));
    return true;
  }

  void releaseDuty(String duty, String node) {
    Lease lease = duties.get(duty);
    if (lease != null && lease.node().equals(node)) {
      duties.remove(duty);
    }
  }

  StoreSample sample(Instant now) {
    Map<HealthState, Integer> active = new EnumMap<>(HealthState.class);
    Map<WebhookStatus, Integer> inactive = new EnumMap<>(WebhookStatus.class);
    for (Webhook webhook : webhooks.all()) {
      if (webhook.status() == WebhookStatus.ACTIVE) {
        active.merge(deliveries.health().of(webhook.id()).state(), 1, Integer::sum);
      } else {
        inactive.merge(webhook.status(), 1, Integer::sum);
      }
    }
    return StoreSample.builder()
        .waiting(count(row -> !isHeld(row)))
        .held(count(this::isHeld))
        .overdue(deliveries.overdue(now))
        .webhooks(active, inactive)
        .build();
  }

  private int count(Predicate<Row> wanted) {
    return (int)
        deliveries.log().all().stream()
            .filter(row -> !row.state.isFinal())
            .filter(wanted)
            .limit(StoreSample.MAX_COUNT)
            .count();
  }

  private boolean isHeld(Row row) {
    return webhooks.settingsOf(row.webhookId) != null && !webhooks.isActive(row.webhookId);
  }
}
