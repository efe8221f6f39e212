package dev.webhooks.jdbc;

import dev.webhooks.spi.StoreException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether a name that the driver gave to a statement on the server is still that statement's.
 * PostgreSQL's driver names what it uses often, BEGIN, COMMIT and ROLLBACK too, S_1, S_2 and so on
 * in every connection. A pooler that gives each transaction a server of its choice, as PgBouncer
 * does in transaction mode, then has one client's COMMIT run what another gave the same name.
 *
 * <p>So behind a pooler that does not translate names, the store's own statements go without: they
 * can't be taken for another's, and nor can another's for them. Recognised is a pooler by the
 * server process that it announces, which is not the one that answers. Thread safe.
 */
final class StatementNames {
  private static final Logger log = LoggerFactory.getLogger(JdbcStore.class);

  static final String ADVICE =
      "add prepareThreshold=0 to the JDBC URL, or let the pooler handle prepared statements"
          + " (PgBouncer 1.21 or later, max_prepared_statements)";

  /** A name as the driver gives it; poolers that translate names have others. */
  private static final Pattern VIA_DRIVER = Pattern.compile("S_\\d+");

  private static final int USES = 6;

  /** No such statement, one of that name is there already. */
  private static final Set<String> STOLEN = Set.of("26000", "42P05");

  /** Another number of parameters, no rows where rows were due, rows where none were. */
  private static final Set<String> OF_ANOTHER_SHAPE =
      Set.of("02000", "0100E", WrongCountException.STATE);

  private static final String PROTOCOL_VIOLATION = "08P01";

  private enum Trust {
    /** A name means what it meant. */
    NAMED,
    /** Statements of ours have no names. */
    UNNAMED,
    /** They should have none, and the driver does not let us. */
    NONE
  }

  private volatile Trust trust = Trust.NAMED;

  /** Whether the driver lets its names be switched off. */
  private volatile boolean driverKnown;

  /** Whether the driver names statements, as far as is known. */
  private volatile boolean naming = true;

  /** Changes rows in a number that its statement can't. */
  static final class WrongCountException extends SQLException {
    private static final long serialVersionUID = 1L;
    static final String STATE = "WH001";

    WrongCountException(int expected, int counted) {
      super("an insert of " + expected + " rows changed " + counted, STATE);
    }
  }

  /**
   * Looks whether a pooler is in between, and whether the store can do without names then.
   *
   * @throws StoreException when it can't
   */
  void check(Connection connection) throws SQLException {
    Optional<PgDriver> found = PgDriver.of(connection);
    driverKnown = found.isPresent();
    if (found.isEmpty()) {
      return;
    }
    PgDriver driver = found.get();
    naming = driver.namesStatements();
    if (!naming || isDirect(connection, driver) || isTranslated(connection, driver)) {
      return;
    }
    trust = Trust.UNNAMED;
    log.warn(
        "A pooler stands before PostgreSQL, and the driver names statements that it may give to"
            + " other clients: the store's own go without names, which costs some speed, and"
            + " publishing in a transaction of yours is refused. To change that, {}",
        ADVICE);
  }

  /** Whether who answers is the server process that was announced. */
  private static boolean isDirect(Connection connection, PgDriver driver) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("select pg_backend_pid()")) {
      return row.next() && row.getInt(1) == driver.backendPid();
    }
  }

  /** Whether the pooler gives statements names of its own. */
  private static boolean isTranslated(Connection connection, PgDriver driver) throws SQLException {
    int threshold = driver.prepareThreshold();
    try {
      if (namesAfterUse(connection, driver, 1).stream()
          .noneMatch(name -> VIA_DRIVER.matcher(name).matches())) {
        return true;
      }
      if (!namesAfterUse(connection, driver, 0).isEmpty()) {
        throw notTrusted(null);
      }
      return false;
    } finally {
      driver.prepareThreshold(threshold);
    }
  }

  /**
   * The names that a statement has on the server after some uses, in one transaction. It is one
   * that nobody has used yet, and its names are given back. A name that is taken is another
   * client's.
   */
  private static Set<String> namesAfterUse(Connection connection, PgDriver driver, int threshold)
      throws SQLException {
    String text =
        "select name from pg_prepared_statements where statement like '%looks_for_itself_"
            + System.nanoTime()
            + "%'";
    Set<String> names = new HashSet<>();
    driver.prepareThreshold(0);
    try (Statement statement = connection.createStatement()) {
      statement.execute("begin read only");
      try {
        driver.prepareThreshold(threshold);
        for (int i = 0; i < USES; i++) {
          readNames(connection, text, names);
        }
        for (String name : names) {
          statement.execute("deallocate " + statement.enquoteIdentifier(name, true));
        }
      } catch (SQLException e) {
        if (!STOLEN.contains(String.valueOf(e.getSQLState()))) {
          throw e;
        }
        names.add("S_0");
      } finally {
        statement.execute("rollback");
      }
    }
    return names;
  }

  private static void readNames(Connection connection, String text, Set<String> names)
      throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(text);
        ResultSet rows = statement.executeQuery()) {
      while (rows.next()) {
        names.add(rows.getString(1));
      }
    }
  }

  TransactionControl control() {
    return trust == Trust.NAMED ? TransactionControl.VIA_DRIVER : TransactionControl.VIA_STATEMENTS;
  }

  /** Has the driver give no more names on this connection, where they can't be trusted. */
  Undo enter(Connection connection) throws SQLException {
    if (trust == Trust.NAMED) {
      return () -> {};
    }
    PgDriver driver = PgDriver.of(connection).orElseThrow(() -> notTrusted(null));
    int threshold = driver.prepareThreshold();
    driver.prepareThreshold(0);
    return () -> driver.prepareThreshold(threshold);
  }

  /** The caller's commit is the driver's, so the whole connection must do without names. */
  void requireTrusted(Connection connection) {
    if (trust != Trust.NAMED && PgDriver.of(connection).map(StatementNames::mayName).orElse(true)) {
      throw notTrusted(null);
    }
  }

  private static boolean mayName(PgDriver driver) {
    try {
      return driver.namesStatements();
    } catch (SQLException e) {
      return true;
    }
  }

  /**
   * Whether another client's statement was run in place of ours; from then on names are not
   * trusted.
   */
  boolean isForeign(SQLException e) {
    if (trust != Trust.NAMED || !naming || !mayBeForeign(e)) {
      return false;
    }
    trust = driverKnown ? Trust.UNNAMED : Trust.NONE;
    log.error(
        "Another client's statement was run in place of the store's{}: a pooler gives one server"
            + " connection to several clients whose driver names statements. Of what this process"
            + " published until now something may be lost. {}; to be safe, {} and start again",
        SqlErrors.codes(e),
        driverKnown
            ? "From now on the store's own statements have no names, and publishing in a"
                + " transaction of yours is refused"
            : "From now on the store refuses every call",
        ADVICE);
    return true;
  }

  /** Poolers call each trouble of their own a violation of the protocol, and end the connection. */
  private static boolean mayBeForeign(SQLException e) {
    for (Throwable each : e) {
      if (each instanceof SQLException one) {
        String state = String.valueOf(one.getSQLState());
        if (STOLEN.contains(state)
            || OF_ANOTHER_SHAPE.contains(state)
            || (state.equals(PROTOCOL_VIOLATION) && PgDriver.isServersError(one))) {
          return true;
        }
      }
    }
    return false;
  }

  static StoreException notTrusted(@Nullable SQLException cause) {
    return new StoreException(
        "a pooler stands before PostgreSQL that may run another client's statement in place of"
            + " this one's commit: "
            + ADVICE,
        cause,
        false);
  }
}
