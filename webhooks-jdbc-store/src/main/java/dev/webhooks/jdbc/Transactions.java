package dev.webhooks.jdbc;

import dev.webhooks.spi.StoreException;
import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs work on connections of the host's {@link DataSource}: one connection a call, handed back as
 * it was, whatever became of the work.
 *
 * <p>Thread safe.
 */
final class Transactions {
  private static final Logger log = LoggerFactory.getLogger(JdbcStore.class);
  private static final int TRIES = 10;

  private final DataSource dataSource;
  private final Dialect dialect;
  private final Sql sql;

  Transactions(DataSource dataSource, Dialect dialect, Sql sql) {
    this.dataSource = dataSource;
    this.dialect = dialect;
    this.sql = sql;
  }

  @FunctionalInterface
  interface Work<T> {
    T run(Session session) throws SQLException;
  }

  /**
   * Runs the work in a READ COMMITTED transaction of its own and commits it. Work that loses
   * against another transaction is run again, so it must do nothing but database work.
   *
   * @param action what the work does, for error messages
   */
  <T> T transaction(String action, Work<T> work) {
    for (int left = TRIES - 1; ; left--) {
      try {
        return onConnection(false, session -> committing(session, work));
      } catch (SQLException e) {
        if (left == 0 || !SqlErrors.isConflict(e)) {
          throw SqlErrors.storeException(action, e);
        }
      }
    }
  }

  /** Runs work each of whose statements is for itself, as reading is. */
  <T> T autocommit(String action, Work<T> work) {
    try {
      return onConnection(true, work);
    } catch (SQLException e) {
      throw SqlErrors.storeException(action, e);
    }
  }

  /** A session on a connection that is the caller's and stays as it is. */
  Session join(Connection connection) {
    return new Session(connection, dialect, sql);
  }

  private <T> T committing(Session session, Work<T> work) throws SQLException {
    Connection connection = session.connection();
    int isolation = dialect.begin(connection);
    boolean committed = false;
    try {
      T result = work.run(session);
      connection.commit();
      committed = true;
      return result;
    } finally {
      if (!committed) {
        quietly("roll back", connection::rollback);
      }
      if (isolation != Dialect.KEEP) {
        quietly("restore isolation", () -> connection.setTransactionIsolation(isolation));
      }
    }
  }

  /** What fails after the work is no reason to call the work failed. */
  private <T> T onConnection(boolean autoCommit, Work<T> work) throws SQLException {
    Connection connection = connect();
    try {
      boolean before = connection.getAutoCommit();
      if (before != autoCommit) {
        connection.setAutoCommit(autoCommit);
      }
      try {
        return work.run(join(connection));
      } finally {
        if (before != autoCommit) {
          quietly("restore autocommit", () -> connection.setAutoCommit(before));
        }
      }
    } finally {
      quietly("close", connection::close);
    }
  }

  /** Whatever the reason, the pool or the database may recover from it. */
  private Connection connect() {
    try {
      return dataSource.getConnection();
    } catch (SQLException e) {
      throw new StoreException("could not get a connection", e, true);
    }
  }

  @FunctionalInterface
  private interface Step {
    void run() throws SQLException;
  }

  private static void quietly(String what, Step step) {
    try {
      step.run();
    } catch (SQLException e) {
      log.debug("A connection failed to {}; SQLState {}", what, e.getSQLState());
    }
  }
}
