package dev.webhooks.jdbc;

import static dev.webhooks.jdbc.Fixture.WORKSPACE;
import static dev.webhooks.jdbc.Fixture.activeWebhook;
import static dev.webhooks.jdbc.Fixture.claimUpTo;
import static dev.webhooks.jdbc.Fixture.deliverAll;
import static dev.webhooks.jdbc.Fixture.event;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.spi.ILoggingEvent;
import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.webhooks.model.Webhook;
import dev.webhooks.model.WebhookQuery;
import dev.webhooks.spi.NewEvent;
import dev.webhooks.spi.StoreException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * A real PgBouncer, as a rule in transaction mode, which translates no names of prepared
 * statements: it gives each transaction a server connection of its choice, and so one client's
 * names to all.
 */
@Timeout(120)
class PgBouncerTest {
  private static final int PUBLISHERS = 4;
  private static final int EVENTS = 150;

  private final TestDatabase direct = TestDatabase.postgres("bouncer");
  private final List<AutoCloseable> open = new ArrayList<>(List.of(direct));
  private PgBouncer bouncer;

  @BeforeEach
  void start() {
    direct.reset();
    bouncer = PgBouncer.start("transaction", 3);
    open.add(bouncer);
  }

  @AfterEach
  void stop() throws Exception {
    Collections.reverse(open);
    for (AutoCloseable each : open) {
      each.close();
    }
  }

  /**
   * Guarantee L. The threshold is the driver's: 5 is its default, at 2 nearly every statement has a
   * name, and at 0 none has. The other clients are a host's, with the default.
   */
  @ParameterizedTest(name = "prepareThreshold={0}")
  @ValueSource(ints = {5, 2, 0})
  void whatWasAcknowledgedIsThere(int threshold) throws Exception {
    AtomicBoolean published = new AtomicBoolean();
    List<CompletableFuture<Void>> others =
        IntStream.range(0, 3)
            .mapToObj(i -> CompletableFuture.runAsync(() -> beAnotherClient(i, published)))
            .toList();
    Webhook webhook = activeWebhook(store(threshold), WORKSPACE);
    AtomicInteger refused = new AtomicInteger();
    List<CompletableFuture<Set<String>>> publishers =
        IntStream.range(0, PUBLISHERS)
            .mapToObj(
                i -> CompletableFuture.supplyAsync(() -> publish(threshold, webhook, refused)))
            .toList();

    Set<String> acknowledged = new HashSet<>();
    publishers.forEach(each -> acknowledged.addAll(each.join()));
    published.set(true);
    others.forEach(CompletableFuture::join);

    assertThat(refused).hasValue(0);
    assertThat(acknowledged).hasSize(PUBLISHERS * EVENTS);
    assertThat(direct.count("event")).isEqualTo(PUBLISHERS * EVENTS);
    assertThat(direct.count("delivery")).isEqualTo(PUBLISHERS * EVENTS);
    assertThat(direct.count("pending")).isEqualTo(PUBLISHERS * EVENTS);
    JdbcStore store = store(threshold);
    deliverAll(store);
    assertThat(
            direct.number(
                "select count(*) from bouncer.webhooks_delivery where state = 'DELIVERED'"))
        .isEqualTo(PUBLISHERS * EVENTS);
  }

  private Set<String> publish(int threshold, Webhook webhook, AtomicInteger refused) {
    JdbcStore store = store(threshold);
    Set<String> acknowledged = new HashSet<>();
    for (int i = 0; i < EVENTS; i++) {
      NewEvent event = event(null, webhook);
      try {
        store.append(List.of(event));
        acknowledged.add(event.id());
      } catch (StoreException e) {
        refused.incrementAndGet();
      }
    }
    return acknowledged;
  }

  /** Prepares what it uses, commits and rolls back, and fails as often as PgBouncer has it fail. */
  private void beAnotherClient(int number, AtomicBoolean end) {
    while (!end.get()) {
      try (Connection connection = bouncer.dataSource().getConnection()) {
        connection.setAutoCommit(false);
        for (int i = 0; i < 40 && !end.get(); i++) {
          try (PreparedStatement statement =
              connection.prepareStatement("select " + (i + number) % 7)) {
            statement.executeQuery().close();
          }
          if (i % 2 == 0) {
            connection.rollback();
          } else {
            connection.commit();
          }
        }
      } catch (SQLException e) {
        assertThat(e.getSQLState()).isNotNull();
      }
    }
  }

