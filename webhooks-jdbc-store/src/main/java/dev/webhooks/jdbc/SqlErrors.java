package dev.webhooks.jdbc;

import dev.webhooks.spi.StoreException;
import java.sql.SQLException;
import java.util.Set;
import java.util.function.Predicate;

/**
 * What an {@link SQLException} means, told by its SQLState and, where a database needs it, its
 * number; never by text. PostgreSQL has no numbers and H2's are above 7,000, so those of MariaDB
 * and MySQL speak for themselves.
 *
 * <p>A fault that is not known here counts as passing. Databases fail in more ways than anybody can
 * list, and what is tried again in vain costs a few tries, while what is given up too early costs a
 * delivery.
 */
final class SqlErrors {
  private static final String UNIQUE_VIOLATION = "23505";
  private static final String INTEGRITY_VIOLATION = "23000";
  private static final int MYSQL_DUPLICATE_KEY = 1062;

  /** Serialization failure, PostgreSQL's deadlock, H2's concurrent update. */
  private static final Set<String> CONFLICTS = Set.of("40000", "40001", "40P01", "90131");

  /** A row that changed after the snapshot, a deadlock, a conflict within a replication group. */
  private static final Set<Integer> MYSQL_CONFLICTS = Set.of(1020, 1213, 3101);

  /** PostgreSQL's lock not available, H2's lock timeout. */
  private static final Set<String> LOCK_TIMEOUTS = Set.of("55P03", "HYT00");

  private static final int MYSQL_LOCK_WAIT_TIMEOUT = 1205;

  /**
   * The classes of what the statement's own data or shape is to blame for: wrong use of parameters,
   * features that are missing, cardinality, data, constraints, syntax and access, a view's check, a
   * limit of the program's.
   */
  private static final Set<String> REFUSALS =
      Set.of("07", "0A", "21", "22", "23", "42", "44", "54");

  private static final String NOT_IMPLEMENTED = "HYC00";
  private static final int MYSQL_WRONG_TEXT = 1366;

  /** Somebody else's statement has the name: a pooler gave the connection to two clients. */
  private static final String PREPARED_STATEMENT_EXISTS = "42P05";

  /** A user has as many connections, or has sent as many statements, as may be. */
  private static final Set<Integer> MYSQL_USER_LIMITS = Set.of(1203, 1226);

  private SqlErrors() {}

  /** Whether running the whole transaction again may well succeed: nothing of it was done. */
  static boolean isConflict(SQLException e) {
    return isLockTimeout(e)
        || any(
            e,
            one -> CONFLICTS.contains(state(one)) || MYSQL_CONFLICTS.contains(one.getErrorCode()));
  }

  /** Whether it is a conflict that took its time to show, and would again. */
  static boolean isLockTimeout(SQLException e) {
    return any(
        e,
        one -> LOCK_TIMEOUTS.contains(state(one)) || one.getErrorCode() == MYSQL_LOCK_WAIT_TIMEOUT);
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
    return new StoreException("could not " + action + codes(e), e, !isRefusal(e));
  }

  /** Where the exception's codes can be looked up; its text may hold anything. */
  static String codes(SQLException e) {
    String state = e.getSQLState();
    int number = e.getErrorCode();
    return state == null
        ? ""
        : " (SQLState " + state + (number == 0 ? "" : ", error " + number) + ")";
  }

  /** Whether the same statement would be refused again, however well the database is. */
  private static boolean isRefusal(SQLException e) {
    return !isConflict(e) && any(e, SqlErrors::isRefusalItself);
  }

  private static boolean isRefusalItself(SQLException e) {
    String state = state(e);
    boolean refused = state.length() == 5 && REFUSALS.contains(state.substring(0, 2));
    boolean passing =
        state.equals(PREPARED_STATEMENT_EXISTS) || MYSQL_USER_LIMITS.contains(e.getErrorCode());
    return (refused && !passing)
        || state.equals(NOT_IMPLEMENTED)
        || e.getErrorCode() == MYSQL_WRONG_TEXT;
  }

  /** Batches and pools wrap the error that matters, each in its own way. */
  private static boolean any(SQLException e, Predicate<SQLException> test) {
    for (Throwable each : e) {
      if (each instanceof SQLException one && test.test(one)) {
        return true;
      }
    }
    return false;
  }

  private static String state(SQLException e) {
    String state = e.getSQLState();
    return state == null ? "" : state;
  }
}
