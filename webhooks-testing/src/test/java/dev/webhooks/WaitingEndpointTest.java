package dev.webhooks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import dev.webhooks.model.Attempt;
import dev.webhooks.model.DeliveryOutcome;
import dev.webhooks.model.DeliveryState;
import dev.webhooks.model.HealthState;
import dev.webhooks.model.Webhook;
import dev.webhooks.model.WebhookHealth;
import dev.webhooks.spi.EventBatch;
import dev.webhooks.spi.NewEvent;
import dev.webhooks.spi.NewEvent.NewDelivery;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import mockwebserver3.MockResponse;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What an answer on the wire comes to in the log, and what a request says of its event. */
class WaitingEndpointTest {
  private TestEndpoint endpoint;
  private final Rig rig = new Rig();
  private Webhook webhook;

  @BeforeEach
  void start() throws Exception {
    endpoint = TestEndpoint.start();
    webhook = rig.register(endpoint).webhook();
    rig.webhooks.dispatcher().start();
  }

  @AfterEach
  void close() throws Exception {
    rig.close();
    endpoint.close();
  }

  /** By the endpoint's own clock, which is years behind. */
  @Test
  void aDateIsCountedFromTheAnswersOwn() {
    endpoint.onEvent(
        request ->
            new MockResponse.Builder()
                .code(503)
                .addHeader("Date", "Sun, 06 Nov 1994 08:49:00 GMT")
                .addHeader("Retry-After", "Sun, 06 Nov 1994 08:50:30 GMT")
                .build());

    rig.publish(webhook);

    await().until(() -> !rig.outcomes.isEmpty());
    assertThat(rig.outcomes)
        .singleElement()
        .extracting(DeliveryOutcome::retryIn)
        .isEqualTo(Duration.ofSeconds(90));
  }

  /** Its owner's switching it off and on does not end the wait. */
  @Test
  void anEndpointThatAskedToWaitIsWaitedForWhateverItsOwnerDoes() {
    endpoint.onEvent(
        request -> new MockResponse.Builder().code(429).addHeader("Retry-After", "600").build());
    rig.publish(webhook);
    await().until(() -> !rig.outcomes.isEmpty());
    WebhookHealth asked = rig.store.health(List.of(webhook.id())).get(webhook.id());

    rig.webhooks.registry().disable(Rig.WORKSPACE, webhook.id());
    rig.webhooks.registry().enable(Rig.WORKSPACE, webhook.id());

    assertThat(rig.store.health(List.of(webhook.id()))).containsEntry(webhook.id(), asked);
    assertThat(asked.state()).isEqualTo(HealthState.THROTTLED);
  }

  @Test
  void theLogSaysWhetherAnAnswerWentOn() {
    endpoint.onEvent(
        request -> new MockResponse.Builder().code(200).body("x".repeat(5_000)).build());
    String longer = rig.publish(webhook);
    rig.awaitState(longer, DeliveryState.DELIVERED);
    endpoint.onEvent(request -> new MockResponse.Builder().code(200).body("x").build());
    String shorter = rig.publish(webhook);
    rig.awaitState(shorter, DeliveryState.DELIVERED);

    assertThat(rig.detail(longer).attempts()).extracting(Attempt::truncated).containsExactly(true);
    assertThat(rig.detail(shorter).attempts())
        .extracting(Attempt::truncated)
        .containsExactly(false);
  }

  @Test
  void aTestEventSaysSo() {
    append("evt_test", "dlv_test", true);
    append("evt_real", "dlv_real", false);
    rig.webhooks.dispatcher().wakeUp();
    rig.awaitState("dlv_test", DeliveryState.DELIVERED);
    rig.awaitState("dlv_real", DeliveryState.DELIVERED);

    assertThat(endpoint.events())
        .extracting(r -> r.header("X-DMtoLead-Delivery"), r -> r.headers().get("X-DMtoLead-Test"))
        .containsExactlyInAnyOrder(tuple("dlv_test", "true"), tuple("dlv_real", null));
  }

  private void append(String event, String delivery, boolean test) {
    rig.store.append(
        new EventBatch(
            List.of(
                NewEvent.builder(event)
                    .workspace(Rig.WORKSPACE)
                    .type("message.sent")
                    .body("{}".getBytes(StandardCharsets.UTF_8))
                    .deliveries(List.of(new NewDelivery(delivery, webhook.id())))
                    .test(test)
                    .build()),
            Map.of(),
            Duration.ZERO));
  }
}
