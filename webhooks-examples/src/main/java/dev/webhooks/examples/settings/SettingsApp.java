package dev.webhooks.examples.settings;

import com.zaxxer.hikari.HikariDataSource;
import dev.webhooks.Webhooks;
import dev.webhooks.examples.cli.CommandException;
import dev.webhooks.examples.cli.Printable;
import dev.webhooks.examples.host.DMtoLead;
import dev.webhooks.examples.settings.http.HttpServer;
import dev.webhooks.jdbc.JdbcStore;
import dev.webhooks.policy.WebhookListener;
import dev.webhooks.policy.WebhookQuota;
import dev.webhooks.spi.Store;
import dev.webhooks.spi.StoreException;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import javax.sql.DataSource;
import org.h2.jdbcx.JdbcDataSource;

/**
 * The host application: the library in the middle, the host's own database below it and its HTTP
 * server above. What starts last stops first.
 */
final class SettingsApp implements AutoCloseable {
  private static final Duration PROBE_PATIENCE = Duration.ofSeconds(2);

  private final HikariDataSource pool;
  private final Webhooks webhooks;
  private final HttpServer server;
  private final Retention retention;

  private SettingsApp(HikariDataSource pool, SettingsOptions options) throws IOException {
    this.pool = pool;
    Plans plans = new Plans(pool);
    plans.createTable();
    JdbcStore store = store(pool);
    Counters counters = new Counters();
    this.webhooks = embed(store, plans, counters, options);
    this.server =
        HttpServer.start(
            options.port(),
            options.brand(),
            webhooks,
            plans,
            () -> store.isWritable(PROBE_PATIENCE),
            counters);
    if (options.dispatch()) {
      webhooks.dispatcher().start();
    }
    this.retention = Retention.start(store);
  }

  /**
   * Starts everything, and serves requests when it returns.
   *
   * @throws CommandException when a flag is refused, or the database or the port can't be had
   */
  static SettingsApp start(SettingsOptions options) throws CommandException {
    rehearse(options);
    HikariDataSource pool = DatabasePool.open(options);
    try {
      return new SettingsApp(pool, options);
    } catch (StoreException e) {
      pool.close();
      throw CommandException.failed("can't use the database: " + Printable.line(reason(e)));
    } catch (IOException e) {
      pool.close();
      throw CommandException.failed(
          "can't listen on 127.0.0.1:" + options.port() + ": " + e.getMessage());
    }
  }

  /** A flag that the library refuses shall be known before there is a database. */
  private static void rehearse(SettingsOptions options) throws CommandException {
    try {
      embed(storeOfAMoment(), workspace -> 0, WebhookListener.none(), options).close();
    } catch (IllegalArgumentException e) {
      throw CommandException.misused("--" + e.getMessage()); // it begins with the setting's name
    }
  }

  /** On a database that is gone with its connection. */
  private static JdbcStore storeOfAMoment() {
    JdbcDataSource inMemory = new JdbcDataSource();
    inMemory.setURL("jdbc:h2:mem:");
    return JdbcStore.builder(inMemory).build();
  }

  private static JdbcStore store(DataSource dataSource) {
    JdbcStore store = JdbcStore.builder(dataSource).build();
    store.createSchema();
    return store;
  }

  private static Webhooks embed(
      Store store, WebhookQuota quota, WebhookListener listener, SettingsOptions options) {
    return options
        .applyTo(Webhooks.builder(store, options.cipher()))
        .eventTypes(DMtoLead.eventTypes())
        .quota(quota)
        .listener(listener)
        .build();
  }

  /** Where it listens, as in {@code http://127.0.0.1:8080}. */
  String url() {
    return server.url();
  }

  /**
   * Stops in good order: requests that are being served and deliveries that are being sent come to
   * their end, within the library's drain timeout; then connections go, and the pool last.
   */
  @Override
  public void close() {
    CompletableFuture<Void> serving = CompletableFuture.runAsync(server::close);
    webhooks.dispatcher().close();
    retention.close();
    serving.join();
    webhooks.close();
    pool.close();
  }

  private static String reason(StoreException failure) {
    Throwable cause = failure.getCause();
    return failure.getMessage() + (cause == null ? "" : ": " + cause.getMessage());
  }
}
