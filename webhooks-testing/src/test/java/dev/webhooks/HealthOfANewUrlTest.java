package dev.webhooks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.webhooks.model.Event;
import dev.webhooks.model.HealthState;
import dev.webhooks.model.Webhook;
import dev.webhooks.model.WebhookHealth;
import dev.webhooks.model.WebhookStatus;
import dev.webhooks.testing.Answer;
import dev.webhooks.testing.TestWebhooks;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What was remembered of an endpoint says nothing of the one that takes its place. */
class HealthOfANewUrlTest {
  private static final String WORKSPACE = "acme";
  private static final String NEW_URL = "https://elsewhere.example.com/";

  private final TestWebhooks webhooks = TestWebhooks.create();
  private final Webhook crm = webhooks.activeWebhook(WORKSPACE);

  @Test
  void aNewUrlIsNotDisabledForTheFailuresOfTheOldOne() {
    remember(
        failingFor(Duration.ofHours(119)).toBuilder()
            .state(HealthState.PAUSED, now())
            .window(1)
            .warnedPercent(90)
            .build());

    Webhook moved = move();
    webhooks.answer(crm).with(500);
    publish();
    webhooks.advance(Duration.ofHours(2));

    assertThat(moved.status()).isEqualTo(WebhookStatus.ACTIVE);
    assertThat(webhook().status()).isEqualTo(WebhookStatus.ACTIVE);
    assertThat(health().failingSince()).isAfter(now().minus(Duration.ofHours(3)));
  }

  @Test
  void aNewUrlIsSentToAtOnceThoughTheOldOneWasPaused() {
    remember(
        failingFor(Duration.ofHours(1)).toBuilder()
            .state(HealthState.PAUSED, now())
            .blockedUntil(now().plus(Duration.ofHours(1)))
            .window(1)
            .build());

    move();
    publish();
    webhooks.sendDue();

    assertThat(webhooks.requests(crm)).hasSize(1);
    assertThat(health().failingSince()).isNull();
  }

  /** As when an attempt was under way to the old URL while the new one was asked. */
  @Test
  void whatTheOldUrlAnsweredLateIsForgottenWhenTheNewOneProvesItself() {
    webhooks.refuseHandshakes(Answer.status(500));
    move();
    remember(WebhookHealth.builder().state(HealthState.PAUSED, now()).disableReason("410").build());

    webhooks.acceptHandshakes();
    webhooks.webhooks().registry().verify(WORKSPACE, crm.id());
    webhooks.advance(Duration.ofMinutes(5));

    assertThat(webhook().status()).isEqualTo(WebhookStatus.ACTIVE);
    assertThat(health().disableReason()).isNull();
  }

  private WebhookHealth failingFor(Duration time) {
    return WebhookHealth.builder().failing(now().minus(time), 100).lastFailureAt(now()).build();
  }

  private Webhook move() {
    return webhooks.webhooks().registry().update(WORKSPACE, crm.id(), s -> s.url(NEW_URL));
  }

  private void remember(WebhookHealth health) {
    webhooks.store().judgeHealth(WORKSPACE, crm.id(), (former, observed) -> health);
  }

  private void publish() {
    webhooks
        .webhooks()
        .publisher()
        .publish(Event.builder("message.sent").workspace(WORKSPACE).data(1).build());
  }

  private Webhook webhook() {
    return webhooks.webhooks().registry().find(WORKSPACE, crm.id()).orElseThrow();
  }

  private WebhookHealth health() {
    return webhooks
        .store()
        .health(List.of(crm.id()))
        .getOrDefault(crm.id(), WebhookHealth.healthy());
  }

  private Instant now() {
    return webhooks.clock().instant();
  }
}
