package dev.webhooks.jdbc;

import static dev.webhooks.jdbc.Fixture.WORKSPACE;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.webhooks.model.Webhook;
import dev.webhooks.model.WebhookQuery;
import dev.webhooks.spi.StoreException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * How a schema comes from one version to the next, and what a node says of one that doesn't fit.
 */
@Order(2)
class MigrationTest {
  private static final int NODES = 6;

  @ParameterizedTest
  @EnumSource(Engine.class)
  void eachMigrationIsRecordedWithItsChecksum(Engine engine) {
    try (TestDatabase database = empty(engine, "recorded")) {
      database.newStore().createSchema();

      assertThat(versions(database))
          .containsExactly(
              "1 webhooks 1 " + checksum(engine, 1),
              "2 schema version 1 " + checksum(engine, 2),
              "3 log queries 1 " + checksum(engine, 3),
              "4 settings 1 " + checksum(engine, 4),
              "5 engine 1 " + checksum(engine, 5),
              "6 health 1 " + checksum(engine, 6),
              "7 observation 1 " + checksum(engine, 7),
              "8 room for leases 1 " + checksum(engine, 8));
      assertThat(database.number("select min(applied_at) from webhooks_schema_version"))
          .isGreaterThan(1_700_000_000_000_000L);
    }
  }

  @Test
  void theVersionTableGoesWithTheOthersNames() {
    TestDatabase.postgres("versioned").close();
    try (TestDatabase database =
        TestDatabase.on(
            PostgresServer.schema("public"),
            pool -> {},
            "versioned.Hooks_",
            store -> store.schema("versioned").tablePrefix("Hooks_"))) {
      assertThat(database.count("schema_version")).isEqualTo(Releases.NEXT - 1);
      assertThatCode(() -> database.newStore().validateSchema()).doesNotThrowAnyException();
    }
  }

