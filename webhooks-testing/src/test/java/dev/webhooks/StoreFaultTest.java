package dev.webhooks;

import static dev.webhooks.Rig.WORKSPACE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.spi.ILoggingEvent;
import dev.webhooks.internal.dispatch.Fallback;
import dev.webhooks.model.Attempt;
import dev.webhooks.model.Delivery;
import dev.webhooks.model.DeliveryQuery;
import dev.webhooks.model.DeliveryState;
import dev.webhooks.model.Event;
import dev.webhooks.model.Webhook;
import dev.webhooks.model.WebhookSettings;
import dev.webhooks.policy.UrlPolicy;
import dev.webhooks.spi.ClaimRequest;
import dev.webhooks.spi.ClaimedDelivery;
import dev.webhooks.spi.Completion;
import dev.webhooks.spi.SecretCipher;
import dev.webhooks.spi.SecretCipherException;
import dev.webhooks.spi.Store;
import dev.webhooks.spi.StoreException;
import dev.webhooks.testing.SettableClock;
import dev.webhooks.testing.memory.InMemoryStore;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the dispatcher makes of a store that fails. */
class StoreFaultTest {
  private final InMemoryStore store = InMemoryStore.create();
  private TestEndpoint endpoint;

  @BeforeEach
  void start() throws IOException {
    endpoint = TestEndpoint.start();
  }

  @AfterEach
  void stop() {
    endpoint.close();
  }

  /** Guarantee L. */
  @Test
  void aStoreThatIsAwayForAWhileIsWaitedForWithFewLogLines() {
    AtomicInteger refused = new AtomicInteger();
    FaultyStore.Line away =
        (method, arguments) -> {
          boolean dispatching = method.equals("claim") || method.equals("complete");
          if (dispatching && refused.incrementAndGet() <= 8) {
            throw new StoreException("connection refused", null, true);
          }
        };
    try (LogCapture log = new LogCapture();
        Webhooks webhooks = webhooks(FaultyStore.of(store, away), SecretCipher.unprotected())) {
      String delivery = publish(webhooks);
      awaitState(webhooks, delivery, DeliveryState.DELIVERED);

      assertThat(refused).hasValueGreaterThan(8);
      assertThat(log.events()).filteredOn(StoreFaultTest::isProblem).hasSizeLessThanOrEqualTo(2);
    }
  }

  /** An operator must not read of a pause where somebody has to do something. */
  @ParameterizedTest
  @ValueSource(strings = {"claim", "untilNextDue", "findWebhooks"})
  void aStoreThatRefusesForGoodIsOneErrorThatSaysWhatToDo(String where) {
    AtomicInteger refused = new AtomicInteger();
    AtomicBoolean refuses = new AtomicBoolean(true);
    FaultyStore.Line line =
        (method, arguments) -> {
          if (method.equals(where) && refuses.get()) {
            refused.incrementAndGet();
            throw new StoreException("permission denied for table webhooks_pending", null, false);
          }
        };
    try (LogCapture log = new LogCapture();
        Webhooks webhooks = webhooks(FaultyStore.of(store, line), SecretCipher.unprotected())) {
      String delivery = publish(webhooks);
      await().until(() -> refused.get() >= 3);
      refuses.set(false);
      awaitState(webhooks, delivery, DeliveryState.DELIVERED);

      assertThat(log.events())
          .filteredOn(StoreFaultTest::isProblem)
          .singleElement()
          .satisfies(
              error -> {
                assertThat(error.getLevel()).isEqualTo(Level.ERROR);
                assertThat(error.getFormattedMessage())
                    .contains("permission denied", "createSchema", "rights")
                    .doesNotContain("pause");
              });
      await()
          .untilAsserted(
              () ->
                  assertThat(log.events())
                      .extracting(ILoggingEvent::getFormattedMessage)
                      .containsOnlyOnce("Dispatching goes on"));
    }
  }

