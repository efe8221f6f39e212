package dev.webhooks.jdbc;

import dev.webhooks.spi.StoreException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.function.Predicate;
import java.util.function.Supplier;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs work on connections of the host's {@link DataSource}: one connection a try, handed back as
 * it was, whatever became of the work. Work that loses against another transaction is run again,
 * with {@link Retries}, so it must do nothing but database work.
 *
 * <p>Thread safe.
 */
final class Transactions {
  private static final Logger log = LoggerFactory.getLogger(JdbcStore.class);

  private final DataSource dataSource;
  private final Dialect dialect;
  private final Sql sql;
  private final Schema schema;
  private final Retries retries;

  /** For work that writes; a call that only reads has its own, or one log would slow all down. */
  private final RowLimit rowLimit;

  private final @Nullable FailureLog failureLog;

  /**
   * @param failureLog null where failures are told elsewhere
   */
  Transactions(
      DataSource dataSource,
      Dialect dialect,
      Sql sql,
      Schema schema,
      Retries retries,
      RowLimit rowLimit,
      @Nullable FailureLog failureLog) {
    this.dataSource = dataSource;
    this.dialect = dialect;
    this.sql = sql;
    this.schema = schema;
    this.retries = retries;
    this.rowLimit = rowLimit;
    this.failureLog = failureLog;
  }

  @FunctionalInterface
  interface Work<T> {
    T run(Session session) throws SQLException;
  }

  /**
   * For the dispatcher's work, whose failures it tells of itself. What the host's own takes too
   * long with is no measure for it: that may wait for other transactions of the host's.
   */
  Transactions ofDispatcher() {
    return new Transactions(dataSource, dialect, sql, schema, retries, RowLimit.ofWriting(), null);
  }

  /**
   * Runs the work in a READ COMMITTED transaction of its own and commits it.
   *
   * @param action what the work does, for error messages
   */
  <T> T transaction(String action, Work<T> work) {
    return transaction(action, limit -> false, work);
  }

  /**
   * The same, but for work that is one statement: that is a transaction already, and saves the
   * round trips that begin and end another.
   *
   * @param isOneStatement whether the work is, where statements carry so much; its last statement
   *     that writes must be its first
   */
  <T> T transaction(String action, Predicate<StatementLimit> isOneStatement, Work<T> work) {
    return reporting(
        action,
        () ->
            retrying(
                action,
                rowLimit,
                (connection, limit) -> {
                  validateOnce(connection);
                  return isOneStatement.test(limit)
                      ? eachForItself(connection, limit, work)
                      : inTurn(connection, limit, work);
                }));
  }

  private StatementLimit limit(int rows) {
    return new StatementLimit(rows, dialect.bytesAtOnce());
  }

  /**
   * Runs work each of whose statements is for itself, as reading is; it may lose all the same where
   * the host's connections are SERIALIZABLE.
   */
  <T> T autocommit(String action, Work<T> work) {
    return autocommit(action, RowLimit.ofOneRead(), work);
  }

  /**
   * The same, for a call that reads in several steps.
   *
   * @param limit the call's own
   */
  <T> T autocommit(String action, RowLimit limit, Work<T> work) {
    return reporting(
        action,
        () ->
            retrying(
                action,
                limit,
                (connection, some) -> {
                  validateOnce(connection);
                  return eachForItself(connection, some, work);
                }));
  }

  /** Runs work on the schema itself, whatever state that is in, each statement for itself. */
  void onSchema(String action, SchemaWork work) {
    reporting(
        action,
        () ->
            retrying(
                action, RowLimit.ofOneRead(), (connection, limit) -> onSchema(connection, work)));
  }

  private boolean onSchema(Connection connection, SchemaWork work) throws SQLException {
    return eachForItself(
        connection,
        limit(RowLimit.MOST_ROWS),
        session -> {
          work.run(session);
          return true;
        });
  }

  @FunctionalInterface
  interface SchemaWork {
    void run(Session session) throws SQLException;
  }

  /** The outbox on a connection that is the caller's and stays as it is. */
  JoinedOutbox join(Connection connection) throws SQLException {
    StatementLimit limit = limit(rowLimit.rows());
    Session session = session(connection, TransactionControl.VIA_DRIVER, limit);
    if (!schema.isAccepted()) {
      schema.validate(session);
    }
    return JoinedOutbox.on(
        session,
        (action, failure) -> {
          if (failure.getCause() instanceof SQLException e && SqlErrors.isStatementTimeout(e)) {
            rowLimit.slowDown(limit.rows(), limit.load()); // for the caller's next try
          }
          report(action, failure);
        });
  }

