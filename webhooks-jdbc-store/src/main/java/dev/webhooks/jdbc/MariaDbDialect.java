package dev.webhooks.jdbc;

import dev.webhooks.spi.StoreException;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** MariaDB and MySQL, on InnoDB: locks stay on what is taken, and DDL commits by itself. */
final class MariaDbDialect extends Dialect {
  /** A column of ours, and a word of Oracle's language, which {@code sql_mode=ORACLE} reads. */
  private static final Pattern BODY = Pattern.compile("\\bbody\\b");

  private static final String VALUES = ") values ";

  /** As on PostgreSQL. */
  private static final int IDLE_SECONDS = 30;

  private final boolean mysql;
  private final MariaDbPackets packets = new MariaDbPackets();

  MariaDbDialect(boolean mysql) {
    this.mysql = mysql;
  }

  @Override
  String folder() {
    return "mariadb";
  }

  @Override
  SchemaDialect schema() {
    return new MariaDbSchema();
  }

  /**
   * Calendar arithmetic on UTC: {@code unix_timestamp()} of a local time is ambiguous for an hour a
   * year.
   */
  @Override
  String now() {
    return "timestampdiff(microsecond, '1970-01-01 00:00:00', utc_timestamp(6))";
  }

  @Override
  String spelled(String statement) {
    String hinted =
        statement
            .replace(BY_KEY, " force index (primary)")
            .replace(BY_TURN, " force index (ix_webhooks_pending_turn)");
    return BODY.matcher(hinted).replaceAll("`body`");
  }

  @Override
  void check(Connection connection) throws SQLException {
    DatabaseMetaData server = connection.getMetaData();
    int version = server.getDatabaseMajorVersion() * 1_000 + server.getDatabaseMinorVersion();
    if (version < (mysql ? 8_000 : 10_006)) {
      throw new StoreException(
          (mysql ? "MySQL" : "MariaDB")
              + " is too old: MariaDB 10.6 or MySQL 8.0 or later is needed",
          null,
          false);
    }
    packets.learn(connection);
    MariaDbModes.check(connection);
  }

  @Override
  int bytesAtOnce() {
    return packets.bytesAtOnce();
  }

  @Override
  void write(Connection connection, Sql sql, Bulk bulk, List<@Nullable Object[]> rows)
      throws SQLException {
    packets.requireFit(connection, rows);
    if (bulk.columns() == null) {
      super.write(connection, sql, bulk, rows);
    } else {
      insert(connection, sql.of(bulk.forOneRow()), bulk, rows);
    }
  }

  /**
   * Many rows with one statement: a JDBC batch is a round trip a row, unless the host's URL says
   * otherwise. In powers of two, because each number of rows is a text of its own, and drivers that
   * prepare statements on the server keep but a few.
   */
  private static void insert(
      Connection connection, String oneRow, Bulk bulk, List<@Nullable Object[]> rows)
      throws SQLException {
    String values = oneRow.substring(oneRow.indexOf(VALUES) + VALUES.length());
    int[] mentions = bulk.mentions();
    for (int from = 0; from < rows.size(); ) {
      int count = Integer.highestOneBit(rows.size() - from);
      String text = oneRow + (", " + values).repeat(count - 1);
      try (PreparedStatement statement = connection.prepareStatement(text)) {
        int next = 1;
        for (@Nullable Object[] row : rows.subList(from, from + count)) {
          next = bindRow(statement, next, bulk, mentions, row);
        }
        statement.executeUpdate();
      }
      from += count;
    }
  }

  /**
   * Without SESSION it is for the next transaction alone. REPEATABLE READ would lock gaps and work
   * on old snapshots.
   */
  @Override
  int begin(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute("set transaction isolation level read committed");
    }
    return KEEP;
  }

  @Override
  Undo limitLockWaits(Connection connection) throws SQLException {
    return limit(
        connection,
        "select @@innodb_lock_wait_timeout",
        "set session innodb_lock_wait_timeout = ",
        1);
  }

  /**
   * The limits of transactions that wrote or only read come before that of all, if they are set.
   */
  @Override
  Undo endIfIdle(Connection connection) throws SQLException {
    return mysql
        ? super.endIfIdle(connection)
        : limit(
            connection,
            "select @@idle_transaction_timeout",
            "set session idle_transaction_timeout = ",
            IDLE_SECONDS);
  }

  @Override
  String seeingCommitted() {
    return " lock in share mode";
  }

  @Override
  String insertWorkspace() {
    return "insert into webhooks_workspace (id, version) values (?, {now})"
        + " on duplicate key update version = version";
  }

  /** The server counts, and what it counted need not stay: MySQL has no sequences. */
  @Override
  long nextTurn(Session session) throws SQLException {
    String insert = session.sql().of("insert into webhooks_turn (number) values (null)");
    long number;
    try (PreparedStatement statement =
        session.connection().prepareStatement(insert, Statement.RETURN_GENERATED_KEYS)) {
      statement.executeUpdate();
      try (ResultSet keys = statement.getGeneratedKeys()) {
        if (!keys.next()) {
          throw new SQLException("the table of turns gave no number", "02000");
        }
        number = keys.getLong(1);
      }
    }
    session.update("delete from webhooks_turn where number = ?", number);
    return number;
  }

  /** It locks what is there, and so does not let two that both read first lock each other out. */
  @Override
  String unlessThere(String table, String key) {
    return " on duplicate key update " + key + " = " + table + "." + key;
  }

  @Override
  boolean[] insertKeyedEvents(
      Connection connection, Sql sql, Bulk bulk, List<@Nullable Object[]> rows)
      throws SQLException {
    packets.requireFit(connection, rows);
    return super.insertKeyedEvents(connection, sql, bulk, rows);
  }
}