  /** Guarantee L: a claim that there is no memory for is asked for again, and for less. */
  @Test
  void aClaimThatMemoryDoesNotSufficeForIsFollowedBySmallerOnes() {
    List<Integer> limits = new CopyOnWriteArrayList<>();
    FaultyStore.Line large =
        (method, arguments) -> {
          if (method.equals("claim")) {
            int limit = ((ClaimRequest) arguments[0]).limit();
            limits.add(limit);
            if (limit > 10) {
              throw new OutOfMemoryError("Java heap space");
            }
          }
        };
    try (LogCapture log = new LogCapture();
        Webhooks webhooks = webhooks(FaultyStore.of(store, large), SecretCipher.unprotected())) {
      Webhook webhook = register(webhooks);
      for (int i = 0; i < 100; i++) {
        webhooks.publisher().publish(event());
      }
      await().until(() -> count(webhooks, webhook, DeliveryState.DELIVERED) == 100);

      assertThat(limits.get(0)).isGreaterThan(10);
      assertThat(limits).contains(1, 2);
      assertThat(log.events())
          .filteredOn(StoreFaultTest::isProblem)
          .singleElement()
          .satisfies(line -> assertThat(line.getFormattedMessage()).contains("-Xmx"));
    }
  }

  /**
   * Guarantee W: an outcome that could not be stored at once is stored once, without a second POST.
   */
  @Test
  void anOutcomeIsStoredAsSoonAsTheStoreIsBack() {
    AtomicInteger refused = new AtomicInteger();
    FaultyStore.Line away =
        (method, arguments) -> {
          if (method.equals("complete") && refused.incrementAndGet() <= 3) {
            throw new StoreException("connection lost", null, true);
          }
        };
    try (Webhooks webhooks = webhooks(FaultyStore.of(store, away), SecretCipher.unprotected())) {
      String delivery = publish(webhooks);
      awaitState(webhooks, delivery, DeliveryState.DELIVERED);

      assertThat(endpoint.events()).hasSize(1);
      assertThat(webhooks.deliveryLog().find(WORKSPACE, delivery).orElseThrow().attempts())
          .hasSize(1);
    }
  }

  /** Guarantees L, N and W: acknowledged is delivered, even if nothing else of it can be kept. */
  @Test
  void anAcknowledgementIsKeptThoughTheStoreRefusesTheAttemptAndItsNeighboursGoOn() {
    AtomicReference<String> victim = new AtomicReference<>();
    FaultyStore.Line picky =
        refusing(
            completion -> {
              victim.compareAndSet(null, completion.deliveryId());
              return completion.attempt() != null && completion.deliveryId().equals(victim.get());
            });
    try (LogCapture log = new LogCapture();
        Webhooks webhooks = webhooks(FaultyStore.of(store, picky), SecretCipher.unprotected())) {
      Webhook webhook = register(webhooks);
      for (int i = 0; i < 50; i++) {
        webhooks.publisher().publish(event());
      }
      await().until(() -> count(webhooks, webhook, DeliveryState.DELIVERED) == 50);

      assertThat(webhooks.deliveryLog().find(WORKSPACE, victim.get()).orElseThrow().attempts())
          .isEmpty();
      assertThat(endpoint.events()).hasSize(50);
      assertThat(log.events())
          .filteredOn(StoreFaultTest::isProblem)
          .singleElement()
          .satisfies(
              line -> {
                assertThat(line.getFormattedMessage()).contains(victim.get());
                assertThat(line.getThrowableProxy()).isNull();
              });
    }
  }

  /** Guarantees L and W: the POST stays in the log, and the retries go on. */
  @Test
  void anAttemptWhoseTextsTheStoreRefusesIsKeptWithoutThem() {
    endpoint.onEvent(request -> TestEndpoint.status(endpoint.events().size() == 1 ? 503 : 200));
    FaultyStore.Line picky =
        refusing(
            completion ->
                completion.attempt() != null && completion.attempt().responseBody() != null);
    try (Webhooks webhooks =
        webhooks(
            FaultyStore.of(store, picky),
            SecretCipher.unprotected(),
            settings -> settings.retryPolicy(attempts -> Optional.of(Duration.ZERO)))) {
      String delivery = publish(webhooks);
      awaitState(webhooks, delivery, DeliveryState.DELIVERED);

      assertThat(webhooks.deliveryLog().find(WORKSPACE, delivery).orElseThrow().attempts())
          .extracting(Attempt::httpStatus, Attempt::error, Attempt::responseBody)
          .containsExactly(tuple(503, Fallback.REASON, null), tuple(200, null, null));
    }
  }

