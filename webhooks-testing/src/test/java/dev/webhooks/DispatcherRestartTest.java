package dev.webhooks;

import static dev.webhooks.Rig.WORKSPACE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.awaitility.Awaitility.await;

import dev.webhooks.model.DeliveryQuery;
import dev.webhooks.model.DeliveryState;
import dev.webhooks.model.Event;
import dev.webhooks.model.Webhook;
import dev.webhooks.policy.UrlPolicy;
import dev.webhooks.spi.SecretCipher;
import dev.webhooks.testing.memory.InMemoryStore;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a dispatcher says of itself, and that it can be stopped and started again. */
@Timeout(60)
class DispatcherRestartTest {
  private final CountDownLatch release = new CountDownLatch(1);
  private TestEndpoint endpoint;

  @BeforeEach
  void open() throws IOException {
    endpoint = TestEndpoint.start();
  }

  @AfterEach
  void close() throws IOException {
    release.countDown();
    endpoint.close();
  }

  @Test
  void afterARestartItSendsAgain() {
    try (Rig rig = new Rig()) {
      Dispatcher dispatcher = rig.webhooks.dispatcher();
      Webhook webhook = rig.register(endpoint).webhook();
      assertThat(dispatcher.isRunning()).isFalse();

      for (int round = 0; round < 3; round++) {
        dispatcher.start();
        dispatcher.start();
        assertThat(dispatcher.isRunning()).isTrue();
        rig.awaitState(rig.publish(webhook), DeliveryState.DELIVERED);

        dispatcher.stop();
        dispatcher.stop();
        assertThat(dispatcher.isRunning()).isFalse();
      }
      String delivery = rig.publish(webhook);
      assertThat(rig.delivery(delivery).state()).isEqualTo(DeliveryState.PENDING);

      dispatcher.start();
      rig.awaitState(delivery, DeliveryState.DELIVERED);
      assertThat(rig.detail(delivery).attempts()).hasSize(1);
    }
  }

  /** Guarantee L: stopping loses no outcome. */
  @Test
  void whenStopReturnsAllThatWasInFlightIsStored() throws Exception {
    endpoint.onEvent(request -> TestEndpoint.after(release));
    try (Rig rig = new Rig()) {
      Dispatcher dispatcher = rig.webhooks.dispatcher();
      Webhook webhook = rig.register(endpoint).webhook();
      List<String> deliveries = List.of(rig.publish(webhook), rig.publish(webhook));
      dispatcher.start();
      await().until(() -> dispatcher.inFlight() == 2);

      CompletableFuture<Void> stop = CompletableFuture.runAsync(dispatcher::stop);
      await().until(() -> !dispatcher.isRunning());
      assertThat(dispatcher.inFlight()).isEqualTo(2);
      release.countDown();
      stop.get(20, TimeUnit.SECONDS);

      assertThat(dispatcher.inFlight()).isZero();
      for (String delivery : deliveries) {
        assertThat(rig.delivery(delivery).state()).isEqualTo(DeliveryState.DELIVERED);
      }
    }
  }

  /** Guarantees B and W: its place comes back, and what was sent stands in the log, once. */
  @Test
  void whatOutlivesItsRunKeepsItsPlaceAndIsStoredByTheNext() {
    endpoint.onEvent(request -> TestEndpoint.after(release));
    try (Rig rig = new Rig(settings -> settings.drainTimeout(Duration.ofMillis(50)))) {
      Dispatcher dispatcher = rig.webhooks.dispatcher();
      String delivery = rig.publish(rig.register(endpoint).webhook());
      dispatcher.start();
      await().until(() -> dispatcher.inFlight() == 1);

      dispatcher.stop();
      assertThat(dispatcher.inFlight()).isEqualTo(1);
      dispatcher.start();
      assertThat(dispatcher.inFlight()).isEqualTo(1);
      release.countDown();

      rig.awaitState(delivery, DeliveryState.DELIVERED);
      assertThat(rig.detail(delivery).attempts()).hasSize(1);
      await().until(() -> dispatcher.inFlight() == 0);
    }
  }

