package dev.webhooks;

import static dev.webhooks.Rig.WORKSPACE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.awaitility.Awaitility.await;

import dev.webhooks.model.Attempt;
import dev.webhooks.model.DeliveryDetail;
import dev.webhooks.model.DeliveryOutcome;
import dev.webhooks.model.DeliveryState;
import dev.webhooks.model.Event;
import dev.webhooks.model.RegisteredWebhook;
import dev.webhooks.model.Webhook;
import dev.webhooks.policy.RetryPolicy;
import dev.webhooks.policy.UrlPolicy;
import dev.webhooks.policy.WebhookListener;
import dev.webhooks.signing.SignatureVerifier;
import dev.webhooks.spi.ClaimRequest;
import dev.webhooks.spi.SecretCipher;
import dev.webhooks.testing.memory.InMemoryStore;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DispatcherTest {
  private TestEndpoint endpoint;

  @BeforeEach
  void start() throws IOException {
    endpoint = TestEndpoint.start();
  }

  @AfterEach
  void stop() {
    endpoint.close();
  }

  /** A retry that is due before the dispatcher would look again does not wait for that look. */
  @Test
  void aRetryAfterLessThanThePollIntervalLeavesInTime() throws Exception {
    try (TestEndpoint endpoint = TestEndpoint.start();
        Webhooks webhooks =
            Webhooks.builder(InMemoryStore.create(), SecretCipher.unprotected())
                .brand("DMtoLead")
                .urlPolicy(UrlPolicy.allowingLocal())
                .pollInterval(Duration.ofHours(1))
                .retryPolicy(RetryPolicy.fixed(Duration.ofMillis(100), 3))
                .build()) {
      endpoint.onEvent(request -> TestEndpoint.status(500));
      webhooks.dispatcher().start();
      Rig.register(webhooks, endpoint.url(), request -> {});

      webhooks
          .publisher()
          .publish(Event.builder("message.sent").workspace(Rig.WORKSPACE).data("Yes!").build());

      await().until(() -> endpoint.events().size() == 3);
    }
  }

  @Test
  void aPublishedEventArrivesSignedWithTheHeadersOfTheWireContract() {
    try (Rig rig = running()) {
      RegisteredWebhook registered = rig.register(endpoint);
      String delivery = rig.publish(registered.webhook());
      rig.awaitState(delivery, DeliveryState.DELIVERED);

      TestEndpoint.Received request = endpoint.events().get(0);
      assertThat(request.text())
          .isEqualTo(
              "{\"event\":\"message.sent\",\"timestamp\":\"2026-05-13T19:24:02.310Z\",\"data\":{\"text\":\"Yes!\"}}");
      assertThat(request.header("content-type")).isEqualTo("application/json");
      assertThat(request.header("X-DMtoLead-Event")).isEqualTo("message.sent");
      assertThat(request.header("X-DMtoLead-Delivery")).isEqualTo(delivery);
      assertThat(request.header("X-DMtoLead-Attempt")).isEqualTo("1");
      String signature = request.header("X-DMtoLead-Signature");
      assertThat(signature).matches("[0-9a-f]{64}");
      assertThat(
              SignatureVerifier.of(registered.apiKey().signingKey())
                  .verify(request.body(), signature)
                  .isValid())
          .isTrue();
    }
  }

  @Test
  void withoutABrandTheHeadersAreNeutral() {
    try (Rig rig = new Rig(settings -> settings.brand(null))) {
      rig.webhooks.dispatcher().start();
      rig.awaitState(rig.publish(rig.register(endpoint).webhook()), DeliveryState.DELIVERED);

      assertThat(endpoint.events().get(0).header("X-Webhook-Signature")).hasSize(64);
      assertThat(endpoint.events().get(0).header("X-Webhook-Attempt")).isEqualTo("1");
    }
  }

  /** Guarantee L: attempts at 0, +1 s, +5 s, +30 s, +5 min, +30 min, then FAILED. */
  @Test
  void aDeliveryThatKeepsFailingIsTriedOnTheDefaultScheduleAndThenGivenUp() {
    endpoint.onEvent(request -> TestEndpoint.status(500));
    try (Rig rig = running()) {
      Instant start = rig.clock.instant();
      String delivery = rig.publish(rig.register(endpoint).webhook());
      List<Duration> schedule =
          List.of(
              Duration.ofSeconds(1),
              Duration.ofSeconds(5),
              Duration.ofSeconds(30),
              Duration.ofMinutes(5),
              Duration.ofMinutes(30));
      Instant due = start;
      for (int i = 0; i < schedule.size(); i++) {
        rig.awaitAttempts(delivery, i + 1);
        due = due.plus(schedule.get(i));
        assertThat(rig.delivery(delivery).nextAttemptAt()).isEqualTo(due);
        assertThat(rig.delivery(delivery).state()).isEqualTo(DeliveryState.PENDING);
        rig.passTime(schedule.get(i).minusMillis(1));
        assertThat(
                rig.store.untilNextDue(
                    ClaimRequest.builder(1, Duration.ofMinutes(5)).build(), Duration.ofHours(1)))
            .isEqualTo(Duration.ofMillis(1));
        rig.passTime(Duration.ofMillis(1));
      }
      rig.awaitState(delivery, DeliveryState.FAILED);

      DeliveryDetail detail = rig.detail(delivery);
      assertThat(detail.attempts()).hasSize(6);
      assertThat(
              detail.attempts().stream()
                  .map(attempt -> Duration.between(start, attempt.startedAt()).toSeconds()))
          .containsExactly(0L, 1L, 6L, 36L, 336L, 2136L);
      assertThat(detail.attempts()).extracting(Attempt::number).containsExactly(1, 2, 3, 4, 5, 6);
      assertThat(detail.attempts())
          .allSatisfy(attempt -> assertThat(attempt.httpStatus()).isEqualTo(500));
      assertThat(detail.delivery().lastError()).isEqualTo("the endpoint answered 500");
      assertThat(detail.delivery().nextAttemptAt()).isNull();
      assertThat(endpoint.events()).hasSize(6);
    }
  }

  /** Guarantee I. */
  @Test
  void everyAttemptCarriesTheSameIdAndTheSameBytes() {
    endpoint.onEvent(
        request ->
            TestEndpoint.status(request.header("X-DMtoLead-Attempt").equals("3") ? 200 : 503));
    try (Rig rig = running()) {
      String delivery = rig.publish(rig.register(endpoint).webhook());
      rig.awaitAttempts(delivery, 1);
      rig.passTime(Duration.ofSeconds(1));
      rig.awaitAttempts(delivery, 2);
      rig.passTime(Duration.ofSeconds(5));
      rig.awaitState(delivery, DeliveryState.DELIVERED);

      assertThat(endpoint.events()).hasSize(3);
      assertThat(endpoint.events())
          .extracting(TestEndpoint.Received::text)
          .containsOnly(rig.detail(delivery).body());
      assertThat(endpoint.events())
          .extracting(r -> r.header("X-DMtoLead-Delivery"))
          .containsOnly(delivery);
      assertThat(endpoint.events())
          .extracting(r -> r.header("X-DMtoLead-Attempt"))
          .containsExactly("1", "2", "3");
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {200, 201, 202, 204, 299})
  void any2xxEndsADelivery(int status) {
    endpoint.onEvent(request -> TestEndpoint.status(status));
    try (Rig rig = running()) {
      String delivery = rig.publish(rig.register(endpoint).webhook());
      rig.awaitState(delivery, DeliveryState.DELIVERED);

      assertThat(rig.delivery(delivery).lastHttpStatus()).isEqualTo(status);
      assertThat(rig.delivery(delivery).lastError()).isNull();
      assertThat(rig.detail(delivery).attempts()).hasSize(1);
    }
  }

  /** Guarantees W and S: a redirect is a failure and is not followed. */
  @ParameterizedTest
  @ValueSource(ints = {300, 301, 302, 303, 304, 307, 308})
  void a3xxIsAFailureAndIsNotFollowed(int status) throws IOException {
    try (TestEndpoint target = TestEndpoint.start();
        Rig rig = running()) {
      endpoint.onEvent(
          request ->
              TestEndpoint.status(status).newBuilder().setHeader("Location", target.url()).build());
      String delivery = rig.publish(rig.register(endpoint).webhook());
      rig.awaitAttempts(delivery, 1);

      assertThat(rig.delivery(delivery).state()).isEqualTo(DeliveryState.PENDING);
      assertThat(rig.delivery(delivery).lastHttpStatus()).isEqualTo(status);
      assertThat(endpoint.events()).hasSize(1);
      assertThat(target.requests()).isEmpty();
    }
  }

  @Test
  void theLogKeepsTheFirst4KiBOfAResponse() {
    endpoint.onEvent(
        request -> TestEndpoint.status(500).newBuilder().body("é\0" + "x".repeat(10_000)).build());
    try (Rig rig = running()) {
      String delivery = rig.publish(rig.register(endpoint).webhook());
      rig.awaitAttempts(delivery, 1);

      String response = rig.detail(delivery).attempts().get(0).responseBody();
      assertThat(response).startsWith("é\uFFFDxxx").hasSize(4096 - 1);
    }
  }

  @Test
  void aFailureWithoutAnAnswerIsLoggedInWordsThatGiveNothingAway() {
    endpoint.onEvent(request -> TestEndpoint.hangUp());
    try (Rig rig = running()) {
      String delivery = rig.publish(rig.register(endpoint).webhook());
      rig.awaitAttempts(delivery, 1);

      Attempt attempt = rig.detail(delivery).attempts().get(0);
      assertThat(attempt.httpStatus()).isNull();
      assertThat(attempt.responseBody()).isNull();
      assertThat(attempt.error())
          .isNotBlank()
          .doesNotContain("127.0.0.1")
          .doesNotContain("Exception");
    }
  }

  @Test
  void aSleepingDispatcherIsWokenByAPublish() {
    try (Rig rig = new Rig(settings -> settings.pollInterval(Duration.ofHours(1)))) {
      rig.webhooks.dispatcher().start();
      Webhook webhook = rig.register(endpoint).webhook();
      rig.awaitState(rig.publish(webhook), DeliveryState.DELIVERED);
      rig.awaitState(rig.publish(webhook), DeliveryState.DELIVERED);
    }
  }

  @Test
  void aSleepingDispatcherIsWokenByARedelivery() {
    try (Rig rig = new Rig(settings -> settings.pollInterval(Duration.ofHours(1)))) {
      rig.webhooks.dispatcher().start();
      String delivery = rig.publish(rig.register(endpoint).webhook());
      rig.awaitState(delivery, DeliveryState.DELIVERED);

      rig.webhooks.deliveryLog().redeliver(WORKSPACE, delivery);

      rig.awaitAttempts(delivery, 2);
      rig.awaitState(delivery, DeliveryState.DELIVERED);
      assertThat(endpoint.events())
          .extracting(r -> r.header("X-DMtoLead-Attempt"))
          .containsExactly("1", "2");
    }
  }

  @Test
  void whatWasHeldLeavesAsSoonAsItsWebhookIsEnabled() {
    try (Rig rig = new Rig(settings -> settings.pollInterval(Duration.ofHours(1)))) {
      rig.webhooks.dispatcher().start();
      Webhook webhook = rig.register(endpoint).webhook();
      rig.webhooks.registry().disable(WORKSPACE, webhook.id());
      String delivery = rig.publish(webhook);
      assertThat(rig.delivery(delivery).state()).isEqualTo(DeliveryState.HELD);

      rig.webhooks.registry().enable(WORKSPACE, webhook.id());

      rig.awaitState(delivery, DeliveryState.DELIVERED);
    }
  }

  @Test
  void aDisabledWebhookIsNotSentTo() {
    endpoint.onEvent(request -> TestEndpoint.status(500));
    try (Rig rig = running()) {
      Webhook webhook = rig.register(endpoint).webhook();
      String delivery = rig.publish(webhook);
      rig.awaitAttempts(delivery, 1);
      rig.webhooks.registry().disable(WORKSPACE, webhook.id());
      rig.passTime(Duration.ofHours(1));

      TestEndpoint other = endpoint;
      rig.awaitState(delivery, DeliveryState.HELD);
      // Another webhook's delivery comes and goes: the dispatcher did look, and passed over the
      // disabled one.
      rig.awaitAttempts(rig.publish(rig.register(other).webhook()), 1);
      assertThat(rig.detail(delivery).attempts()).hasSize(1);
    }
  }

  @Test
  void aDeletedWebhooksDeliveriesAreCancelled() {
    endpoint.onEvent(request -> TestEndpoint.status(500));
    try (Rig rig = running()) {
      Webhook webhook = rig.register(endpoint).webhook();
      String delivery = rig.publish(webhook);
      rig.awaitAttempts(delivery, 1);

      rig.webhooks.registry().delete(WORKSPACE, webhook.id());

      assertThat(rig.delivery(delivery).state()).isEqualTo(DeliveryState.CANCELLED);
    }
  }

  /** Guarantee N. */
  @Test
  void anEndpointThatHangsTakesNothingFromItsNeighbours() throws Exception {
    CountDownLatch release = new CountDownLatch(1);
    try (TestEndpoint hanging = TestEndpoint.start();
        Rig rig = new Rig(settings -> settings.maxInFlight(16).maxInFlightPerWebhook(4))) {
      hanging.onEvent(request -> TestEndpoint.after(release));
      Webhook slow = rig.register(hanging).webhook();
      for (int i = 0; i < 100; i++) {
        rig.publish(slow);
      }
      Webhook quick = rig.register(endpoint).webhook();
      rig.webhooks.dispatcher().start();
      await().until(() -> hanging.events().size() == 4);

      List<String> deliveries = IntStream.range(0, 50).mapToObj(i -> rig.publish(quick)).toList();

      deliveries.forEach(delivery -> rig.awaitState(delivery, DeliveryState.DELIVERED));
      assertThat(hanging.events()).hasSize(4);
      release.countDown();
    }
  }

  @Test
  void moreThanMayBeInFlightIsLeftInTheStore() throws Exception {
    CountDownLatch release = new CountDownLatch(1);
    try (Rig rig = new Rig(settings -> settings.maxInFlight(16).maxInFlightPerWebhook(8))) {
      endpoint.onEvent(request -> TestEndpoint.after(release));
      Webhook webhook = rig.register(endpoint).webhook();
      List<String> deliveries = IntStream.range(0, 40).mapToObj(i -> rig.publish(webhook)).toList();
      rig.webhooks.dispatcher().start();
      await().until(() -> endpoint.events().size() >= 6);
      assertThat(endpoint.events()).hasSizeLessThanOrEqualTo(8);

      release.countDown();

      deliveries.forEach(delivery -> rig.awaitState(delivery, DeliveryState.DELIVERED));
      assertThat(endpoint.events()).hasSize(40);
    }
  }

  /** Guarantee L. */
  @Test
  void closingWaitsForWhatIsBeingSentAndStoresItsOutcome() throws Exception {
    CountDownLatch release = new CountDownLatch(1);
    Rig rig = running();
    endpoint.onEvent(request -> TestEndpoint.after(release));
    String delivery = rig.publish(rig.register(endpoint).webhook());
    await().until(() -> endpoint.events().size() == 1);

    Thread closing = new Thread(rig::close);
    closing.start();
    await().until(() -> closing.getState() == Thread.State.TIMED_WAITING);
    release.countDown();
    closing.join(TimeUnit.SECONDS.toMillis(10));

    assertThat(closing.isAlive()).isFalse();
    assertThat(rig.delivery(delivery).state()).isEqualTo(DeliveryState.DELIVERED);
  }

  /** Guarantee L: a shutdown hook and a container may both close. */
  @Test
  void aSecondCallerOfCloseWaitsForTheFirst() throws Exception {
    CountDownLatch release = new CountDownLatch(1);
    Rig rig = running();
    endpoint.onEvent(request -> TestEndpoint.after(release));
    String delivery = rig.publish(rig.register(endpoint).webhook());
    await().until(() -> endpoint.events().size() == 1);

    Thread first = new Thread(rig::close);
    first.start();
    await().until(() -> first.getState() == Thread.State.TIMED_WAITING);
    Thread second = new Thread(rig::close);
    second.start();
    await().until(() -> second.getState() == Thread.State.BLOCKED);
    release.countDown();
    first.join(TimeUnit.SECONDS.toMillis(10));
    second.join(TimeUnit.SECONDS.toMillis(10));

    assertThat(rig.delivery(delivery).state()).isEqualTo(DeliveryState.DELIVERED);
  }

  @Test
  void anApiKeyThatAnEndpointAnswersWithIsNotKept() {
    try (Rig rig = running()) {
      RegisteredWebhook registered = rig.register(endpoint);
      endpoint.onEvent(
          request ->
              TestEndpoint.status(500)
                  .newBuilder()
                  .body("bad key " + registered.apiKey().reveal() + "!")
                  .build());
      String delivery = rig.publish(registered.webhook());
      rig.awaitAttempts(delivery, 1);

      assertThat(rig.detail(delivery).attempts().get(0).responseBody())
          .isEqualTo("bad key whsec_[redacted]!");
    }
  }

  /** Guarantee N: what hangs gets a smaller share the more of it there is. */
  @Test
  void manyEndpointsThatHangLeaveRoomForOthers() throws Exception {
    CountDownLatch release = new CountDownLatch(1);
    try (TestEndpoint hanging = TestEndpoint.start();
        Rig rig = new Rig(settings -> settings.maxInFlight(32).maxInFlightPerWebhook(8))) {
      hanging.onEvent(request -> TestEndpoint.after(release));
      for (int i = 0; i < 6; i++) {
        rig.register(hanging);
      }
      for (int i = 0; i < 20; i++) {
        rig.publishToAll();
      }
      Webhook quick = rig.register(endpoint).webhook();
      rig.webhooks.dispatcher().start();
      await().until(() -> hanging.events().size() >= 12);

      for (int i = 0; i < 10; i++) {
        rig.awaitState(rig.publish(quick), DeliveryState.DELIVERED);
      }
      assertThat(hanging.events()).hasSizeLessThan(32);
      release.countDown();
    }
  }

  /** Guarantee B: closing is bounded, and what it leaves behind comes back when its lease ends. */
  @Test
  void closingDoesNotWaitLongerThanTheDrainTimeout() throws Exception {
    CountDownLatch release = new CountDownLatch(1);
    Rig rig = new Rig(settings -> settings.drainTimeout(Duration.ofMillis(100)));
    rig.webhooks.dispatcher().start();
    endpoint.onEvent(request -> TestEndpoint.after(release));
    String delivery = rig.publish(rig.register(endpoint).webhook());
    await().until(() -> endpoint.events().size() == 1);

    rig.close();

    assertThat(rig.delivery(delivery).state()).isEqualTo(DeliveryState.PENDING);
    release.countDown();
  }

  @Test
  void aDispatcherCannotBeStartedAgainAfterClosing() {
    Rig rig = running();
    rig.webhooks.dispatcher().start();
    rig.close();
    rig.close();

    assertThatIllegalStateException().isThrownBy(() -> rig.webhooks.dispatcher().start());
  }

  @Test
  void aDispatcherThatWasNeverStartedSendsNothing() {
    try (Rig rig = new Rig()) {
      String delivery = rig.publish(rig.register(endpoint).webhook());
      rig.webhooks.dispatcher().wakeUp();

      assertThat(rig.delivery(delivery).state()).isEqualTo(DeliveryState.PENDING);
      assertThat(endpoint.events()).isEmpty();
    }
  }

  @Test
  void theListenerIsToldOfEveryOutcome() {
    endpoint.onEvent(
        request ->
            TestEndpoint.status(request.header("X-DMtoLead-Attempt").equals("1") ? 500 : 200));
    try (Rig rig = running()) {
      String delivery = rig.publish(rig.register(endpoint).webhook());
      rig.awaitAttempts(delivery, 1);
      rig.passTime(Duration.ofSeconds(1));
      await().until(() -> rig.outcomes.size() == 2);

      DeliveryOutcome failed = rig.outcomes.get(0);
      assertThat(failed.delivery().id()).isEqualTo(delivery);
      assertThat(failed.state()).isEqualTo(DeliveryState.PENDING);
      assertThat(failed.retryIn()).isEqualTo(Duration.ofSeconds(1));
      assertThat(failed.error()).isEqualTo("the endpoint answered 500");
      DeliveryOutcome delivered = rig.outcomes.get(1);
      assertThat(delivered.state()).isEqualTo(DeliveryState.DELIVERED);
      assertThat(delivered.retryIn()).isNull();
      assertThat(delivered.attempt().number()).isEqualTo(2);
    }
  }

  @Test
  void aListenerThatThrowsChangesNothing() {
    WebhookListener broken =
        new WebhookListener() {
          @Override
          public void onOutcome(DeliveryOutcome outcome) {
            throw new IllegalStateException("the host's own trouble");
          }
        };
    try (Rig rig = new Rig(settings -> settings.listener(broken))) {
      rig.webhooks.dispatcher().start();
      Webhook webhook = rig.register(endpoint).webhook();

      rig.awaitState(rig.publish(webhook), DeliveryState.DELIVERED);
      rig.awaitState(rig.publish(webhook), DeliveryState.DELIVERED);
    }
  }

  /** Guarantees L and W: the attempt is in the log, and the delivery can be recovered. */
  @Test
  void aRetryPolicyThatThrowsGivesTheDeliveryUp() {
    endpoint.onEvent(request -> TestEndpoint.status(500));
    RetryPolicy broken =
        failed -> {
          throw new ArithmeticException("the host's own trouble");
        };
    try (Rig rig = new Rig(settings -> settings.retryPolicy(broken))) {
      rig.webhooks.dispatcher().start();
      String delivery = rig.publish(rig.register(endpoint).webhook());
      rig.awaitState(delivery, DeliveryState.FAILED);

      assertThat(rig.detail(delivery).attempts()).hasSize(1);
    }
  }

  /**
   * Guarantee L: an error is not the policy's word, and may be over by the next attempt. Such a
   * delivery was given up once, for ever if nobody looked.
   */
  @Test
  void anErrorInARetryPolicyGivesNothingUp() {
    endpoint.onEvent(request -> TestEndpoint.status(500));
    AtomicBoolean broken = new AtomicBoolean(true);
    RetryPolicy policy =
        failed -> {
          if (broken.getAndSet(false)) {
            endpoint.onEvent(request -> TestEndpoint.status(200));
            throw new NoClassDefFoundError("the host's own trouble");
          }
          return Optional.empty();
        };
    try (Rig rig = new Rig(settings -> settings.retryPolicy(policy))) {
      rig.webhooks.dispatcher().start();
      String delivery = rig.publish(rig.register(endpoint).webhook());
      rig.awaitAttempts(delivery, 1);
      assertThat(rig.delivery(delivery).state()).isEqualTo(DeliveryState.PENDING);

      rig.passTime(Duration.ofSeconds(1));
      rig.awaitState(delivery, DeliveryState.DELIVERED);
      assertThat(rig.detail(delivery).attempts()).hasSize(2);
    }
  }

  @Test
  void whatFailedCanBeRecovered() {
    endpoint.onEvent(request -> TestEndpoint.status(500));
    try (Rig rig = new Rig(settings -> settings.retryPolicy(RetryPolicy.never()))) {
      rig.webhooks.dispatcher().start();
      Webhook webhook = rig.register(endpoint).webhook();
      List<String> deliveries = IntStream.range(0, 5).mapToObj(i -> rig.publish(webhook)).toList();
      deliveries.forEach(delivery -> rig.awaitState(delivery, DeliveryState.FAILED));
      endpoint.onEvent(request -> TestEndpoint.status(200));

      DeliveryLog log = rig.webhooks.deliveryLog();
      Instant from = rig.clock.instant();

      assertThat(log.countRecoverable(WORKSPACE, webhook.id(), from, Instant.MAX)).isEqualTo(5);
      assertThat(log.recover(WORKSPACE, webhook.id(), from, Instant.MAX)).isEqualTo(5);

      deliveries.forEach(delivery -> rig.awaitState(delivery, DeliveryState.DELIVERED));
    }
  }

  private static Rig running() {
    Rig rig = new Rig();
    rig.webhooks.dispatcher().start();
    return rig;
  }
}
