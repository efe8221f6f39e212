package dev.webhooks;

import static dev.webhooks.Rig.WORKSPACE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.webhooks.model.Attempt;
import dev.webhooks.model.DeliveryState;
import dev.webhooks.model.Webhook;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import mockwebserver3.MockResponse;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Guarantees L and W: a webhook is deleted while one of its POSTs is out. */
class DeletedWhileSendingTest {
  private final CountDownLatch deleted = new CountDownLatch(1);
  private TestEndpoint endpoint;

  @BeforeEach
  void start() throws IOException {
    endpoint = TestEndpoint.start();
  }

  @AfterEach
  void stop() {
    endpoint.close();
  }

  @ParameterizedTest
  @ValueSource(ints = {200, 500})
  void theAttemptIsInTheLogOfTheCancelledDelivery(int status) {
    endpoint.onEvent(request -> afterTheDeletion(status));
    try (Rig rig = new Rig()) {
      String delivery = deleteWhileSending(rig);
      deleted.countDown();
      rig.awaitAttempts(delivery, 1);

      assertThat(attempts(rig, delivery))
          .singleElement()
          .extracting(Attempt::httpStatus)
          .isEqualTo(status);
      assertCancelledForGood(rig, delivery);
    }
  }

  @Test
  void soIsOneThatGetsNoAnswer() {
    endpoint.onEvent(request -> afterTheDeletion(200));
    try (Rig rig = new Rig(settings -> settings.timeout(Duration.ofMillis(400)))) {
      String delivery = deleteWhileSending(rig);
      rig.awaitAttempts(delivery, 1);

      assertThat(attempts(rig, delivery))
          .singleElement()
          .satisfies(
              attempt -> {
                assertThat(attempt.httpStatus()).isNull();
                assertThat(attempt.error()).isNotNull();
              });
      assertCancelledForGood(rig, delivery);
    } finally {
      deleted.countDown();
    }
  }

  private String deleteWhileSending(Rig rig) {
    rig.webhooks.dispatcher().start();
    Webhook webhook = rig.register(endpoint).webhook();
    String delivery = rig.publish(webhook);
    await().until(() -> endpoint.events().size() == 1);
    rig.webhooks.registry().delete(WORKSPACE, webhook.id());
    assertThat(rig.delivery(delivery).state()).isEqualTo(DeliveryState.CANCELLED);
    return delivery;
  }

  private void assertCancelledForGood(Rig rig, String delivery) {
    rig.passTime(Duration.ofDays(1));
    await().until(() -> rig.webhooks.dispatcher().inFlight() == 0);
    assertThat(rig.delivery(delivery).state()).isEqualTo(DeliveryState.CANCELLED);
    assertThat(endpoint.events()).hasSize(1);
    assertThat(rig.outcomes).isEmpty();
  }

  private static List<Attempt> attempts(Rig rig, String delivery) {
    return rig.detail(delivery).attempts();
  }

  private MockResponse afterTheDeletion(int status) {
    try {
      deleted.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return TestEndpoint.status(status);
  }
}
