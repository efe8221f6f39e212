package dev.webhooks.jdbc;

import dev.webhooks.spi.StoreException;
import java.sql.SQLException;
import java.sql.SQLRecoverableException;
import java.sql.SQLTransientException;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What an {@link SQLException} means, told by its SQLState and, where a database needs it, its
 * number; never by text.
 */
final class SqlErrors {
  private static final String UNIQUE_VIOLATION = "23505";
  private static final String INTEGRITY_VIOLATION = "23000";
  private static final int MYSQL_DUPLICATE_KEY = 1062;
  private static final int MYSQL_LOCK_WAIT_TIMEOUT = 1205;

  /**
   * Serialization failure, PostgreSQL's deadlock and lock not available, H2's concurrent update and
   * lock timeout.
   */
  private static final Set<String> CONFLICTS = Set.of("40001", "40P01", "55P03", "90131", "HYT00");

  /**
   * Not this call's fault: a server that stops or is read only after a fail-over, a cancelled
   * statement, H2 closed.
   */
  private static final Set<String> PASSING =
      Set.of("25006", "57014", "HYT01", "90007", "90020", "90067", "90098", "90121");

  private SqlErrors() {}

  /** Whether running the whole transaction again may well succeed: nothing of it was done. */
  static boolean isConflict(SQLException e) {
    return any(
        e,
        one ->
            CONFLICTS.contains(state(one))
                || (one.getErrorCode() == MYSQL_LOCK_WAIT_TIMEOUT && state(one).equals("HY000")));
  }

  /** Whether a row with the same key exists already. */
  static boolean isDuplicateKey(SQLException e) {
    return any(
        e,
        one ->
            state(one).equals(UNIQUE_VIOLATION)
                || (one.getErrorCode() == MYSQL_DUPLICATE_KEY
                    && state(one).equals(INTEGRITY_VIOLATION)));
  }

  /**
   * @param action what failed, as in {@code claim deliveries}
   */
  static StoreException storeException(String action, SQLException e) {
    String state = e.getSQLState();
    return new StoreException(
        "could not " + action + (state == null ? "" : " (SQLState " + state + ")"),
        e,
        isPassing(e));
  }

  private static boolean isPassing(SQLException e) {
    return isConflict(e)
        || any(
            e,
            one ->
                one instanceof SQLTransientException
                    || one instanceof SQLRecoverableException
                    || PASSING.contains(state(one))
                    || state(one).startsWith("08")
                    || state(one).startsWith("53")
                    || state(one).startsWith("57P"));
  }

  /** Batches and pools wrap the error that matters, each in its own way. */
  private static boolean any(SQLException e, java.util.function.Predicate<SQLException> test) {
    for (Throwable each : e) {
      if (each instanceof SQLException one && test.test(one)) {
        return true;
      }
    }
    return false;
  }

  private static String state(@Nullable SQLException e) {
    String state = e == null ? null : e.getSQLState();
    return state == null ? "" : state;
  }
}
