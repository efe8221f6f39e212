package dev.webhooks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.webhooks.model.AttemptCounts;
import dev.webhooks.model.AttemptStats;
import dev.webhooks.model.DeliveryState;
import dev.webhooks.model.HealthState;
import dev.webhooks.model.InvalidInputException;
import dev.webhooks.model.RecentAttempts;
import dev.webhooks.model.StatsQuery;
import dev.webhooks.model.StatsStep;
import dev.webhooks.model.UnwellWebhook;
import dev.webhooks.model.WaitingDeliveries;
import dev.webhooks.model.Webhook;
import dev.webhooks.model.WebhookCondition;
import dev.webhooks.model.WebhookHealth;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class WebhookStatsTest {
  private final Rig rig = new Rig();
  private final WebhookStats stats = rig.webhooks.stats();
  private TestEndpoint endpoint;
  private Webhook webhook;

  @BeforeEach
  void start() throws IOException {
    endpoint = TestEndpoint.start();
    webhook = rig.register(endpoint).webhook();
  }

  @AfterEach
  void stop() {
    rig.close();
    endpoint.close();
  }

  @Test
  void whatWasSentIsCountedAndTimed() {
    Instant begin = rig.clock.instant();
    rig.webhooks.dispatcher().start();
    for (int i = 0; i < 3; i++) {
      rig.awaitState(rig.publish(webhook), DeliveryState.DELIVERED);
    }

    AttemptStats day =
        stats.query(
            StatsQuery.builder(Rig.WORKSPACE)
                .webhookId(webhook.id())
                .between(begin.minus(Duration.ofDays(1)), begin.plusSeconds(1))
                .step(StatsStep.HOUR)
                .build());

    assertThat(day.steps()).hasSize(1);
    assertThat(day.steps().get(0).at()).isEqualTo(StatsStep.HOUR.startOf(begin));
    assertThat(day.steps().get(0).attempts()).isEqualTo(new AttemptCounts(3, 0));
    assertThat(day.p50()).isEqualTo(day.steps().get(0).p50()).isPositive();
    assertThat(day.p99()).isGreaterThanOrEqualTo(day.p50());
  }

  @Test
  void whereNothingWasSentThereIsNoLatency() {
    Instant now = rig.clock.instant();

    AttemptStats none =
        stats.query(StatsQuery.builder("other").between(now.minusSeconds(60), now).build());

    assertThat(none).isEqualTo(new AttemptStats(List.of(), null, null, null));
  }

  @Test
  void theConditionOfAWebhookSaysAllAtOnce() {
    Instant sent = rig.clock.instant();
    rig.webhooks.dispatcher().start();
    rig.awaitState(rig.publish(webhook), DeliveryState.DELIVERED);
    rig.webhooks.dispatcher().stop();
    rig.passTime(Duration.ofHours(2));
    rig.publish(webhook);
    WebhookHealth paused =
        WebhookHealth.builder().state(HealthState.PAUSED, rig.clock.instant()).window(1).build();
    rig.store.judgeHealth(Rig.WORKSPACE, webhook.id(), (former, observed) -> paused);

    Map<String, WebhookCondition> conditions =
        stats.conditions(Rig.WORKSPACE, List.of("wh_none", webhook.id()));

    assertThat(conditions.keySet()).containsExactly("wh_none", webhook.id());
    assertThat(conditions.get(webhook.id()))
        .isEqualTo(
            WebhookCondition.of(
                paused,
                new WaitingDeliveries(1, rig.clock.instant()),
                RecentAttempts.builder()
                    .lastDay(new AttemptCounts(1, 0))
                    .lastSuccessAt(sent)
                    .build()));
    WebhookCondition nothing =
        WebhookCondition.of(WebhookHealth.healthy(), WaitingDeliveries.NONE, RecentAttempts.NONE);
    assertThat(conditions.get("wh_none")).isEqualTo(nothing);
    assertThat(stats.conditions("other", List.of(webhook.id())).get(webhook.id()))
        .as("another workspace's")
        .isEqualTo(nothing);
  }

  @Test
  void theHealthOfOnesOwnWebhooksIsToldAlone() {
    WebhookHealth failing =
        WebhookHealth.builder()
            .failing(rig.clock.instant(), 3)
            .lastFailureAt(rig.clock.instant())
            .build();
    rig.store.judgeHealth(Rig.WORKSPACE, webhook.id(), (former, observed) -> failing);

    assertThat(stats.health(Rig.WORKSPACE, List.of("wh_unknown", webhook.id())))
        .containsExactly(
            Map.entry("wh_unknown", WebhookHealth.healthy()), Map.entry(webhook.id(), failing));
    assertThat(stats.health("other", List.of(webhook.id())))
        .containsExactly(Map.entry(webhook.id(), WebhookHealth.healthy()));
  }

  @Test
  void whatWaitsIsCountedForAWorkspaceAndForAll() {
    rig.publish(webhook);
    rig.publish(webhook);

    assertThat(stats.waiting(Rig.WORKSPACE))
        .isEqualTo(new WaitingDeliveries(2, rig.clock.instant()));
    assertThat(stats.waiting("other")).isEqualTo(WaitingDeliveries.NONE);
    assertThat(stats.waitingInAllWorkspaces().count()).isEqualTo(2);
  }

  @Test
  void theUnwellAreListedPageByPage() {
    Webhook other = rig.register(endpoint).webhook();
    WebhookHealth paused =
        WebhookHealth.builder().state(HealthState.PAUSED, rig.clock.instant()).window(1).build();
    for (Webhook one : List.of(webhook, other)) {
      rig.store.judgeHealth(Rig.WORKSPACE, one.id(), (former, observed) -> paused);
    }

    List<UnwellWebhook> first = stats.unwell(null, 1);
    List<UnwellWebhook> second = stats.unwell(first.get(0).webhookId(), 1);

    assertThat(first).extracting(UnwellWebhook::webhookId).containsExactly(webhook.id());
    assertThat(second).extracting(UnwellWebhook::webhookId).containsExactly(other.id());
    assertThat(stats.unwell(other.id(), 1)).isEmpty();
  }

  @Test
  void tooMuchAtOnceIsRefused() {
    List<String> many = IntStream.rangeClosed(0, 200).mapToObj(i -> "wh_" + i).toList();

    assertThatThrownBy(() -> stats.conditions(Rig.WORKSPACE, many))
        .isInstanceOf(InvalidInputException.class);
    assertThatThrownBy(() -> stats.unwell(null, 0)).isInstanceOf(InvalidInputException.class);
    assertThatThrownBy(() -> stats.unwell(null, 201)).isInstanceOf(InvalidInputException.class);
  }
}
