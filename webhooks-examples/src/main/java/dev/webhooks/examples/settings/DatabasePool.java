package dev.webhooks.examples.settings;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.pool.HikariPool.PoolInitializationException;
import dev.webhooks.examples.cli.CommandException;
import dev.webhooks.examples.cli.Printable;
import java.time.Duration;

/** The host's connection pool, which the library borrows from and never closes. */
final class DatabasePool {
  private static final int CONNECTIONS = 10;

  /** How long a call waits for a connection before it says that the database is away. */
  private static final Duration PATIENCE = Duration.ofSeconds(3);

  private DatabasePool() {}

  /**
   * Opens the pool, and one connection to see that it can.
   *
   * @throws CommandException saying why the database can't be used, and no password
   */
  static HikariDataSource open(SettingsOptions options) throws CommandException {
    HikariConfig config = new HikariConfig();
    config.setPoolName("settings");
    config.setJdbcUrl(options.jdbcUrl());
    config.setUsername(options.jdbcUser());
    config.setPassword(options.jdbcPassword());
    config.setMaximumPoolSize(CONNECTIONS);
    config.setConnectionTimeout(PATIENCE.toMillis());
    if (options.isH2()) {
      // At a signal H2 would close the database at once, under the last deliveries' feet.
      config.addDataSourceProperty("DB_CLOSE_ON_EXIT", "FALSE");
    }
    try {
      return new HikariDataSource(config);
    } catch (PoolInitializationException e) {
      throw CommandException.failed("can't use the database: " + reason(e, options));
    } catch (RuntimeException e) {
      throw CommandException.failed("can't use the database: its driver refuses the URL");
    }
  }

  /** Drivers like to quote the URL, which may hold a password. */
  private static String reason(PoolInitializationException failure, SettingsOptions options) {
    Throwable cause = failure.getCause() == null ? failure : failure.getCause();
    String message = String.valueOf(cause.getMessage());
    return Printable.line(message.replace(options.jdbcUrl(), "(the URL)"));
  }
}
