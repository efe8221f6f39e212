package dev.webhooks.jdbc;

import dev.webhooks.spi.StoreException;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLTimeoutException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

/** H2, whose file database must be told to write commits at once, and is written in turns. */
final class H2Dialect extends Dialect {
  private static final int OLDEST_MAJOR = 2;
  private static final int OLDEST_MINOR = 2;

  private volatile boolean onDisk = true;

  /** How long a transaction waits for its turn on a file, as H2 does for a row by default. */
  private static final Duration LONGEST_TURN = Duration.ofSeconds(10);

  private final ReentrantLock turn = new ReentrantLock(true);

  @Override
  String folder() {
    return "h2";
  }

  @Override
  SchemaDialect schema() {
    return new H2Schema();
  }

  @Override
  String now() {
    return "cast(extract(epoch from current_timestamp) * 1000000 as bigint)";
  }

  @Override
  void check(Connection connection) throws SQLException {
    DatabaseMetaData database = connection.getMetaData();
    int major = database.getDatabaseMajorVersion();
    int minor = database.getDatabaseMinorVersion();
    if (major < OLDEST_MAJOR || (major == OLDEST_MAJOR && minor < OLDEST_MINOR)) {
      throw new StoreException("H2 is too old: 2.2 or later is needed", null, false);
    }
    refuseLooseTexts(connection);
    onDisk = isOnDisk(connection);
    makeDurable(connection);
  }

  /** Workspaces that differ in case or accents would read each other's deliveries. */
  private static void refuseLooseTexts(Connection connection) throws SQLException {
    if (!settings(connection, "IGNORECASE").stream().allMatch("false"::equalsIgnoreCase)
        || !settings(connection, "COLLATION").stream().allMatch(c -> c.startsWith("OFF"))) {
      throw new StoreException(
          "this H2 database has IGNORECASE or a COLLATION, so different texts may count as equal",
          null,
          false);
    }
  }

  private static boolean isOnDisk(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("SELECT DATABASE_PATH()")) {
      return row.next() && row.getString(1) != null;
    }
  }

  /**
   * By default H2 acknowledges commits up to half a second before they are on disk. WRITE_DELAY 0
   * changes that only as long as the database is open: when it is opened again H2 lists the stored
   * value, and beside it the default, which is the one in force. So the database is asked before
   * every transaction; setting it is transactional and commits nothing.
   */
  @Override
  void makeDurable(Connection connection) throws SQLException {
    if (!onDisk || settings(connection, "WRITE_DELAY").stream().allMatch("0"::equals)) {
      return;
    }
    try (Statement statement = connection.createStatement()) {
      statement.execute("SET WRITE_DELAY 0");
    } catch (SQLException e) {
      if (SqlErrors.isConflict(e)) {
        throw e;
      }
      throw new StoreException(
          "H2 would lose acknowledged commits when the process dies, and this user may not change"
              + " that: connect as an administrator, or add ;WRITE_DELAY=0 to the URL",
          e,
          false);
    }
  }

  /** In capitals, because a database may be told not to fold names. */
  private static List<String> settings(Connection connection, String name) throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement(
            "SELECT SETTING_VALUE FROM INFORMATION_SCHEMA.SETTINGS WHERE SETTING_NAME = ?")) {
      statement.setString(1, name);
      List<String> values = new ArrayList<>();
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          values.add(rows.getString(1));
        }
      }
      return values;
    }
  }

  /**
   * One transaction at a time on a file: H2 writes its tables to the file one after the other while
   * other transactions go on, so a kill may leave half of one that commits meanwhile, and then a
   * delivery may have no row in the queue, or the queue no delivery.
   */
  @Override
  Undo awaitTurn() throws SQLException {
    if (!onDisk) {
      return () -> {};
    }
    try {
      if (!turn.tryLock(LONGEST_TURN.toMillis(), TimeUnit.MILLISECONDS)) {
        throw new SQLTimeoutException(
            "another transaction of the store has kept this H2 file for " + LONGEST_TURN, "HYT00");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new SQLTimeoutException("interrupted while another transaction had its turn", "HYT00");
    }
    return turn::unlock;
  }

  @Override
  Undo limitLockWaits(Connection connection) throws SQLException {
    return limit(connection, "CALL LOCK_TIMEOUT()", "SET LOCK_TIMEOUT ", 1_000);
  }

  @Override
  long nextTurn(Session session) throws SQLException {
    return session
        .selectOne("select next value for webhooks_turn", row -> row.getLong(1))
        .orElseThrow(() -> new SQLException("the sequence said nothing", "02000"));
  }

  /** H2 knows the isolation of sessions only. */
  @Override
  int begin(Connection connection) throws SQLException {
    makeDurable(connection);
    int isolation = connection.getTransactionIsolation();
    if (isolation == Connection.TRANSACTION_READ_COMMITTED) {
      return KEEP;
    }
    connection.setTransactionIsolation(Connection.TRANSACTION_READ_COMMITTED);
    return isolation;
  }

  /** Of two sessions that insert at once one is refused; see {@link Dialect#insertWorkspace}. */
  @Override
  String insertWorkspace() {
    return "insert into webhooks_workspace (id, version) values (?, {now})";
  }
}
