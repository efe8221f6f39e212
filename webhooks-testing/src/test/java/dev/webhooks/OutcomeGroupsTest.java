package dev.webhooks;

import static dev.webhooks.Rig.WORKSPACE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.webhooks.model.DeliveryQuery;
import dev.webhooks.model.DeliveryState;
import dev.webhooks.model.Event;
import dev.webhooks.model.WebhookSettings;
import dev.webhooks.policy.HealthPolicy;
import dev.webhooks.policy.RetryPolicy;
import dev.webhooks.policy.UrlPolicy;
import dev.webhooks.spi.Completion;
import dev.webhooks.spi.SecretCipher;
import dev.webhooks.spi.StoreException;
import dev.webhooks.testing.memory.InMemoryStore;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Stream;
import mockwebserver3.MockResponse;
import okio.Buffer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Outcomes that a store can't take as a group. */
class OutcomeGroupsTest {
  private static final int EVENTS = 150;

  private final InMemoryStore store = InMemoryStore.builder().maxDeliveries(1_000).build();

  /** The sizes of the groups that the store was given, refused ones included. */
  private final List<Integer> offered = new CopyOnWriteArrayList<>();

  /** When it was given each. */
  private final List<Long> triedAt = new CopyOnWriteArrayList<>();

  private TestEndpoint endpoint;

  @BeforeEach
  void start() throws IOException {
    endpoint = TestEndpoint.start();
  }

  @AfterEach
  void stop() {
    endpoint.close();
  }

  static Stream<Supplier<Throwable>> excuses() {
    return Stream.of(
        () -> new StoreException("canceling statement due to statement timeout", null, true),
        () -> new StoreException("packet too big", null, false),
        () -> new IllegalStateException("a driver's own trouble"),
        () -> new OutOfMemoryError("Java heap space"));
  }

  /** Guarantees L and W: all is stored, with no POST more, whatever the store says why not. */
  @ParameterizedTest
  @MethodSource("excuses")
  void aStoreThatTakesNoMoreThanAFewAtATimeGetsThemAll(Supplier<Throwable> excuse) {
    try (Webhooks webhooks = webhooks(refusing(group -> group.size() > 3, excuse))) {
      publishAndDispatch(webhooks);

      awaitDelivered(webhooks, EVENTS);
      assertThat(endpoint.events()).hasSize(EVENTS);
    }
  }

  /** A transaction for each would cost more than the outcomes do. */
  @Test
  void whatIsDeliveredWithinAMomentIsStoredTogether() {
    Supplier<Throwable> never = AssertionError::new;
    try (Webhooks webhooks = webhooks(refusing(group -> false, never))) {
      register(webhooks);
      webhooks.dispatcher().start();
      for (int sent = 1; sent <= 50; sent++) {
        int sentByNow = sent;
        webhooks.publisher().publish(event());
        await()
            .pollDelay(Duration.ZERO)
            .pollInterval(Duration.ofMillis(1))
            .until(() -> endpoint.events().size() == sentByNow);
      }

      awaitDelivered(webhooks, 50);
      assertThat(offered).hasSizeLessThan(50);
    }
  }

  /** Once it is known how much the store takes, most tries are successes. */
  @Test
  void whatAStoreCannotTakeIsNotTriedAgainAndAgain() {
    try (Webhooks webhooks =
        webhooks(
            refusing(
                group -> group.size() > 10, () -> new StoreException("timeout", null, true)))) {
      publishAndDispatch(webhooks);
      awaitDelivered(webhooks, EVENTS);

      assertThat(offered.stream().filter(size -> size > 10)).hasSizeLessThan(30);
    }
  }

  /** A bad minute of the store's costs a minute, and not every group from then on. */
  @Test
  void groupsGrowAgainOnceTheStoreTakesThem() {
    AtomicBoolean small = new AtomicBoolean(true);
    try (Webhooks webhooks =
        webhooks(
            refusing(
                group -> small.get() && group.size() > 1,
                () -> new StoreException("timeout", null, true)))) {
      publishAndDispatch(webhooks);
      awaitDelivered(webhooks, EVENTS);
      small.set(false);
      int before = offered.size();

      for (int round = 0; round < 4; round++) {
        webhooks.publisher().publishAll(Collections.nCopies(EVENTS, event()));
      }
      await()
          .atMost(Duration.ofSeconds(20))
          .until(() -> count(webhooks, DeliveryState.PENDING) == 0);
      assertThat(offered.subList(before, offered.size())).anyMatch(size -> size >= 16);
    }
  }

