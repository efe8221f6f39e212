package dev.webhooks.jdbc;

import static dev.webhooks.jdbc.Fixture.WORKSPACE;
import static dev.webhooks.jdbc.Fixture.activeWebhook;
import static dev.webhooks.jdbc.Fixture.claimUpTo;
import static dev.webhooks.jdbc.Fixture.deliverAll;
import static dev.webhooks.jdbc.Fixture.event;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.webhooks.model.DeliveryQuery;
import dev.webhooks.model.Webhook;
import dev.webhooks.spi.NewEvent;
import dev.webhooks.spi.Subscriptions;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@ParameterizedClass
@EnumSource(Engine.class)
class RetentionTest {
  private static final Duration MONTH = Duration.ofDays(30);

  @Parameter Engine engine;
  private TestDatabase database;
  private JdbcStore store;

  @BeforeEach
  void open() {
    database = engine.open("retention");
    database.reset();
    store = database.newStore();
  }

  @AfterEach
  void close() {
    assertThat(database.watched().open()).isZero();
    assertThat(database.watched().misused()).isZero();
    database.close();
  }

  @Test
  void aPurgeRemovesWhatFinishedLongAgoWithItsAttemptsAndEvents() {
    Webhook one = activeWebhook(store, WORKSPACE);
    Webhook two = activeWebhook(store, WORKSPACE);
    store.append(Stream.generate(() -> event(null, one, two)).limit(25).toList());
    store.append(List.of(event("order-7", one)));
    deliverAll(store);
    database.passTime(MONTH.plusDays(1));
    store.append(List.of(event(null, one)));
    deliverAll(store);

    assertThat(store.purge(MONTH, 10)).isEqualTo(new RemovedRows(0, 51, 51, 26));

    assertThat(database.count("delivery")).isEqualTo(1);
    assertThat(database.count("attempt")).isEqualTo(1);
    assertThat(database.count("event")).isEqualTo(1);
    assertThat(store.append(List.of(event("order-7", one))).get(0).duplicate())
        .as("an event's key goes with the event")
        .isFalse();
    assertThat(store.purge(MONTH, 10)).isEqualTo(RemovedRows.NOTHING);
  }

  /** Guarantee L: age alone is no reason to drop what was not delivered. */
  @Test
  void aPurgeLeavesWhatIsPendingAndItsEvent() {
    Webhook one = activeWebhook(store, WORKSPACE);
    Webhook two = activeWebhook(store, WORKSPACE);
    NewEvent event = event(null, one, two);
    store.append(List.of(event));
    store.complete(
        store.claim(claimUpTo(10)).stream()
            .filter(claim -> claim.webhookId().equals(one.id()))
            .map(claim -> dev.webhooks.spi.Completion.unsendable(claim, "why"))
            .toList());
    database.passTime(MONTH.plusDays(1));

    assertThat(store.purge(MONTH, 10)).isEqualTo(new RemovedRows(0, 1, 0, 0));

    assertThat(store.claim(claimUpTo(10)))
        .singleElement()
        .satisfies(claim -> assertThat(claim.body()).isEqualTo(event.body()));
  }

  /** The age is that of the outcome: a redelivery of something old can be looked at for a while. */
  @Test
  void aPurgeLeavesWhatFinishedLately() {
    store.append(List.of(event(null, activeWebhook(store, WORKSPACE))));
    database.passTime(MONTH.plusDays(1));
    deliverAll(store);

    assertThat(store.purge(MONTH, 10)).isEqualTo(RemovedRows.NOTHING);
    assertThat(database.count("event")).isEqualTo(1);
  }

  @Test
  void aPurgeForgetsKeysThatNoDeliveryKeeps() {
    Webhook webhook = activeWebhook(store, WORKSPACE);
    NewEvent unwanted =
        NewEvent.builder(Fixture.id("evt"))
            .workspace(WORKSPACE)
            .type("x")
            .body(new byte[0])
            .idempotencyKey("order-7")
            .build();
    store.append(List.of(unwanted));
    assertThat(store.purge(MONTH, 10)).isEqualTo(RemovedRows.NOTHING);
    database.passTime(MONTH.plusDays(1));

    assertThat(store.purge(MONTH, 10)).isEqualTo(new RemovedRows(0, 0, 0, 1));
    assertThat(store.append(List.of(event("order-7", webhook))).get(0).duplicate()).isFalse();
  }

