package dev.webhooks.benchmarks;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Optional;

/** A database of this run's own, that forgets nothing it acknowledged. */
interface Database extends AutoCloseable {
  String name();

  String url();

  /** The server's main process; empty where it is this one. */
  Optional<ProcessHandle> process();

  /** The process whose number stands in the first line of a file. */
  static Optional<ProcessHandle> processOf(Path file) {
    try {
      String pid = Files.readAllLines(file, StandardCharsets.US_ASCII).get(0);
      return ProcessHandle.of(Long.parseLong(pid.strip()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Throws away all there is. */
  void reset();

  /** Does now what would else come at a time of its own, in the middle of a measurement. */
  void settle();

  /** A pool of connections that are all open from the start. */
  default HikariDataSource pool(int connections) {
    HikariConfig config = new HikariConfig();
    config.setJdbcUrl(url());
    config.setMaximumPoolSize(connections);
    config.setMinimumIdle(connections);
    return new HikariDataSource(config);
  }

  default void truncate(String... tables) {
    for (String table : tables) {
      run("truncate table " + table);
    }
  }

  /** Runs statements, each on its own. */
  default void run(String... statements) {
    try (Connection connection = DriverManager.getConnection(url());
        Statement statement = connection.createStatement()) {
      for (String text : statements) {
        statement.execute(text);
      }
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The first column of the first row. */
  default String ask(String question) {
    try (Connection connection = DriverManager.getConnection(url());
        Statement statement = connection.createStatement();
        ResultSet answer = statement.executeQuery(question)) {
      answer.next();
      return answer.getString(1);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  default long count(String query) {
    return Long.parseLong(ask("select count(*) from " + query));
  }

  @Override
  void close();
}