  /** Guarantees L and W: given up, not POSTed again and again with no trace in the log. */
  @Test
  void aFailedAttemptThatTheStoreCannotTakeAtAllIsGivenUp() {
    endpoint.onEvent(request -> TestEndpoint.status(503));
    FaultyStore.Line picky = refusing(completion -> completion.attempt() != null);
    try (Webhooks webhooks = webhooks(FaultyStore.of(store, picky), SecretCipher.unprotected())) {
      String delivery = publish(webhooks);
      awaitState(webhooks, delivery, DeliveryState.FAILED);

      assertThat(
              webhooks.deliveryLog().find(WORKSPACE, delivery).orElseThrow().delivery().lastError())
          .isEqualTo(Fallback.REASON);
      assertThat(endpoint.events()).hasSize(1);
    }
  }

  /** Guarantee L: whatever is thrown between a claim and its hand-over, nothing stays behind. */
  @ParameterizedTest
  @ValueSource(strings = {"claim", "findWebhooks", "complete"})
  void anErrorEndsNoThreadAndLosesNoPlace(String where) {
    AtomicInteger thrown = new AtomicInteger();
    FaultyStore.Line broken =
        (method, arguments) -> {
          if (method.equals(where) && thrown.incrementAndGet() <= 3) {
            throw new NoClassDefFoundError("a driver's own trouble");
          }
        };
    try (Webhooks webhooks =
        webhooks(
            FaultyStore.of(store, broken),
            SecretCipher.unprotected(),
            settings -> settings.maxInFlight(4))) {
      Webhook webhook = register(webhooks);
      for (int i = 0; i < 20; i++) {
        webhooks.publisher().publish(event());
      }
      await().until(() -> count(webhooks, webhook, DeliveryState.DELIVERED) == 20);
    }
  }

  /** Guarantee L: a key service that is away for a while costs no delivery its retries. */
  @Test
  void aCipherThatIsAwayPostponesDeliveriesWithoutAnAttempt() {
    AtomicBoolean away = new AtomicBoolean();
    SecretCipher remote =
        new SecretCipher() {
          @Override
          public byte[] seal(byte[] secret, String webhookId) {
            return secret.clone();
          }

          @Override
          public byte[] open(byte[] sealed, String webhookId) {
            if (away.get()) {
              throw new IllegalStateException("the key service does not answer");
            }
            return sealed.clone();
          }
        };
    SettableClock clock = SettableClock.at(Instant.parse("2026-05-13T19:24:02.310Z"));
    InMemoryStore timed = InMemoryStore.builder().clock(clock).build();
    try (Webhooks webhooks = webhooks(timed, remote, settings -> settings.clock(clock))) {
      Webhook webhook = register(webhooks);
      away.set(true);
      webhooks.publisher().publish(event());
      await()
          .until(
              () ->
                  deliveries(webhooks, webhook, DeliveryState.PENDING).stream()
                      .anyMatch(delivery -> delivery.lastError() != null));
      assertThat(deliveries(webhooks, webhook, DeliveryState.PENDING).get(0).attempts()).isZero();

      away.set(false);
      clock.advance(Duration.ofSeconds(30));
      webhooks.dispatcher().wakeUp();

      await().until(() -> count(webhooks, webhook, DeliveryState.DELIVERED) == 1);
    }
  }

  @Test
  void aDeliveryWhoseBodyIsMissingIsParkedAndItsNeighboursGoOn() {
    FaultyStore.Line losesOneBody =
        new FaultyStore.Line() {
          private final AtomicInteger claims = new AtomicInteger();

          @Override
          public void before(String method, Object @Nullable [] arguments) {}

          @Override
          public Object after(String method, Object answer) {
            if (!method.equals("claim")) {
              return answer;
            }
            return ((List<?>) answer)
                .stream()
                    .map(ClaimedDelivery.class::cast)
                    .map(claim -> claims.getAndIncrement() == 0 ? withoutBody(claim) : claim)
                    .toList();
          }
        };
    try (Webhooks webhooks =
        webhooks(FaultyStore.of(store, losesOneBody), SecretCipher.unprotected())) {
      Webhook webhook = register(webhooks);
      for (int i = 0; i < 10; i++) {
        webhooks.publisher().publish(event());
      }
      await().until(() -> count(webhooks, webhook, DeliveryState.DELIVERED) == 9);
      await().until(() -> count(webhooks, webhook, DeliveryState.FAILED) == 1);

      Delivery parked = deliveries(webhooks, webhook, DeliveryState.FAILED).get(0);
      assertThat(parked.lastError()).contains("body");
      assertThat(parked.attempts()).isZero();
    }
  }

