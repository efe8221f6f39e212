package dev.webhooks.micrometer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.webhooks.EventPublisher;
import dev.webhooks.model.Event;
import dev.webhooks.model.InvalidInputException;
import dev.webhooks.model.Webhook;
import dev.webhooks.model.WebhookSettings;
import dev.webhooks.testing.Answer;
import dev.webhooks.testing.TestWebhooks;
import dev.webhooks.testing.memory.InMemoryTransaction;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Each meter, in a run of the real library. */
class WebhookMetricsTest {
  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final TestWebhooks webhooks =
      TestWebhooks.builder()
          .settings(builder -> builder.observe(WebhookMetrics.of(registry)))
          .build();
  private final Webhook crm = webhooks.activeWebhook("acme", "order.placed");

  @Test
  void publishingIsTimedByItsTransaction() {
    publish();
    try (InMemoryTransaction transaction = webhooks.store().begin()) {
      EventPublisher joined = webhooks.webhooks().publisher().within(transaction.outbox());
      joined.publishAll(List.of(event(), event()));
      transaction.commit();
    }

    for (String transaction : List.of("own", "joined")) {
      assertThat(
              registry
                  .get("webhooks.publish")
                  .tags("transaction", transaction, "outcome", "stored")
                  .timer()
                  .count())
          .as(transaction)
          .isEqualTo(1);
    }
    assertThat(events("own")).isEqualTo(1);
    assertThat(events("joined")).isEqualTo(2);
  }

  private double events(String transaction) {
    return registry
        .get("webhooks.publish.events")
        .tag("transaction", transaction)
        .counter()
        .count();
  }

  @Test
  void anAttemptIsTimedByItsOutcomeAndWhetherItIsARetry() {
    webhooks.answer(crm).with(Answer.status(503), Answer.timeout(), Answer.status(200));
    publish();
    webhooks.advance(Duration.ofMinutes(1));

    assertThat(attempts("status", false)).isEqualTo(1);
    assertThat(attempts("timeout", true)).isEqualTo(1);
    assertThat(attempts("acknowledged", true)).isEqualTo(1);
    assertThat(ended("delivered", "acknowledged")).isEqualTo(1);
    assertThat(ended("failed", "status")).isZero();
  }

  private long attempts(String outcome, boolean retry) {
    return registry
        .get("webhooks.attempt")
        .tags("outcome", outcome, "retry", Boolean.toString(retry))
        .timer()
        .count();
  }

  private double ended(String state, String reason) {
    return registry
        .get("webhooks.delivery")
        .tags("state", state, "reason", reason)
        .counter()
        .count();
  }

  @Test
  void lagAndLatencyAreHowLateAPostIs() {
    publish();
    webhooks.clock().advance(Duration.ofSeconds(4));
    webhooks.sendDue();

    assertThat(registry.get("webhooks.delivery.lag").timer().max(TimeUnit.SECONDS)).isEqualTo(4);
    assertThat(registry.get("webhooks.latency").timer().max(TimeUnit.SECONDS)).isEqualTo(4);
  }

  @Test
  void whatIsInTheStoreIsMeasuredByTheNodeThatLooks() {
    webhooks.answer(crm).with(503);
    publish();
    webhooks.sendDue();

    assertThat(registry.get("webhooks.pending").tag("state", "waiting").gauge().value())
        .isEqualTo(1);
    assertThat(registry.get("webhooks.due.age").gauge().value()).isZero();
    assertThat(
            registry
                .get("webhooks.registered")
                .tags("status", "active", "health", "healthy")
                .gauge()
                .value())
        .isEqualTo(1);

    webhooks.clock().advance(Duration.ofMinutes(2));
    webhooks.store().takeDuty("sample", "another node", Duration.ofMinutes(1));
    webhooks.sendDue();
    for (String name : List.of("webhooks.pending", "webhooks.due.age", "webhooks.registered")) {
      assertThat(registry.find(name).meter()).as(name).isNull();
    }
  }

  @Test
  void whatIsHeldIsCountedApart() {
    publish();
    webhooks.webhooks().registry().disable("acme", crm.id());
    webhooks.sendDue();
    assertThat(registry.get("webhooks.pending").tag("state", "held").gauge().value()).isEqualTo(1);
    assertThat(registry.get("webhooks.registered").tag("status", "disabled").gauge().value())
        .isEqualTo(1);
  }

  @Test
  void aNodeSaysWhatItKnowsOfItself() {
    assertThat(registry.get("webhooks.running").gauge().value()).isZero();
    webhooks.webhooks().dispatcher().start();
    assertThat(registry.get("webhooks.running").gauge().value()).isEqualTo(1);
    assertThat(registry.get("webhooks.inflight").gauge().value()).isZero();
    assertThat(registry.get("webhooks.listener.lag").gauge().value()).isZero();
    assertThat(registry.get("webhooks.listener.dropped").functionCounter().count()).isZero();
  }

  @Test
  void changesOfHealthAndRefusalsAreCounted() {
    webhooks.answer(crm).with(500);
    publish();
    webhooks.advance(Duration.ofDays(1));
    assertThatThrownBy(
            () ->
                webhooks.activeWebhook(
                    "acme", WebhookSettings.builder().name("In").url("https://localhost/").build()))
        .isInstanceOf(InvalidInputException.class);

    assertThat(ended("failed", "status")).isEqualTo(1);
    assertThat(
            registry.get("webhooks.guard.refused").tag("where", "registration").counter().count())
        .isEqualTo(1);
    assertThat(registry.get("webhooks.guard.refused").tag("where", "connect").counter().count())
        .isZero();
    assertThat(registry.get("webhooks.fenced").counter().count()).isZero();
  }

  @Test
  void theStoreIsTimedAndWhatACallBringsIsSummedUp() {
    publish();
    webhooks.sendDue();

    for (String call : List.of("publish", "claim", "complete", "other")) {
      assertThat(
              registry
                  .get("webhooks.store")
                  .tags("call", call, "outcome", "answered")
                  .timer()
                  .count())
          .as(call)
          .isPositive();
    }
    assertThat(registry.get("webhooks.claim.size").summary().totalAmount()).isEqualTo(1);
    assertThat(registry.get("webhooks.group.size").summary().totalAmount()).isEqualTo(1);
  }

  /** Whoever registers meters under other names breaks somebody's dashboard. */
  @Test
  void theNamesAreThoseOfTheDocumentation() {
    publish();
    webhooks.sendDue();

    assertThat(names())
        .containsExactlyInAnyOrder(
            "webhooks.publish",
            "webhooks.publish.events",
            "webhooks.attempt",
            "webhooks.delivery",
            "webhooks.delivery.lag",
            "webhooks.latency",
            "webhooks.running",
            "webhooks.inflight",
            "webhooks.pending",
            "webhooks.due.age",
            "webhooks.registered",
            "webhooks.circuit",
            "webhooks.store",
            "webhooks.fenced",
            "webhooks.guard.refused",
            "webhooks.claim.size",
            "webhooks.group.size",
            "webhooks.listener.lag",
            "webhooks.listener.dropped");
  }

  /** This registry keeps the buckets of a timer as gauges, by a name that is its own. */
  private Set<String> names() {
    return registry.getMeters().stream()
        .map(meter -> meter.getId().getName())
        .filter(name -> !name.endsWith(".histogram"))
        .collect(Collectors.toSet());
  }

  private void publish() {
    webhooks.webhooks().publisher().publish(event());
  }

  private static Event event() {
    return Event.builder("order.placed").workspace("acme").data(Map.of("order", 7)).build();
  }
}
