package dev.webhooks.jdbc.nodes;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.webhooks.Webhooks;
import dev.webhooks.jdbc.JdbcStore;
import dev.webhooks.jdbc.PostgresServer;
import dev.webhooks.model.Webhook;
import dev.webhooks.model.WebhookSettings;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.StringJoiner;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import javax.sql.DataSource;

/**
 * The application in the test's own process: it registers and publishes, looks into the tables, and
 * dispatches only if the test starts that.
 */
final class Application implements AutoCloseable {
  static final String WORKSPACE = "acme";

  private final HikariDataSource pool;
  private final Webhooks webhooks;

  private Application(HikariDataSource pool, Webhooks webhooks) {
    this.pool = pool;
    this.webhooks = webhooks;
  }

  /** On a database whose tables need not exist. */
  static Application on(String jdbcUrl, Settings settings) {
    HikariConfig config = new HikariConfig();
    config.setJdbcUrl(jdbcUrl);
    config.setMaximumPoolSize(4);
    config.setMinimumIdle(1);
    config.setConnectionTimeout(10_000);
    return on(config, settings, builder -> builder);
  }

  static Application on(
      HikariConfig config, Settings settings, UnaryOperator<Webhooks.Builder> finish) {
    HikariDataSource pool = new HikariDataSource(config);
    JdbcStore store = JdbcStore.builder(pool).build();
    store.createSchema();
    return new Application(pool, finish.apply(settings.webhooks(store, "application")).build());
  }

  /** A fresh schema on the run's PostgreSQL server, as a URL. */
  static String freshSchema(String name) {
    execute(
        PostgresServer.schema("public"),
        "drop schema if exists " + name + " cascade; create schema " + name);
    return PostgresServer.schema(name).getURL() + "&user=postgres";
  }

  Webhooks webhooks() {
    return webhooks;
  }

  HikariDataSource pool() {
    return pool;
  }

  /** Webhooks of the sink, each for its own event type: {@code type.0} and so on. */
  void register(Sink sink, int count) {
    IntStream.range(0, count).forEach(i -> register(sink, "type." + i));
  }

  Webhook register(Sink sink, String... types) {
    return register(sink, settings -> {}, types);
  }

  Webhook register(Sink sink, Consumer<WebhookSettings.Builder> finish, String... types) {
    var registered =
        webhooks
            .registry()
            .register(
                WORKSPACE,
                WebhookSettings.builder()
                    .name("sink")
                    .url(sink.url())
                    .eventTypes(List.of(types))
                    .build()
                    .with(finish));
    if (!registered.verification().verified()) {
      throw new IllegalStateException(registered.verification().toString());
    }
    return registered.webhook();
  }

  /** Events numbered from {@code first}, in one call, spread over the types of so many webhooks. */
  void publish(int first, int count, int types) {
    webhooks.publisher().publishAll(Node.events(first, count, types));
  }

  long pending() {
    return number("select count(*) from webhooks_pending");
  }

  /** As if the time of every lease, and of every wait for a retry, were over. */
  void endLeases() {
    execute("update webhooks_pending set due_at = 0");
  }

  long inState(String state) {
    return number("select count(*) from webhooks_delivery where state = '" + state + "'");
  }

  long number(String query) {
    return Long.parseLong(rows(query).get(0));
  }

  /** Each row as its columns, in one text. */
  List<String> rows(String query) {
    try (Connection connection = pool.getConnection();
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(query)) {
      List<String> texts = new ArrayList<>();
      while (rows.next()) {
        StringJoiner text = new StringJoiner(" ");
        for (int column = 1; column <= rows.getMetaData().getColumnCount(); column++) {
          text.add(rows.getString(column));
        }
        texts.add(text.toString());
      }
      return texts;
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  void execute(String sql) {
    execute(pool, sql);
  }

  private static void execute(DataSource dataSource, String sql) {
    try (Connection connection = dataSource.getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    webhooks.close();
    pool.close();
  }
}
