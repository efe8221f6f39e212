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
  private static final String H2_NO_RIGHT = "90096";

  /** PostgreSQL's and H2's; PostgreSQL has the same for a session that somebody cancelled. */
  private static final String STATEMENT_CANCELLED = "57014";

  /** MariaDB's statement timeout, MySQL's. */
  private static final Set<Integer> MYSQL_STATEMENT_TIMEOUTS = Set.of(1969, 3024);

  /** MariaDB's and MySQL's number for a packet that is longer than they take. */
  static final int PACKET_TOO_BIG = 1153;

  /**
   * MariaDB's driver's and MySQL's; the SQLState says that the connection is broken, or nothing.
   */
  private static final Set<String> DRIVERS_PACKET_TOO_BIG =
      Set.of("MaxAllowedPacketException", "PacketTooBigException");

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

  /** Whether the database ended a statement because it took too long. */
  static boolean isStatementTimeout(SQLException e) {
    return has(e, Set.of(STATEMENT_CANCELLED), MYSQL_STATEMENT_TIMEOUTS);
  }

  /** Whether the database said that it did nothing, for a reason that may pass. */
  static boolean isUndone(StoreException e) {
    return e.getCause() instanceof SQLException cause
        && (isConflict(cause) || isStatementTimeout(cause));
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
    return new StoreException(
        "could not " + action + codes(e) + ErrorHints.hint(e), e, !isRefusal(e));
  }

  /** Where the exception's codes can be looked up; its text may hold anything. */
  static String codes(SQLException e) {
    String state = e.getSQLState();
    int number = e.getErrorCode();
    return state == null
        ? ""
        : " (SQLState " + state + (number == 0 ? "" : ", error " + number) + ")";
  }

  /** Whether one of the errors has one of these SQLStates or numbers. */
  static boolean has(SQLException e, Set<String> states, Set<Integer> numbers) {
    return any(e, one -> states.contains(state(one)) || numbers.contains(one.getErrorCode()));
  }

  /** The server's word, or the driver's, which knows the server's limit and sends nothing. */
  static boolean isPacketTooBig(SQLException e) {
    for (Throwable each : e) {
      if (DRIVERS_PACKET_TOO_BIG.contains(each.getClass().getSimpleName())
          || (each instanceof SQLException one && one.getErrorCode() == PACKET_TOO_BIG)) {
        return true;
      }
    }
    return false;
  }

  /** Whether the same statement would be refused again, however well the database is. */
  private static boolean isRefusal(SQLException e) {
    return !isConflict(e) && (isPacketTooBig(e) || any(e, SqlErrors::isRefusalItself));
  }

  private static boolean isRefusalItself(SQLException e) {
    String state = state(e);
    boolean refused = state.length() == 5 && REFUSALS.contains(state.substring(0, 2));
    boolean passing =
        state.equals(PREPARED_STATEMENT_EXISTS) || MYSQL_USER_LIMITS.contains(e.getErrorCode());
    return (refused && !passing)
        || state.equals(NOT_IMPLEMENTED)
        || state.equals(H2_NO_RIGHT)
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
