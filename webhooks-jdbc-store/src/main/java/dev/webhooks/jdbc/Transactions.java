package dev.webhooks.jdbc;

import dev.webhooks.spi.StoreException;
import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs work on connections of the host's {@link DataSource}: one connection a try, handed back as
 * it was, whatever became of the work. Work that loses against another transaction is run again,
 * with {@link Patience}, so it must do nothing but database work.
 *
 * <p>Thread safe.
 */
final class Transactions {
  private static final Logger log = LoggerFactory.getLogger(JdbcStore.class);

  private final DataSource dataSource;
  private final Dialect dialect;
  private final Sql sql;
  private final Schema schema;
  private final Patience patience;

  Transactions(DataSource dataSource, Dialect dialect, Sql sql, Schema schema, Patience patience) {
    this.dataSource = dataSource;
    this.dialect = dialect;
    this.sql = sql;
    this.schema = schema;
    this.patience = patience;
  }

  @FunctionalInterface
  interface Work<T> {
    T run(Session session) throws SQLException;
  }

  /**
   * Runs the work in a READ COMMITTED transaction of its own and commits it.
   *
   * @param action what the work does, for error messages
   */
  <T> T transaction(String action, Work<T> work) {
    return patiently(
        action,
        connection -> {
          validateOnce(connection);
          return committing(connection, work);
        });
  }

  /**
   * Runs work each of whose statements is for itself, as reading is; it may lose all the same where
   * the host's connections are SERIALIZABLE.
   */
  <T> T autocommit(String action, Work<T> work) {
    return patiently(
        action,
        connection -> {
          validateOnce(connection);
          return eachForItself(connection, work);
        });
  }

  /** Runs work on the schema itself, whatever state that is in, each statement for itself. */
  void onSchema(String action, SchemaWork work) {
    patiently(
        action,
        connection ->
            eachForItself(
                connection,
                session -> {
                  work.run(session);
                  return true;
                }));
  }

  @FunctionalInterface
  interface SchemaWork {
    void run(Session session) throws SQLException;
  }

  /** A session on a connection that is the caller's and stays as it is. */
  Session join(Connection connection) throws SQLException {
    Session session = session(connection);
    if (!schema.isAccepted()) {
      schema.validate(session);
    }
    return session;
  }

  private Session session(Connection connection) {
    return new Session(connection, dialect, sql);
  }

  /** Before the first work, for hosts that don't ask for it. */
  private void validateOnce(Connection connection) throws SQLException {
    if (!schema.isAccepted()) {
      eachForItself(
          connection,
          session -> {
            schema.validate(session);
            return true;
          });
    }
  }

  @FunctionalInterface
  private interface Use<T> {
    T of(Connection connection) throws SQLException;
  }

  private <T> T patiently(String action, Use<T> use) {
    Patience.Tries tries = patience.begin();
    while (true) {
      try {
        return onConnection(use);
      } catch (SQLException e) {
        if (!tries.again(e)) {
          throw SqlErrors.storeException(action, e);
        }
      }
    }
  }

  private <T> T onConnection(Use<T> use) throws SQLException {
    Connection connection = connect();
    try {
      return use.of(connection);
    } finally {
      quietly("close", connection::close);
    }
  }

  private <T> T committing(Connection connection, Work<T> work) throws SQLException {
    boolean autoCommit = connection.getAutoCommit();
    int isolation = Dialect.KEEP;
    boolean clean = false;
    try {
      if (autoCommit) {
        connection.setAutoCommit(false);
      }
      isolation = dialect.begin(connection);
      T result = work.run(session(connection));
      connection.commit();
      clean = true;
      return result;
    } finally {
      if (clean || rolledBack(connection)) {
        restore(connection, autoCommit, isolation);
      }
    }
  }

  private <T> T eachForItself(Connection connection, Work<T> work) throws SQLException {
    boolean autoCommit = connection.getAutoCommit();
    if (!autoCommit) {
      connection.setAutoCommit(true);
    }
    try {
      return work.run(session(connection));
    } finally {
      if (!autoCommit) {
        quietly("restore autocommit", () -> connection.setAutoCommit(false));
      }
    }
  }

  /**
   * A transaction that can't be rolled back must not be touched again: to restore autocommit, or
   * the isolation, may commit the half of it that was done.
   */
  private static boolean rolledBack(Connection connection) {
    if (quietly("roll back", connection::rollback)) {
      return true;
    }
    quietly("be cut", () -> connection.abort(Runnable::run));
    return false;
  }

  /** What fails after the work is no reason to call the work failed. */
  private static void restore(Connection connection, boolean autoCommit, int isolation) {
    if (isolation != Dialect.KEEP) {
      quietly("restore isolation", () -> connection.setTransactionIsolation(isolation));
    }
    if (autoCommit) {
      quietly("restore autocommit", () -> connection.setAutoCommit(true));
    }
  }

  /** Whatever the reason, the pool or the database may recover from it. */
  private Connection connect() {
    try {
      return dataSource.getConnection();
    } catch (SQLException e) {
      throw new StoreException("could not get a connection" + SqlErrors.codes(e), e, true);
    } catch (RuntimeException e) {
      // Some pools don't know checked exceptions.
      throw new StoreException("could not get a connection", e, true);
    }
  }

  @FunctionalInterface
  private interface Step {
    void run() throws SQLException;
  }

  private static boolean quietly(String what, Step step) {
    try {
      step.run();
      return true;
    } catch (SQLException e) {
      log.debug("A connection failed to {}{}", what, SqlErrors.codes(e));
    } catch (RuntimeException e) {
      log.debug("A connection failed to {}: {}", what, e.getClass().getName());
    }
    return false;
  }
}
