package dev.webhooks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.webhooks.model.Delivery;
import dev.webhooks.model.DeliveryQuery;
import dev.webhooks.model.DeliveryState;
import dev.webhooks.model.HealthChange;
import dev.webhooks.model.HealthState;
import dev.webhooks.model.Webhook;
import dev.webhooks.model.WebhookHealth;
import dev.webhooks.model.WebhookStatus;
import dev.webhooks.policy.HealthPolicy;
import dev.webhooks.policy.WebhookListener;
import dev.webhooks.spi.SecretCipher;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a node that sends by itself does with webhooks that are not well. */
class HealthOfNodesTest {
  private TestEndpoint endpoint;
  private final Rig rig =
      new Rig(
          settings ->
              settings
                  .maxInFlight(1)
                  .health(HealthPolicy.builder().pauseAfter(2, Duration.ZERO).build()));
  private Webhook webhook;

  @BeforeEach
  void start() throws Exception {
    endpoint = TestEndpoint.start();
    webhook = rig.register(endpoint).webhook();
  }

  @AfterEach
  void close() throws Exception {
    rig.close();
    endpoint.close();
  }

  /** Guarantee L: they keep their attempts, and are due when the pause is over. */
  @Test
  void whatWaitsHereForAPausedWebhookGoesBackUnsent() {
    endpoint.onEvent(request -> TestEndpoint.status(500));
    for (int i = 0; i < 20; i++) {
      rig.publishToAll();
    }

    rig.webhooks.dispatcher().start();

    await().until(() -> state() == HealthState.PAUSED);
    await().until(() -> rig.webhooks.dispatcher().inFlight() == 0);
    assertThat(endpoint.events()).as("claimed were four, at first").hasSizeLessThan(8);
    assertThat(deliveries())
        .hasSize(20)
        .allSatisfy(
            delivery -> {
              assertThat(delivery.state()).isEqualTo(DeliveryState.PENDING);
              assertThat(delivery.attempts()).isLessThanOrEqualTo(1);
            });

    endpoint.onEvent(request -> TestEndpoint.status(200));
    await()
        .atMost(Duration.ofSeconds(30))
        .until(
            () -> {
              rig.passTime(Duration.ofMinutes(1));
              return deliveries().stream().allMatch(d -> d.state() == DeliveryState.DELIVERED);
            });
    await().until(() -> state() == HealthState.HEALTHY);
  }

  /** Guarantee L: it is the former URL that is gone, though its answer comes after the change. */
  @Test
  void whatAFormerUrlAnswersLateDisablesNothing() throws Exception {
    try (TestEndpoint next = TestEndpoint.start()) {
      endpoint.onEvent(
          request -> {
            rig.webhooks.registry().update(Rig.WORKSPACE, webhook.id(), s -> s.url(next.url()));
            return TestEndpoint.status(410);
          });
      rig.webhooks.dispatcher().start();
      String late = rig.publish(webhook);
      rig.awaitAttempts(late, 1);

      rig.awaitState(rig.publish(webhook), DeliveryState.DELIVERED);

      assertThat(rig.detail(late).attempts().get(0).httpStatus()).isEqualTo(410);
      Webhook moved = rig.webhooks.registry().find(Rig.WORKSPACE, webhook.id()).orElseThrow();
      assertThat(moved.status()).isEqualTo(WebhookStatus.ACTIVE);
      assertThat(rig.store.health(List.of(webhook.id()))).isEmpty();
      assertThat(next.events()).isNotEmpty();
    }
  }

  /** A circuit that another node opened: nothing that is published here goes by the store. */
  @Test
  void whatAnotherNodePausedIsNotSentToFromHere() {
    rig.webhooks.dispatcher().start();
    rig.awaitState(rig.publish(webhook), DeliveryState.DELIVERED);

    rig.store.judgeHealth(
        Rig.WORKSPACE,
        webhook.id(),
        (former, observed) ->
            WebhookHealth.builder()
                .state(HealthState.PAUSED, rig.clock.instant())
                .blockedUntil(rig.clock.instant().plusSeconds(30))
                .window(1)
                .build());

    await()
        .atMost(Duration.ofSeconds(3))
        .until(
            () -> {
              String published = rig.publish(webhook);
              return rig.delivery(published).nextAttemptAt() != null; // it was left to claims
            });
    await().until(() -> rig.webhooks.dispatcher().inFlight() == 0); // what was handed over before
    int sent = endpoint.events().size();
    for (int i = 0; i < 10; i++) {
      String published = rig.publish(webhook);
      assertThat(rig.delivery(published).attempts()).isZero();
    }
    assertThat(rig.webhooks.dispatcher().inFlight()).isZero();
    assertThat(endpoint.events()).hasSize(sent);
  }

  @Test
  void orderedAndLimitedWebhooksAreClaimedAlways() {
    rig.webhooks.registry().update(Rig.WORKSPACE, webhook.id(), s -> s.ordered(true));
    Webhook limited =
        rig.register(endpoint, settings -> settings.name("limited").rateLimit(5)).webhook();
    rig.webhooks.dispatcher().start();

    for (int i = 0; i < 5; i++) {
      rig.publishToAll();
    }

    await()
        .until(
            () -> {
              rig.passTime(Duration.ofSeconds(1));
              return deliveries().stream().allMatch(d -> d.state() == DeliveryState.DELIVERED);
            });
    assertThat(deliveries()).hasSize(10);
    assertThat(limited.settings().rateLimit()).isEqualTo(5);
  }

  /** Whoever asked for it may be on a node that sends nothing. */
  @Test
  void aNodeThatDoesNotSendTellsWhatEnablingMakesOfHealth() {
    List<HealthState> told = new CopyOnWriteArrayList<>();
    WebhookListener listener =
        new WebhookListener() {
          @Override
          public void onHealthChange(HealthChange change) {
            told.add(change.after().state());
          }
        };
    try (Webhooks other =
        rig.webhooks(SecretCipher.unprotected(), settings -> settings.listener(listener))) {
      other.registry().disable(Rig.WORKSPACE, webhook.id());
      rig.publishToAll();
      other.registry().enable(Rig.WORKSPACE, webhook.id());
    }

    assertThat(told).containsExactly(HealthState.RECOVERING);
  }

  private HealthState state() {
    return rig.store
        .health(List.of(webhook.id()))
        .getOrDefault(webhook.id(), WebhookHealth.healthy())
        .state();
  }

  private List<Delivery> deliveries() {
    return rig.webhooks
        .deliveryLog()
        .query(DeliveryQuery.builder(Rig.WORKSPACE).limit(200).build())
        .deliveries();
  }
}