  /** Guarantee B: bounded in bytes, however little each outcome is. */
  @Test
  void longAnswersAreStoredInSmallGroups() {
    byte[] answer = new byte[4 * 1024];
    Arrays.fill(answer, (byte) 0xff);
    endpoint.onEvent(
        request -> new MockResponse.Builder().code(500).body(new Buffer().write(answer)).build());
    List<Long> bytes = new CopyOnWriteArrayList<>();
    FaultyStore.Line weighing =
        (method, arguments) -> {
          if (method.equals("complete")) {
            bytes.add(completions(arguments[0]).mapToLong(OutcomeGroupsTest::length).sum());
          }
        };
    try (Webhooks webhooks = webhooks(weighing)) {
      publishAndDispatch(webhooks);
      await()
          .atMost(Duration.ofSeconds(20))
          .until(() -> count(webhooks, DeliveryState.FAILED) == EVENTS);

      assertThat(bytes).allSatisfy(sum -> assertThat(sum).isLessThanOrEqualTo(512 * 1024));
    }
  }

  /** Guarantee N: an outcome that fails by itself, again and again, keeps no other waiting. */
  @Test
  void oneOutcomeThatTheStoreNeverTakesHoldsUpNoOther() {
    AtomicReference<String> victim = new AtomicReference<>();
    try (Webhooks webhooks =
        webhooks(
            refusing(
                group -> {
                  victim.compareAndSet(null, group.get(0).deliveryId());
                  return group.stream().anyMatch(c -> c.deliveryId().equals(victim.get()));
                },
                () -> new StoreException("who knows", null, true)))) {
      publishAndDispatch(webhooks);

      awaitDelivered(webhooks, EVENTS - 1);
      webhooks.publisher().publish(event());
      awaitDelivered(webhooks, EVENTS);
    }
  }

  /** A database that is away for a while is asked now and then, by one statement at a time. */
  @Test
  void anOutageIsNoStormOfStatements() {
    AtomicBoolean away = new AtomicBoolean(true);
    try (Webhooks webhooks =
        webhooks(
            refusing(
                group -> away.get(), () -> new StoreException("connection refused", null, true)))) {
      publishAndDispatch(webhooks);
      await().atMost(Duration.ofSeconds(20)).until(() -> triedAt.size() >= 9);

      assertThat(Duration.ofNanos(triedAt.get(8) - triedAt.get(0)))
          .as("50, 100, 200, 400 and 800 ms at least")
          .isGreaterThan(Duration.ofMillis(1_500));
      away.set(false);
      awaitDelivered(webhooks, EVENTS);
      assertThat(endpoint.events()).hasSize(EVENTS);
    }
  }

  private FaultyStore.Line refusing(
      Predicate<List<Completion>> refused, Supplier<Throwable> excuse) {
    return (method, arguments) -> {
      if (!method.equals("complete")) {
        return;
      }
      List<Completion> group = completions(arguments[0]).toList();
      offered.add(group.size());
      triedAt.add(System.nanoTime());
      if (refused.test(group)) {
        OutcomeGroupsTest.<RuntimeException>sneak(excuse.get());
      }
    };
  }

  @SuppressWarnings("unchecked")
  private static <T extends Throwable> void sneak(Throwable thrown) throws T {
    throw (T) thrown;
  }

  private static Stream<Completion> completions(Object argument) {
    return ((Collection<?>) argument).stream().map(Completion.class::cast);
  }

  private static long length(Completion completion) {
    String text = completion.attempt() == null ? null : completion.attempt().responseBody();
    return text == null ? 0 : text.getBytes(UTF_8).length;
  }

  private Webhooks webhooks(FaultyStore.Line line) {
    return Webhooks.builder(FaultyStore.of(store, line), SecretCipher.unprotected())
        .urlPolicy(UrlPolicy.allowingLocal())
        .retryPolicy(RetryPolicy.never())
        .health(HealthPolicy.none()) // all is sent at once, whatever the answers
        .maxInFlight(2 * EVENTS)
        .maxInFlightPerWebhook(2 * EVENTS)
        .pollInterval(Duration.ofMillis(50))
        .drainTimeout(Duration.ofSeconds(1)) // of the one that is never taken
        .build();
  }

  private void publishAndDispatch(Webhooks webhooks) {
    register(webhooks);
    List<Event> events = new ArrayList<>();
    for (int i = 0; i < EVENTS; i++) {
      events.add(event());
    }
    webhooks.publisher().publishAll(events);
    webhooks.dispatcher().start();
  }

  private void register(Webhooks webhooks) {
    webhooks
        .registry()
        .register(WORKSPACE, WebhookSettings.builder().name("CRM").url(endpoint.url()).build());
  }

  private static Event event() {
    return Event.builder("message.sent").workspace(WORKSPACE).data("Yes!").build();
  }

  private static void awaitDelivered(Webhooks webhooks, int deliveries) {
    await()
        .atMost(Duration.ofSeconds(20))
        .until(() -> count(webhooks, DeliveryState.DELIVERED) == deliveries);
  }

  private static int count(Webhooks webhooks, DeliveryState state) {
    return webhooks
        .deliveryLog()
        .query(DeliveryQuery.builder(WORKSPACE).state(state).limit(200).build())
        .deliveries()
        .size();
  }
}
