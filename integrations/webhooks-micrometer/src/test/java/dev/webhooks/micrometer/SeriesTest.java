package dev.webhooks.micrometer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.webhooks.model.Attempt;
import dev.webhooks.model.DeliveryReference;
import dev.webhooks.model.DeliveryState;
import dev.webhooks.model.Event;
import dev.webhooks.model.HealthChange;
import dev.webhooks.model.HealthState;
import dev.webhooks.model.PublishedEvent;
import dev.webhooks.model.Webhook;
import dev.webhooks.model.WebhookHealth;
import dev.webhooks.model.WebhookSettings;
import dev.webhooks.model.WebhookStatus;
import dev.webhooks.observe.AttemptEnd;
import dev.webhooks.observe.AttemptStart;
import dev.webhooks.observe.DeliveryEnd;
import dev.webhooks.observe.GuardStage;
import dev.webhooks.observe.PublishStart;
import dev.webhooks.policy.FailureKind;
import dev.webhooks.spi.Store;
import dev.webhooks.spi.StoredWebhook;
import dev.webhooks.testing.TestWebhooks;
import io.micrometer.core.instrument.Tag;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.lang.reflect.Method;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Guarantee B: what a scrape brings is bounded, whatever happens and however many webhooks are. */
class SeriesTest {
  private static final int MOST = 150;
  private static final int WEBHOOKS = 10_000;
  private static final int WORKSPACES = 500;
  private static final int EVENTS = 30;

  /** Each has a handful of values. */
  private static final List<String> TAGS =
      List.of(
          "call",
          "change",
          "health",
          "outcome",
          "reason",
          "retry",
          "state",
          "status",
          "transaction",
          "where");

  private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");

  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);

  /** Of ten thousand webhooks, some of which are sent to, and all that can become of anything. */
  @Test
  void tenThousandWebhooksMakeAtMostAHundredAndFiftySeries() {
    WebhookMetrics metrics = WebhookMetrics.of(registry);
    TestWebhooks webhooks =
        TestWebhooks.builder().settings(builder -> builder.observe(metrics)).build();
    for (int i = 0; i < EVENTS; i++) {
      webhooks.answer(webhooks.activeWebhook(workspace(i))).with(i % 2 == 0 ? 503 : 200, 200);
    }
    for (int i = EVENTS; i < WEBHOOKS; i++) {
      webhooks.store().insert(new StoredWebhook(webhook(i), new byte[0]), WEBHOOKS);
    }
    for (int i = 0; i < EVENTS; i++) {
      webhooks
          .webhooks()
          .publisher()
          .publish(
              Event.builder("order.placed")
                  .workspace(workspace(i))
                  .data(Map.of("order", i))
                  .build());
    }
    webhooks.advance(Duration.ofMinutes(1));
    everythingThatCanBeTold(metrics);

    assertThat(series()).hasSizeLessThanOrEqualTo(MOST);
    assertThat(registry.get("webhooks.registered").tag("health", "healthy").gauge().value())
        .isEqualTo(WEBHOOKS);
    assertThat(registry.getMeters())
        .flatExtracting(meter -> meter.getId().getTags())
        .extracting(Tag::getKey)
        .containsOnlyElementsOf(TAGS);
    assertThat(registry.scrape()).doesNotContain("workspace-", "example.com", "s3cret", "_1\"");
  }

  private static String workspace(int number) {
    return "workspace-" + number % WORKSPACES;
  }

  private static Webhook webhook(int number) {
    return Webhook.stored(
            "wh_" + number,
            workspace(number),
            WebhookSettings.stored().name("CRM").url("https://crm.example.com/" + number).build(),
            NOON)
        .status(WebhookStatus.ACTIVE, null)
        .key("k7Qz", null)
        .verifiedAt(NOON)
        .version(1)
        .build();
  }

  private List<String> series() {
    return registry.scrape().lines().filter(line -> !line.startsWith("#")).toList();
  }

  private static void everythingThatCanBeTold(WebhookMetrics metrics) {
    DeliveryReference delivery =
        DeliveryReference.builder("dlv_1")
            .event("evt_1", "order.placed")
            .workspace("workspace-1")
            .webhookId("wh_1")
            .createdAt(NOON)
            .build();
    for (int number = 1; number <= 2; number++) {
      AttemptStart start =
          AttemptStart.builder(delivery, number, "https://crm.example.com/in?secret=s3cret")
              .lag(Duration.ofSeconds(1))
              .latency(Duration.ofSeconds(1))
              .build();
      Attempt attempt = Attempt.builder(number, NOON, Duration.ofSeconds(1)).build();
      Stream.concat(Stream.ofNullable(null), Stream.of(FailureKind.values()))
          .forEach(
              failure ->
                  metrics
                      .attempting(start)
                      .ended(new AttemptEnd(attempt, failure, DeliveryState.PENDING)));
      metrics.attempting(start).ended(new AttemptEnd(attempt, null, DeliveryState.DELIVERED));
      metrics.attempting(start).abandoned();
    }
    for (boolean joined : new boolean[] {true, false}) {
      PublishStart start = new PublishStart(1, joined);
      metrics.publishing(start).stored(List.of(PublishedEvent.stored("evt_1", 1, NOON)));
      metrics.publishing(start).failed(new IllegalStateException("dlv_1"));
    }
    for (Method method : Store.class.getMethods()) {
      metrics.storeCalled(method.getName(), true, Duration.ofMillis(1));
      metrics.storeCalled(method.getName(), false, Duration.ofMillis(1));
    }
    for (DeliveryEnd.Reason reason : DeliveryEnd.Reason.values()) {
      metrics.ended(new DeliveryEnd(DeliveryState.FAILED, reason));
    }
    for (GuardStage stage : GuardStage.values()) {
      metrics.refused(stage);
    }
    for (HealthState state : HealthState.values()) {
      WebhookHealth now = WebhookHealth.healthy().toBuilder().state(state, NOON).build();
      metrics.healthChanged(new HealthChange("w", "wh", WebhookHealth.healthy(), now));
    }
    metrics.fenced(1);
  }
}
