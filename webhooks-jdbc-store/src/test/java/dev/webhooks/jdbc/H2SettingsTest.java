package dev.webhooks.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.webhooks.model.Webhook;
import dev.webhooks.spi.StoreException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.h2.jdbcx.JdbcDataSource;
import org.h2.tools.Server;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Settings of H2 that matter: it acknowledges commits before they are on disk, unless it is told
 * not to.
 */
class H2SettingsTest {
  @TempDir Path folder;

  @Test
  void theStoreMakesAnEmbeddedDatabaseWriteThrough() throws SQLException {
    JdbcDataSource dataSource = file();
    try (Connection keptOpen = dataSource.getConnection()) {
      JdbcStore.builder(dataSource).build();

      assertThat(writeDelays(keptOpen)).containsOnly("0");
    }
  }

  /** H2 lists the delay that was stored, and goes by its default when it opens the file again. */
  @Test
  void theStoreMakesADatabaseWriteThroughThatWasClosedMeanwhile() throws SQLException {
    JdbcDataSource dataSource = file();
    JdbcStore store = JdbcStore.builder(dataSource).build();
    store.createSchema();
    Webhook webhook = Fixture.activeWebhook(store, "acme");
    try (Connection keptOpen = dataSource.getConnection()) {
      assertThat(writeDelays(keptOpen)).contains("500");

      store.append(List.of(Fixture.event(null, webhook)));

      assertThat(writeDelays(keptOpen)).containsOnly("0");
    }
  }

  @Test
  void theStoreMakesTheCallersTransactionWriteThrough() throws SQLException {
    JdbcDataSource dataSource = file();
    JdbcStore store = JdbcStore.builder(dataSource).build();
    store.createSchema();
    Webhook webhook = Fixture.activeWebhook(store, "acme");
    try (Connection connection = dataSource.getConnection()) {
      connection.setAutoCommit(false);
      store.on(connection).append(List.of(Fixture.event(null, webhook)));
      assertThat(writeDelays(connection)).containsOnly("0");
      connection.rollback();

      store.append(List.of(Fixture.event(null, webhook)));
      assertThat(writeDelays(connection)).containsOnly("0");
      assertThat(store.claim(Fixture.claimUpTo(10))).hasSize(1);
    }
  }

  @Test
  void theStoreMakesAServersDatabaseWriteThrough() throws SQLException {
    Server server =
        Server.createTcpServer("-tcpPort", "0", "-ifNotExists", "-baseDir", folder.toString());
    server.start();
    try {
      JdbcDataSource dataSource = new JdbcDataSource();
      dataSource.setURL("jdbc:h2:tcp://127.0.0.1:" + server.getPort() + "/./served");
      dataSource.setUser("admin");
      try (Connection keptOpen = dataSource.getConnection()) {
        JdbcStore.builder(dataSource).build();

        assertThat(writeDelays(keptOpen)).containsOnly("0");
      }
    } finally {
      server.stop();
    }
  }

  @Test
  void aUserWhoMayNotMakeItDurableIsRefused() throws SQLException {
    JdbcDataSource admin = file();
    try (Connection keptOpen = admin.getConnection();
        Statement statement = keptOpen.createStatement()) {
      statement.execute("create user guest password ''");
      JdbcDataSource guest = file();
      guest.setUser("guest");

      assertThatThrownBy(() -> JdbcStore.builder(guest).build())
          .isInstanceOf(StoreException.class)
          .hasMessageContaining("WRITE_DELAY=0");

      statement.execute("set write_delay 0");
      assertThat(JdbcStore.builder(guest).build()).isNotNull();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"IGNORECASE=TRUE", "COLLATION=ENGLISH STRENGTH PRIMARY"})
  void aDatabaseThatTakesDifferentTextsForEqualIsRefused(String setting) {
    JdbcDataSource dataSource = new JdbcDataSource();
    dataSource.setURL("jdbc:h2:mem:;" + setting);

    assertThatThrownBy(() -> JdbcStore.builder(dataSource).build())
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("IGNORECASE");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "MODE=PostgreSQL;DATABASE_TO_LOWER=TRUE",
        "MODE=MySQL;CASE_INSENSITIVE_IDENTIFIERS=TRUE",
        "DATABASE_TO_UPPER=FALSE"
      })
  void compatibilityModesMakeNoDifference(String settings) {
    JdbcDataSource dataSource = new JdbcDataSource();
    dataSource.setURL("jdbc:h2:mem:modes;DB_CLOSE_DELAY=0;" + settings);
    try (TestDatabase database = TestDatabase.on(dataSource)) {
      JdbcStore store = database.newStore();
      Webhook webhook = Fixture.activeWebhook(store, "acme");
      store.append(List.of(Fixture.event("key", webhook), Fixture.event("key", webhook)));
      Fixture.deliverAll(store);

      assertThat(database.count("attempt")).isEqualTo(1);
    }
  }

  /**
   * Guarantee L: H2 does not write one state of all its tables, so a kill would tear a transaction
   * that commits while another is being written.
   */
  @Test
  void onAFileTheStoresTransactionsTakeTurns() throws Exception {
    JdbcDataSource dataSource = file();
    dataSource.setURL(dataSource.getURL() + ";LOCK_TIMEOUT=60000");
    JdbcStore store = JdbcStore.builder(dataSource).build();
    store.createSchema();
    Webhook webhook = Fixture.activeWebhook(store, "acme");
    try (Connection host = dataSource.getConnection()) {
      host.setAutoCommit(false);
      execute(host, "update webhooks_workspace set version = version");
      Thread waiting = new Thread(() -> Fixture.activeWebhook(store, "acme"));
      waiting.start();
      await()
          .until(
              () ->
                  number(
                          host,
                          "count(*) from information_schema.sessions"
                              + " where blocker_id is not null")
                      == 1);
      Thread behind = new Thread(() -> store.append(List.of(Fixture.event(null, webhook))));
      behind.start();
      await().until(() -> behind.getState() == Thread.State.TIMED_WAITING);

      assertThat(number(host, "count(*) from webhooks_event")).isZero();

      host.rollback();
      waiting.join();
      behind.join();
      assertThat(number(host, "count(*) from webhooks_event")).isEqualTo(1);
    }
  }

  private static void execute(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private static long number(Connection connection, String selected) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("select " + selected)) {
      row.next();
      return row.getLong(1);
    }
  }

  private JdbcDataSource file() {
    JdbcDataSource dataSource = new JdbcDataSource();
    dataSource.setURL("jdbc:h2:file:" + folder.resolve("durable"));
    dataSource.setUser("admin");
    return dataSource;
  }

  /** What H2 lists: the value in force, and beside it one that was stored. */
  private static List<String> writeDelays(Connection connection) throws SQLException {
    List<String> values = new ArrayList<>();
    try (Statement statement = connection.createStatement();
        ResultSet rows =
            statement.executeQuery(
                "select setting_value from information_schema.settings"
                    + " where setting_name = 'WRITE_DELAY'")) {
      while (rows.next()) {
        values.add(rows.getString(1));
      }
    }
    return values;
  }
}