  /** The claim of a run that is over holds the next run up, and no two of them claim together. */
  @Test
  void aStoreThatHangsAcrossARestartIsClaimedFromAsSoonAsItAnswers() {
    AtomicBoolean hangs = new AtomicBoolean(true);
    FaultyStore store =
        FaultyStore.of(
            InMemoryStore.create(),
            (method, arguments) -> {
              if (method.equals("claim") && hangs.get()) {
                TestEndpoint.after(release);
              }
            });
    try (Webhooks webhooks =
        Webhooks.builder(store, SecretCipher.unprotected())
            .urlPolicy(UrlPolicy.allowingLocal())
            .drainTimeout(Duration.ofMillis(50))
            .build()) {
      Rig.register(webhooks, endpoint.url(), request -> {});
      Dispatcher dispatcher = webhooks.dispatcher();
      dispatcher.start();
      dispatcher.stop();
      dispatcher.start();
      assertThat(dispatcher.lastClaimedAt()).isEmpty();

      hangs.set(false);
      release.countDown();
      await().until(() -> dispatcher.lastClaimedAt().isPresent());
      webhooks
          .publisher()
          .publish(Event.builder("message.sent").workspace(WORKSPACE).data("Yes!").build());
      DeliveryQuery delivered =
          DeliveryQuery.builder(WORKSPACE).state(DeliveryState.DELIVERED).build();
      await().until(() -> webhooks.deliveryLog().query(delivered).deliveries().size() == 1);
    }
  }

  @Test
  void itSaysWhenItLastClaimed() {
    try (Rig rig = new Rig()) {
      Dispatcher dispatcher = rig.webhooks.dispatcher();
      assertThat(dispatcher.lastClaimedAt()).isEmpty();

      dispatcher.start();
      await().until(() -> dispatcher.lastClaimedAt().isPresent());
      assertThat(dispatcher.lastClaimedAt()).contains(rig.clock.instant());
      rig.passTime(Duration.ofMinutes(1));
      await().until(() -> dispatcher.lastClaimedAt().orElseThrow().equals(rig.clock.instant()));
    }
  }

  @Test
  void closingIsForGood() {
    try (Rig rig = new Rig()) {
      Dispatcher dispatcher = rig.webhooks.dispatcher();
      dispatcher.start();
      dispatcher.close();
      dispatcher.close();
      dispatcher.stop();

      assertThat(dispatcher.isRunning()).isFalse();
      assertThatIllegalStateException().isThrownBy(dispatcher::start);
    }
  }

  @Test
  void severalThreadsMayStartStopAndAskAtOnce() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(8);
    try (Rig rig = new Rig()) {
      Dispatcher dispatcher = rig.webhooks.dispatcher();
      Webhook webhook = rig.register(endpoint).webhook();
      String delivery = rig.publish(webhook);
      List<Future<?>> calls = new ArrayList<>();
      for (int i = 0; i < 200; i++) {
        calls.add(threads.submit(i % 2 == 0 ? dispatcher::start : dispatcher::stop));
        calls.add(threads.submit(dispatcher::wakeUp));
        calls.add(
            threads.submit(
                () -> {
                  dispatcher.isRunning();
                  assertThat(dispatcher.inFlight()).isBetween(0, 1);
                  assertThat(dispatcher.lastClaimedAt()).isNotNull();
                }));
      }
      for (Future<?> call : calls) {
        call.get(30, TimeUnit.SECONDS);
      }

      dispatcher.start();
      rig.awaitState(delivery, DeliveryState.DELIVERED);
      rig.awaitState(rig.publish(webhook), DeliveryState.DELIVERED);
      assertThat(rig.detail(delivery).attempts()).hasSize(1);
    } finally {
      threads.shutdownNow();
    }
  }
}
