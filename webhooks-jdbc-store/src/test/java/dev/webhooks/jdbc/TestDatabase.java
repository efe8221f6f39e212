package dev.webhooks.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import javax.sql.DataSource;

/**
 * A database with the store's tables, made once for a test class and emptied before each of its
 * tests.
 */
final class TestDatabase implements AutoCloseable {
  private static final List<String> TABLES =
      List.of(
          "workspace",
          "webhook",
          "event",
          "delivery",
          "pending",
          "held",
          "attempt",
          "health",
          "pace",
          "tally",
          "stats");

  private static final List<String> TIMES_OF_HEALTH =
      List.of(
          "changed_at",
          "blocked_until",
          "round_until",
          "failing_since",
          "last_failure_at",
          "tally_since");

  /** From here on what is due has a place in a line instead of a time. */
  private static final long PLACES = 4_000_000_000_000_000_000L;

  private final HikariDataSource pool;

  /** What stores use; as a rule the same. */
  private final HikariDataSource ofStores;

  private final String tables;
  private final UnaryOperator<JdbcStore.Builder> settings;
  private final boolean isPostgres;

  /** How much time has passed in the tables alone. */
  private final AtomicLong passed = new AtomicLong();

  private WatchedDataSource watched;

  private TestDatabase(
      HikariDataSource pool, String tables, UnaryOperator<JdbcStore.Builder> settings) {
    this(pool, pool, tables, settings);
    newStore().createSchema();
  }

  private TestDatabase(
      HikariDataSource pool,
      HikariDataSource ofStores,
      String tables,
      UnaryOperator<JdbcStore.Builder> settings) {
    this.pool = pool;
    this.ofStores = ofStores;
    this.tables = tables;
    this.settings = settings;
    this.isPostgres = isPostgres(pool);
    this.watched = new WatchedDataSource(ofStores);
  }

  /** A pool of ten on the data source, and the default names. */
  static TestDatabase on(DataSource dataSource) {
    return on(dataSource, pool -> {});
  }

  static TestDatabase on(DataSource dataSource, Consumer<HikariConfig> configuration) {
    return on(dataSource, configuration, "webhooks_", builder -> builder);
  }

  /**
   * @param tables what the names of the tables begin with, the schema included
   */
  static TestDatabase on(
      DataSource dataSource,
      Consumer<HikariConfig> configuration,
      String tables,
      UnaryOperator<JdbcStore.Builder> settings) {
    HikariConfig config = pool();
    config.setDataSource(dataSource);
    configuration.accept(config);
    return new TestDatabase(new HikariDataSource(config), tables, settings);
  }

  /**
   * @param url a JDBC URL with user and password
   */
  static TestDatabase at(String url) {
    HikariConfig config = pool();
    config.setJdbcUrl(url);
    return new TestDatabase(new HikariDataSource(config), "webhooks_", builder -> builder);
  }

  static TestDatabase postgres(String schema) {
    execute(PostgresServer.schema("public"), "create schema if not exists " + schema);
    return on(PostgresServer.schema(schema));
  }

  /** The same database, where stores get connections like these, and the test those of before. */
  TestDatabase withStoresOn(DataSource dataSource) {
    HikariConfig config = pool();
    config.setDataSource(dataSource);
    return new TestDatabase(pool, new HikariDataSource(config), tables, settings);
  }

  /** As a rule a test needs two or three connections, and a server starts a process for each. */
  private static HikariConfig pool() {
    HikariConfig config = new HikariConfig();
    config.setMaximumPoolSize(10);
    config.setMinimumIdle(1);
    return config;
  }

  /** Another node's store on this database. */
  JdbcStore newStore() {
    JdbcStore.Builder builder = JdbcStore.builder(watched);
    if (isPostgres) {
      // It remembers where due deliveries begin, once walks are dear, as on a busy machine.
      builder.queue(new PostgresQueue(() -> System.nanoTime() + passed.get(), false));
    }
    return settings.apply(builder).build();
  }

  private static boolean isPostgres(DataSource dataSource) {
    try (Connection connection = dataSource.getConnection()) {
      return connection.getMetaData().getDatabaseProductName().equals("PostgreSQL");
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  DataSource dataSource() {
    return watched;
  }

  /** Empties the tables and begins to watch anew. */
  void reset() {
    for (String table : TABLES) {
      execute("delete from " + tables + table);
    }
    watched = new WatchedDataSource(ofStores);
  }

  WatchedDataSource watched() {
    return watched;
  }

  /** Sets every time that the store wrote back by as much. */
  void passTime(Duration duration) {
    passed.addAndGet(duration.toNanos());
    long micros = duration.toNanos() / 1_000;
    execute("update " + tables + "event set created_at = created_at - " + micros);
    execute("update " + tables + "delivery set created_at = created_at - " + micros);
    execute("update " + tables + "delivery set finished_at = finished_at - " + micros);
    execute(
        "update "
            + tables
            + "pending set due_at = due_at - "
            + micros
            + " where due_at < "
            + PLACES);
    for (String time : TIMES_OF_HEALTH) {
      execute("update " + tables + "health set " + time + " = " + time + " - " + micros);
    }
    execute("update " + tables + "pace set next_at = next_at - " + micros);
    execute("update " + tables + "duty set until_at = until_at - " + micros);
  }

  /**
   * What as many claims would come to, each of which ended with an attempt like the first: it has
   * been made, and nothing else has.
   */
  void repeatAttempt(String delivery, int attempts) {
    for (int made = 1; made < attempts; made *= 2) {
      execute(
          "insert into "
              + tables
              + "attempt (delivery_id, number, started_at, duration, status, error, response_body)"
              + " select delivery_id, number + "
              + made
              + ", started_at, duration, status, error, response_body from "
              + tables
              + "attempt where delivery_id = '"
              + delivery
              + "' and number <= "
              + (attempts - made));
    }
    execute(
        "update "
            + tables
            + "delivery set attempts = "
            + attempts
            + " where id = '"
            + delivery
            + "'");
  }

  /** From now on stores on PostgreSQL look for due deliveries from the very beginning again. */
  void passFullLook() {
    passed.addAndGet(Landmarks.FULL_LOOK.toNanos());
  }

  long count(String table) {
    return number("select count(*) from " + tables + table);
  }

  /** How many rows a MariaDB server has read until now, by an index or without. */
  long rowsRead() {
    return number(
        """
        select sum(variable_value) from information_schema.global_status
        where variable_name like 'Handler_read%'\
        """);
  }

  /** What a query of one number says; asked beside whatever goes on in the data source. */
  long number(String sql) {
    try (Connection connection = pool.getConnection();
        Statement statement = connection.createStatement();
        var rows = statement.executeQuery(sql)) {
      rows.next();
      return rows.getLong(1);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /** How H2 goes about a statement, whatever its parameters are. */
  String plan(String sql) {
    try (Connection connection = watched.getConnection();
        PreparedStatement statement = connection.prepareStatement("explain " + sql)) {
      for (int i = 1; i <= statement.getParameterMetaData().getParameterCount(); i++) {
        statement.setString(i, "1");
      }
      try (ResultSet row = statement.executeQuery()) {
        assertThat(row.next()).isTrue();
        return row.getString(1);
      }
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  void execute(String sql) {
    execute(pool, sql);
  }

  static void execute(DataSource dataSource, String sql) {
    try (Connection connection = dataSource.getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
      if (!connection.getAutoCommit()) {
        connection.commit();
      }
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    ofStores.close();
    pool.close();
  }
}