  @Test
  void anErasureRemovesEverythingOfOneWorkspaceAndNothingElse() {
    Webhook webhook = activeWebhook(store, WORKSPACE);
    store.append(Stream.generate(() -> event(null, webhook)).limit(5).toList());
    deliverAll(store);
    store.append(List.of(event("order-7", webhook)));
    store.append(
        List.of(
            NewEvent.builder(Fixture.id("evt"))
                .workspace(WORKSPACE)
                .type("x")
                .body(new byte[0])
                .idempotencyKey("order-8")
                .build()));
    Webhook theirs = activeWebhook(store, "globex");
    store.append(List.of(event("order-7", theirs)));
    long version = store.subscriptions(WORKSPACE, Subscriptions.NONE).orElseThrow().version();

    assertThat(store.erase(WORKSPACE)).isEqualTo(new RemovedRows(1, 6, 5, 7));

    assertThat(List.of("workspace", "webhook", "event", "delivery", "pending"))
        .allMatch(table -> database.count(table) == 1);
    assertThat(database.count("attempt")).isZero();
    assertThat(store.query(DeliveryQuery.builder("globex").build()).deliveries()).hasSize(1);
    assertThat(store.subscriptions(WORKSPACE, version)).isPresent();
    activeWebhook(store, WORKSPACE);
    assertThat(store.subscriptions(WORKSPACE, version))
        .as("a workspace that comes back does not repeat a version")
        .isPresent();
  }

  /** Keys are stored whether anybody listens or not, so there may always be one more. */
  @Test
  void anErasureEndsWhileTheHostGoesOnPublishingWithKeys() {
    AtomicInteger steps = new AtomicInteger();
    DataSource beforeEachStep =
        onConnection(
            () -> {
              int step = steps.incrementAndGet();
              if (step < 100) {
                store.append(List.of(unwanted("key-" + step)));
              }
            });
    JdbcStore erasing = JdbcStore.builder(beforeEachStep).build();
    steps.set(0);

    assertThat(erasing.erase(WORKSPACE).events()).isPositive();

    assertThat(steps.get()).isLessThan(10);
  }

  /** The database, with something that is done before each connection is handed out. */
  private DataSource onConnection(Runnable before) {
    DataSource dataSource = database.dataSource();
    return (DataSource)
        Proxy.newProxyInstance(
            getClass().getClassLoader(),
            new Class<?>[] {DataSource.class},
            (proxy, method, arguments) -> {
              before.run();
              return method.invoke(dataSource, arguments);
            });
  }

  private static NewEvent unwanted(String key) {
    return NewEvent.builder(Fixture.id("evt"))
        .workspace(WORKSPACE)
        .type("x")
        .body(new byte[0])
        .idempotencyKey(key)
        .build();
  }

  /** A redelivery, or another purge, has one; the rest goes all the same. */
  @Test
  void aPurgePassesOverWhatSomebodyHasLocked() throws Exception {
    Webhook webhook = activeWebhook(store, WORKSPACE);
    List<NewEvent> events = Stream.generate(() -> event(null, webhook)).limit(30).toList();
    store.append(events);
    deliverAll(store);
    database.passTime(MONTH.plusDays(1));
    String locked = events.get(0).deliveries().get(0).id();
    ExecutorService executor = Executors.newSingleThreadExecutor();
    try (Connection connection = database.dataSource().getConnection();
        Statement statement = connection.createStatement()) {
      connection.setAutoCommit(false);
      statement.execute("select id from webhooks_delivery where id = '" + locked + "' for update");

      assertThat(executor.submit(() -> store.purge(MONTH, 1)).get(20, SECONDS).deliveries())
          .isEqualTo(29);

      connection.rollback();
      connection.setAutoCommit(true);
    } finally {
      executor.shutdownNow();
    }
    assertThat(store.purge(MONTH, 10).deliveries()).isEqualTo(1);
  }
}