  /** The caller's commit is the driver's, which nobody here can make safe. */
  @Test
  void publishingInACallersTransactionAsksForAConnectionWithoutNames() throws Exception {
    JdbcStore store = store(5);
    Webhook webhook = activeWebhook(store, WORKSPACE);
    try (Connection connection = bouncer.dataSource().getConnection()) {
      connection.setAutoCommit(false);

      assertThatThrownBy(() -> store.on(connection))
          .isInstanceOfSatisfying(StoreException.class, e -> assertThat(e.isRetryable()).isFalse())
          .hasMessageContaining("prepareThreshold=0");
    }
    PGSimpleDataSource unprepared = bouncer.dataSource();
    unprepared.setPrepareThreshold(0);
    try (Connection connection = unprepared.getConnection()) {
      connection.setAutoCommit(false);
      store.on(connection).append(List.of(event(null, webhook)));
      connection.commit();
    }
    assertThat(store.claim(claimUpTo(10))).hasSize(1);
  }

  /** The operator is told of it, and what to set, when a store is built and not at each call. */
  @Test
  void aStoreThatIsBuiltBehindItWarns() {
    List<ILoggingEvent> events;
    try (LoggedEvents log = LoggedEvents.of(JdbcStore.class)) {
      JdbcStore store = store(5);
      store(0);
      activeWebhook(store, WORKSPACE);
      events = log.all();
    }

    String here = Thread.currentThread().getName();
    assertThat(events)
        .filteredOn(line -> line.getThreadName().equals(here))
        .singleElement()
        .satisfies(
            line -> {
              assertThat(line.getLevel()).isEqualTo(Level.WARN);
              assertThat(line.getFormattedMessage())
                  .contains("A pooler stands before PostgreSQL", "prepareThreshold=0");
            });
  }

  /**
   * A client keeps its server connection in session mode, which can't be told apart: all works, and
   * publishing in the caller's transaction asks for a connection without names there too.
   */
  @Test
  void inSessionModeItIsTreatedAlike() throws Exception {
    bouncer.close();
    bouncer = PgBouncer.start("session", 10);
    open.add(bouncer);
    JdbcStore store = store(5);
    Webhook webhook = activeWebhook(store, WORKSPACE);

    for (int i = 0; i < 20; i++) {
      store.append(List.of(event(null, webhook)));
    }
    deliverAll(store);

    assertThat(
            direct.number(
                "select count(*) from bouncer.webhooks_delivery where state = 'DELIVERED'"))
        .isEqualTo(20);
    try (Connection connection = bouncer.dataSource().getConnection()) {
      connection.setAutoCommit(false);
      assertThatThrownBy(() -> store.on(connection)).hasMessageContaining("prepareThreshold=0");
    }
  }

  /** A connection is the host's too: it comes back as it was. */
  @Test
  void aConnectionComesBackWithTheThresholdThatItHad() throws Exception {
    HikariDataSource pool = pool(5);
    JdbcStore store = JdbcStore.builder(pool).schema("bouncer").build();
    activeWebhook(store, WORKSPACE);
    assertThat(store.list(WebhookQuery.of(WORKSPACE)).webhooks()).hasSize(1);

    try (Connection connection = pool.getConnection()) {
      assertThat(PgDriver.of(connection).orElseThrow().prepareThreshold()).isEqualTo(5);
      assertThat(connection.getAutoCommit()).isTrue();
    }
  }

  private JdbcStore store(int threshold) {
    return JdbcStore.builder(pool(threshold)).schema("bouncer").build();
  }

  private synchronized HikariDataSource pool(int threshold) {
    PGSimpleDataSource dataSource = bouncer.dataSource();
    dataSource.setPrepareThreshold(threshold);
    HikariConfig config = new HikariConfig();
    config.setDataSource(dataSource);
    config.setMaximumPoolSize(2);
    HikariDataSource pool = new HikariDataSource(config);
    open.add(pool);
    return pool;
  }
}
