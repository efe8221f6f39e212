package dev.webhooks.jdbc;

import static dev.webhooks.jdbc.Fixture.WORKSPACE;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.webhooks.model.Webhook;
import dev.webhooks.model.WebhookQuery;
import dev.webhooks.spi.StoreException;
import java.sql.Connection;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.UnaryOperator;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.postgresql.ds.PGSimpleDataSource;

class SchemaTest {
  private static final int NODES = 8;

  @ParameterizedTest
  @EnumSource(Engine.class)
  void nodesThatStartTogetherCreateTheSchemaOnce(Engine engine) throws Exception {
    try (TestDatabase database = engine.open("together")) {
      for (String table :
          List.of(
              "workspace",
              "webhook",
              "event",
              "delivery",
              "pending",
              "attempt",
              "schema_version")) {
        database.execute("drop table webhooks_" + table);
      }
      CyclicBarrier start = new CyclicBarrier(NODES);
      ExecutorService executor = Executors.newFixedThreadPool(NODES);
      List<Future<?>> nodes = new ArrayList<>();
      for (int i = 0; i < NODES; i++) {
        nodes.add(
            executor.submit(
                () -> {
                  JdbcStore store = database.newStore();
                  start.await();
                  store.createSchema();
                  return null;
                }));
      }
      for (Future<?> node : nodes) {
        node.get();
      }
      executor.shutdown();

      assertThat(database.newStore().list(WebhookQuery.of(WORKSPACE)).webhooks()).isEmpty();
      assertThat(database.watched().open()).isZero();
      assertThat(database.watched().misused()).isZero();
    }
  }

  /** Guarantee N: a host's transaction that published may stay open for long. */
  @ParameterizedTest
  @EnumSource(Engine.class)
  void aNodeThatStartsWaitsForNoPublisherAndStopsNone(Engine engine) throws Exception {
    ExecutorService executor = Executors.newSingleThreadExecutor();
    try (TestDatabase database = engine.open("starting")) {
      database.reset();
      JdbcStore store = database.newStore();
      Webhook webhook = Fixture.activeWebhook(store, WORKSPACE);
      try (Connection host = database.dataSource().getConnection()) {
        host.setAutoCommit(false);
        store.on(host).append(List.of(Fixture.event(null, webhook)));

        executor.submit(store::createSchema).get(10, SECONDS);
        executor.submit(() -> store.append(List.of(Fixture.event(null, webhook)))).get(10, SECONDS);
        executor.submit(() -> Fixture.deliverAll(store)).get(10, SECONDS);

        host.commit();
        host.setAutoCommit(true);
      }
      Fixture.deliverAll(store);
      assertThat(database.count("attempt")).isEqualTo(2);
    } finally {
      executor.shutdownNow();
    }
  }

  /**
   * The names of tables carry the schema, those of indexes don't. Without the version table it is a
   * schema whose making was cut short.
   */
  @ParameterizedTest
  @ValueSource(strings = {"", "Partly"})
  void whatIsMissingOnPostgresIsAddedWhereItBelongs(String schema) {
    TestDatabase.postgres("partly").close();
    String tables = schema.isEmpty() ? "Hooks_" : schema + ".Hooks_";
    UnaryOperator<JdbcStore.Builder> names =
        store ->
            schema.isEmpty()
                ? store.tablePrefix("Hooks_")
                : store.schema(schema).tablePrefix("Hooks_");
    PGSimpleDataSource dataSource = PostgresServer.schema(schema.isEmpty() ? "partly" : "public");
    try (TestDatabase database = TestDatabase.on(dataSource, pool -> {}, tables, names)) {
      for (int round = 0; round < 2; round++) {
        database.execute("drop index partly.ix_hooks_pending_turn");
        database.execute("drop table partly.hooks_attempt");
        database.execute("drop table partly.hooks_schema_version");

        database.newStore().createSchema();

        assertThat(database.count("attempt")).isZero();
        assertThat(database.count("schema_version")).isEqualTo(Migrations.FILES.size());
      }
    }
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void withoutItsTablesTheStoreSaysThatTryingAgainIsNoUse(Engine engine) {
    try (TestDatabase database = engine.open("tables")) {
      JdbcStore store = JdbcStore.builder(database.dataSource()).tablePrefix("nowhere_").build();

      assertThatThrownBy(() -> store.list(WebhookQuery.of(WORKSPACE)).webhooks())
          .isInstanceOfSatisfying(StoreException.class, e -> assertThat(e.isRetryable()).isFalse());
    }
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void aDatabaseThatIsAwayMayBeTriedAgain(Engine engine) {
    TestDatabase database = engine.open("away");
    JdbcStore store = database.newStore();
    database.close();

    assertThatThrownBy(() -> store.list(WebhookQuery.of(WORKSPACE)).webhooks())
        .isInstanceOfSatisfying(StoreException.class, e -> assertThat(e.isRetryable()).isTrue());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "1st", "a-b", "a b", "a;drop table x", "ä", "a.b", "\"a\""})
  void namesThatAreNotPlainIdentifiersAreRefused(String name) {
    JdbcStore.Builder builder = JdbcStore.builder(new org.h2.jdbcx.JdbcDataSource());

    assertThatThrownBy(() -> builder.tablePrefix(name))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> builder.schema(name)).isInstanceOf(IllegalArgumentException.class);
  }
}