  @Test
  void aSecretThatCannotBeReadParksItsDeliveriesUntilItCan() {
    SecretCipherSwitch cipher = new SecretCipherSwitch();
    try (Webhooks webhooks = webhooks(store, cipher)) {
      Webhook unreadable = register(webhooks);
      cipher.unreadable = unreadable.id();
      Webhook neighbour = register(webhooks);
      webhooks.publisher().publish(event());
      await().until(() -> count(webhooks, unreadable, DeliveryState.FAILED) == 1);
      await().until(() -> count(webhooks, neighbour, DeliveryState.DELIVERED) == 1);
      assertThat(deliveries(webhooks, unreadable, DeliveryState.FAILED).get(0).lastError())
          .contains("secret");

      cipher.unreadable = "";
      webhooks
          .deliveryLog()
          .recover(WORKSPACE, unreadable.id(), unreadable.createdAt(), Instant.MAX);

      await().until(() -> count(webhooks, unreadable, DeliveryState.DELIVERED) == 1);
    }
  }

  private static final class SecretCipherSwitch implements SecretCipher {
    private volatile String unreadable = "";

    @Override
    public byte[] seal(byte[] secret, String webhookId) {
      return secret.clone();
    }

    @Override
    public byte[] open(byte[] sealed, String webhookId) {
      if (webhookId.equals(unreadable)) {
        throw new SecretCipherException("sealed with an unknown master key");
      }
      return sealed.clone();
    }
  }

  private static ClaimedDelivery withoutBody(ClaimedDelivery claim) {
    return ClaimedDelivery.builder(claim.delivery(), claim.token())
        .attempts(claim.attempts(), claim.attemptsBeforeRound())
        .webhookVersion(claim.webhookVersion())
        .build();
  }

  /** A store that says of some outcomes that they themselves are to blame. */
  private static FaultyStore.Line refusing(Predicate<Completion> refused) {
    return (method, arguments) -> {
      if (method.equals("complete")
          && ((Collection<?>) arguments[0])
              .stream().map(Completion.class::cast).anyMatch(refused)) {
        throw new StoreException("value out of range", null, false);
      }
    };
  }

  private static Webhooks webhooks(Store store, SecretCipher cipher) {
    return webhooks(store, cipher, settings -> {});
  }

  private static Webhooks webhooks(
      Store store, SecretCipher cipher, Consumer<Webhooks.Builder> settings) {
    Webhooks.Builder builder =
        Webhooks.builder(store, cipher)
            .urlPolicy(UrlPolicy.allowingLocal())
            .pollInterval(Duration.ofMillis(50));
    settings.accept(builder);
    Webhooks webhooks = builder.build();
    webhooks.dispatcher().start();
    return webhooks;
  }

  private Webhook register(Webhooks webhooks) {
    return webhooks
        .registry()
        .register(WORKSPACE, WebhookSettings.builder().name("CRM").url(endpoint.url()).build())
        .webhook();
  }

  private String publish(Webhooks webhooks) {
    Webhook webhook = register(webhooks);
    webhooks.publisher().publish(event());
    return webhooks
        .deliveryLog()
        .query(DeliveryQuery.builder(WORKSPACE).webhookId(webhook.id()).build())
        .deliveries()
        .get(0)
        .id();
  }

  private static Event event() {
    return Event.builder("message.sent").workspace(WORKSPACE).data("Yes!").build();
  }

  private static void awaitState(Webhooks webhooks, String delivery, DeliveryState state) {
    await()
        .until(
            () ->
                webhooks.deliveryLog().find(WORKSPACE, delivery).orElseThrow().delivery().state()
                    == state);
  }

  private static int count(Webhooks webhooks, Webhook webhook, DeliveryState state) {
    return deliveries(webhooks, webhook, state).size();
  }

  private static List<Delivery> deliveries(
      Webhooks webhooks, Webhook webhook, DeliveryState state) {
    return webhooks
        .deliveryLog()
        .query(
            DeliveryQuery.builder(WORKSPACE)
                .webhookId(webhook.id())
                .state(state)
                .limit(200)
                .build())
        .deliveries();
  }

  private static boolean isProblem(ILoggingEvent event) {
    return event.getLevel().isGreaterOrEqual(Level.WARN);
  }
}