  /** An index tells whether the script was run again: it was dropped before. */
  @ParameterizedTest
  @EnumSource(Engine.class)
  void aSchemaThatIsOlderThanTheVersionTableIsAdoptedAndNotMadeAgain(Engine engine) {
    try (TestDatabase database = empty(engine, "adopted")) {
      Releases.store(database, Releases.upTo(1)).createSchema();
      String webhook = new FirstRelease(engine, database.dataSource()).register(WORKSPACE);
      String index = "ix_webhooks_delivery_event";
      database.execute(
          "drop index " + index + (engine == Engine.MARIADB ? " on webhooks_delivery" : ""));

      database.newStore().createSchema();

      assertThat(versions(database))
          .hasSize(Releases.NEXT - 1)
          .allMatch(row -> !row.endsWith("null"));
      assertThat(database.newStore().list(WebhookQuery.of(WORKSPACE)).webhooks())
          .extracting(Webhook::id)
          .containsExactly(webhook);
      database.execute("create index " + index + " on webhooks_delivery (event_id)");
    }
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void aStoreOnAnOldSchemaSaysWhatIsMissingAndGoesOnWhenThatIsDone(Engine engine) {
    try (TestDatabase database = empty(engine, "outdated")) {
      JdbcStore store = database.newStore();
      assertRefused(
          store::validateSchema,
          "there is no schema",
          "needs version " + (Releases.NEXT - 1),
          "createSchema()");
      assertRefused(() -> store.list(WebhookQuery.of(WORKSPACE)), "there is no schema");

      Releases.store(database, Releases.upTo(1)).createSchema();
      assertRefused(store::validateSchema, "too old", "at version 1", "V2__schema_version.sql");
      assertRefused(() -> store.list(WebhookQuery.of(WORKSPACE)), "too old");
      assertRefused(() -> joined(database, store), "too old");

      database.newStore().createSchema();
      assertThat(store.list(WebhookQuery.of(WORKSPACE)).webhooks()).isEmpty();
      assertThatCode(() -> joined(database, store)).doesNotThrowAnyException();
      assertThat(database.watched().misused()).isZero();
    }
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void anOlderLibraryGoesOnUnlessTheNewerSchemaSaysThatItCant(Engine engine) {
    try (TestDatabase database = empty(engine, "newer")) {
      Releases.store(database, Releases.next()).createSchema();

      JdbcStore older = database.newStore();
      assertThatCode(older::validateSchema).doesNotThrowAnyException();
      assertThatCode(older::createSchema).doesNotThrowAnyException();
      assertThat(database.newStore().list(WebhookQuery.of(WORKSPACE)).webhooks()).isEmpty();

      database.execute(
          "update webhooks_schema_version set compatible_from = version where version = "
              + Releases.NEXT);

      JdbcStore tooOld = database.newStore();
      String[] reason = {
        "too new",
        "version " + Releases.NEXT,
        "this one knows version " + (Releases.NEXT - 1),
        "Upgrade"
      };
      assertRefused(tooOld::validateSchema, reason);
      assertRefused(tooOld::createSchema, reason);
      assertRefused(() -> tooOld.list(WebhookQuery.of(WORKSPACE)), reason);
      assertThatCode(() -> Releases.store(database, Releases.next()).validateSchema())
          .doesNotThrowAnyException();
    }
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void aScriptThatIsNotTheOneThatWasRunIsRefused(Engine engine) {
    try (TestDatabase database = empty(engine, "changed")) {
      Releases.store(database, Releases.next()).createSchema();
      JdbcStore other = Releases.store(database, Releases.nextForItselfAlone());

      assertRefused(other::validateSchema, "another " + Releases.NEXT_SCRIPT, "checksum");
      assertRefused(other::createSchema, "another " + Releases.NEXT_SCRIPT, "checksum");

      database.execute(
          "update webhooks_schema_version set checksum = null where version = " + Releases.NEXT);
      assertThatCode(other::validateSchema).doesNotThrowAnyException();
    }
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void aTableThatIsLostIsNotMadeAnewSilently(Engine engine) {
    try (TestDatabase database = empty(engine, "lost")) {
      database.newStore().createSchema();
      database.execute("drop table webhooks_attempt");

      assertRefused(database.newStore()::createSchema, "webhooks_attempt is missing", "Restore");
      assertRefused(database.newStore()::validateSchema, "webhooks_attempt is missing");
    }
  }

  /** Where DDL commits by itself, what was done of it stays. */
  @ParameterizedTest
  @EnumSource(Engine.class)
  void aMigrationThatDiedHalfwayIsRunAgain(Engine engine) {
    try (TestDatabase database = empty(engine, "halfway")) {
      JdbcStore dying =
          Releases.store(
              database,
              Releases.next(
                  script -> script.replace("create table", "select nothing; create table")));
      assertThatThrownBy(dying::createSchema).isInstanceOf(StoreException.class);
      assertThat(versions(database)).hasSize(Releases.NEXT - 1);
      assertRefused(dying::validateSchema, "too old");

      Releases.store(database, Releases.next()).createSchema();

      assertThat(versions(database)).hasSize(Releases.NEXT);
      assertThat(database.number("select count(priority) from webhooks_delivery")).isZero();
      assertThat(database.watched().misused()).isZero();
    }
  }

  /** MySQL adds no column IF NOT EXISTS; MariaDB without these words is as strict. */
  @Test
  void onMySqlTooAMigrationThatDiedHalfwayIsRunAgain() {
    try (TestDatabase database = empty(Engine.MARIADB, "halfwaymysql")) {
      JdbcStore next =
          JdbcStore.builder(database.dataSource())
              .database(Database.MYSQL)
              .migrations(Releases.next(script -> script.replaceAll("/\\*M!.*?\\*/", "")))
              .build();
      database.newStore().createSchema();
      database.execute("alter table webhooks_delivery add column priority integer");
      database.execute(
          "create index ix_webhooks_delivery_priority on webhooks_delivery (priority)");

      next.createSchema();

      assertThat(versions(database)).hasSize(Releases.NEXT);
    }
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void nodesThatStartTogetherRunEachMigrationOnce(Engine engine) throws Exception {
    try (TestDatabase database = empty(engine, "upgraded")) {
      database.newStore().createSchema();
      CyclicBarrier start = new CyclicBarrier(NODES);
      ExecutorService executor = Executors.newFixedThreadPool(NODES);
      List<Future<?>> nodes = new ArrayList<>();
      for (int i = 0; i < NODES; i++) {
        nodes.add(
            executor.submit(
                () -> {
                  JdbcStore store = Releases.store(database, Releases.next());
                  start.await();
                  store.createSchema();
                  return null;
                }));
      }
      for (Future<?> node : nodes) {
        node.get();
      }
      executor.shutdown();

      assertThat(versions(database)).hasSize(Releases.NEXT);
      assertThat(database.watched().misused()).isZero();
    }
  }

  /** Guarantee N: what another node migrates keeps nobody from starting who has nothing to do. */
  @ParameterizedTest
  @EnumSource(
      value = Engine.class,
      names = {"POSTGRESQL", "MARIADB"})
  void aNodeWithNothingToMigrateWaitsForNobody(Engine engine) throws Exception {
    ExecutorService executor = Executors.newSingleThreadExecutor();
    try (TestDatabase database = empty(engine, "busy")) {
      database.newStore().createSchema();
      try (Connection migrating = database.dataSource().getConnection();
          Statement statement = migrating.createStatement()) {
        statement.execute(
            engine == Engine.POSTGRESQL
                ? "select pg_advisory_lock(" + 0x77656268_6f6f6b73L + ")"
                : "select get_lock('webhooks_schema', 0)");

        executor.submit(database.newStore()::createSchema).get(10, SECONDS);

        statement.execute(
            engine == Engine.POSTGRESQL
                ? "select pg_advisory_unlock_all()"
                : "do release_lock('webhooks_schema')");
      }
    } finally {
      executor.shutdownNow();
    }
  }

  /**
   * Guarantee N: publishers don't queue up behind a migration that waits for a host's long
   * transaction.
   */
  @Test
  void aMigrationThatWaitsForATableLetsOthersPass() throws Exception {
    ExecutorService executor = Executors.newFixedThreadPool(2);
    try (TestDatabase database = empty(Engine.POSTGRESQL, "waiting")) {
      JdbcStore store = database.newStore();
      store.createSchema();
      Webhook webhook = Fixture.activeWebhook(store, WORKSPACE);
      try (Connection host = database.dataSource().getConnection()) {
        host.setAutoCommit(false);
        store.on(host).append(List.of(Fixture.event(null, webhook)));

        Future<?> migration =
            executor.submit(Releases.store(database, Releases.next())::createSchema);
        Engine.POSTGRESQL.awaitBlocked(database);
        executor.submit(() -> store.append(List.of(Fixture.event(null, webhook)))).get(10, SECONDS);

        host.commit();
        host.setAutoCommit(true);
        migration.get(20, SECONDS);
      }
      assertThat(versions(database)).hasSize(Releases.NEXT);
    } finally {
      executor.shutdownNow();
    }
  }

  /** The MariaDB server of these tests knows no users. */
  @ParameterizedTest
  @EnumSource(
      value = Engine.class,
      names = {"H2", "POSTGRESQL"})
  void aNodeThatMayCreateNothingStartsOnAWholeSchema(Engine engine) {
    try (TestDatabase database = empty(engine, "limited")) {
      database.newStore().createSchema();
      try (var limited = LimitedUser.of(engine, database, "migration_limited", "limited")) {
        JdbcStore store = JdbcStore.builder(limited.dataSource()).build();
        store.validateSchema();
        store.createSchema();
        assertThat(store.list(WebhookQuery.of(WORKSPACE)).webhooks()).isEmpty();

        JdbcStore next =
            JdbcStore.builder(limited.dataSource()).migrations(Releases.next()).build();
        assertThatThrownBy(next::createSchema)
            .isInstanceOf(StoreException.class)
            .hasMessageContaining("migrate the schema");
        assertThat(versions(database)).hasSize(Releases.NEXT - 1);
      }
    }
  }

  /** A database that has the name's place and none of our tables. */
  static TestDatabase empty(Engine engine, String name) {
    TestDatabase database = engine.open("migration_" + name);
    for (String table : Migrations.shipped(engine.folder()).tables()) {
      database.execute("drop table " + table);
    }
    if (engine != Engine.MARIADB) {
      database.execute("drop sequence webhooks_turn");
    }
    return database;
  }

  private static void joined(TestDatabase database, JdbcStore store) throws SQLException {
    try (Connection host = database.dataSource().getConnection()) {
      host.setAutoCommit(false);
      try {
        store.on(host);
      } finally {
        try (Statement statement = host.createStatement()) {
          statement.execute("select 1"); // the caller's transaction can go on
        }
        host.rollback();
        host.setAutoCommit(true);
      }
    }
  }

  private static void assertRefused(ThrowingCallable call, String... words) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(StoreException.class, e -> assertThat(e.isRetryable()).isFalse())
        .hasMessageContainingAll(words);
  }

  private static List<String> versions(TestDatabase database) {
    List<String> versions = new ArrayList<>();
    try (Connection connection = database.dataSource().getConnection();
        Statement statement = connection.createStatement();
        ResultSet rows =
            statement.executeQuery(
                "select version, description, compatible_from, checksum"
                    + " from webhooks_schema_version order by version")) {
      while (rows.next()) {
        versions.add(
            rows.getInt(1)
                + " "
                + rows.getString(2)
                + " "
                + rows.getInt(3)
                + " "
                + rows.getString(4));
      }
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
    return versions;
  }

  private static String checksum(Engine engine, int version) {
    return Migrations.shipped(engine.folder()).steps().get(version - 1).checksum();
  }
}