  private Session session(Connection connection, TransactionControl control, StatementLimit limit) {
    return new Session(connection, dialect, sql, control, limit, "");
  }

  private <T> T reporting(String action, Supplier<T> call) {
    try {
      return call.get();
    } catch (StoreException e) {
      report(action, e);
      throw e;
    }
  }

  private void report(String action, StoreException failure) {
    if (failureLog != null) {
      failureLog.report(action, failure);
    }
  }

  /** Before the first work, for hosts that don't ask for it. */
  private void validateOnce(Connection connection) throws SQLException {
    if (!schema.isAccepted()) {
      onSchema(connection, schema::validate);
    }
  }

  @FunctionalInterface
  private interface Use<T> {
    T of(Connection connection, StatementLimit limit) throws SQLException;
  }

  /** What took too long is tried with fewer rows at once, if it was the rows that took so long. */
  private <T> T retrying(String action, RowLimit rowLimit, Use<T> use) {
    Retries.Tries tries = retries.begin();
    int most = RowLimit.MOST_ROWS;
    while (true) {
      StatementLimit limit = limit(Math.min(most, rowLimit.rows()));
      try {
        T result = onConnection(limit, use);
        rowLimit.wentWell();
        return result;
      } catch (SQLException e) {
        int fewer =
            SqlErrors.isStatementTimeout(e) ? rowLimit.slowDown(limit.rows(), limit.load()) : 0;
        most = fewer > 0 ? fewer : most;
        if (!(fewer > 0 && tries.againAtOnce()) && !tries.again(e)) {
          throw SqlErrors.storeException(action, e);
        }
      }
    }
  }

  private <T> T onConnection(StatementLimit limit, Use<T> use) throws SQLException {
    Connection connection = connect();
    try {
      Undo entered = dialect.enter(connection);
      try {
        return use.of(connection, limit);
      } finally {
        quietly("be left as it was", entered::close);
      }
    } finally {
      quietly("close", connection::close);
    }
  }

  @SuppressWarnings("try") // what ends the turn is closed and not mentioned
  private <T> T inTurn(Connection connection, StatementLimit limit, Work<T> work)
      throws SQLException {
    try (Undo turn = dialect.awaitTurn()) {
      return committing(connection, limit, work);
    }
  }

  private <T> T committing(Connection connection, StatementLimit limit, Work<T> work)
      throws SQLException {
    TransactionControl control = dialect.control();
    boolean autoCommit = connection.getAutoCommit();
    int isolation = Dialect.KEEP;
    boolean clean = false;
    boolean foreign = false;
    try {
      if (autoCommit != control.autoCommit()) {
        connection.setAutoCommit(control.autoCommit());
      }
      isolation = dialect.begin(connection);
      Session session =
          new Session(connection, dialect, sql, control, limit, dialect.opening(control));
      T result = work.run(session);
      control.commit(connection);
      clean = true;
      return result;
    } catch (SQLException e) {
      foreign = dialect.isForeign(e);
      throw e;
    } finally {
      if (clean || ended(connection, control, foreign)) {
        restore(connection, autoCommit, isolation);
      }
    }
  }

  private <T> T eachForItself(Connection connection, StatementLimit limit, Work<T> work)
      throws SQLException {
    boolean autoCommit = connection.getAutoCommit();
    if (!autoCommit) {
      connection.setAutoCommit(true);
    }
    try {
      return work.run(session(connection, TransactionControl.VIA_DRIVER, limit));
    } catch (SQLException e) {
      dialect.isForeign(e);
      throw e;
    } finally {
      if (!autoCommit) {
        quietly("restore autocommit", () -> connection.setAutoCommit(false));
      }
    }
  }

  /**
   * A transaction that can't be rolled back, or whose rollback may be another client's statement,
   * must not be touched again: to restore autocommit, or the isolation, may commit the half of it
   * that was done.
   */
  private static boolean ended(Connection connection, TransactionControl control, boolean foreign) {
    if (!foreign && quietly("roll back", () -> control.rollback(connection))) {
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
    quietly(
        "restore autocommit",
        () -> {
          if (connection.getAutoCommit() != autoCommit) {
            connection.setAutoCommit(autoCommit);
          }
        });
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
