package dev.webhooks.examples.settings;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.pool.HikariPool.PoolInitializationException;
import dev.webhooks.examples.cli.CommandException;
import dev.webhooks.examples.cli.Printable;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import org.h2.api.ErrorCode;

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
      configureH2(config);
    }
    Optional<H2File> file = H2File.of(options.jdbcUrl());
    protect(file);
    HikariDataSource pool = open(config, file, options);
    protect(file); // what H2 has put beside it
    return pool;
  }

  private static HikariDataSource open(
      HikariConfig config, Optional<H2File> file, SettingsOptions options) throws CommandException {
    try {
      return new HikariDataSource(config);
    } catch (PoolInitializationException e) {
      String reason =
          file.filter(held -> isHeld(e)).map(H2File::held).orElseGet(() -> reason(e, options));
      throw CommandException.failed("can't use the database: " + reason);
    } catch (RuntimeException e) {
      throw CommandException.failed("can't use the database: its driver refuses the URL");
    }
  }

  private static void protect(Optional<H2File> file) throws CommandException {
    if (file.isPresent()) {
      try {
        file.get().protect();
      } catch (IOException e) {
        throw CommandException.failed(
            "can't keep the database's files to their owner: " + Printable.line(reason(e)));
      }
    }
  }

  private static String reason(IOException e) {
    if (e instanceof NoSuchFileException missing) {
      return "there is no folder " + missing.getFile();
    }
    if (e instanceof FileSystemException refused && refused.getReason() != null) {
      return refused.getFile() + ": " + refused.getReason();
    }
    return String.valueOf(e.getMessage());
  }

  private static boolean isHeld(PoolInitializationException failure) {
    return failure.getCause() instanceof SQLException e
        && e.getErrorCode() == ErrorCode.DATABASE_ALREADY_OPEN_1;
  }

  /** What a URL says itself stays as it says. */
  private static void configureH2(HikariConfig config) {
    String url = config.getJdbcUrl().toUpperCase(Locale.ROOT);
    // At a signal H2 would close the database at once, under the last deliveries' feet.
    if (!url.contains(";DB_CLOSE_ON_EXIT=") && !url.contains(";AUTO_SERVER=TRUE")) {
      config.addDataSourceProperty("DB_CLOSE_ON_EXIT", "FALSE");
    }
    // What goes wrong reaches us as an exception; beside that, H2 writes stack traces to a file.
    if (!url.contains(";TRACE_LEVEL_FILE=")) {
      config.addDataSourceProperty("TRACE_LEVEL_FILE", "0");
    }
  }

  /** Drivers like to quote the URL, which may hold a password. */
  private static String reason(PoolInitializationException failure, SettingsOptions options) {
    Throwable cause = failure.getCause() == null ? failure : failure.getCause();
    String message = String.valueOf(cause.getMessage());
    return Printable.line(message.replace(options.jdbcUrl(), "(the URL)"));
  }
}
