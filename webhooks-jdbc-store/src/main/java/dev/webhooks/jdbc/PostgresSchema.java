package dev.webhooks.jdbc;

import dev.webhooks.spi.StoreException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * PostgreSQL, where a turn is a transaction: a migration is there with its record, or not at all.
 * What is there is not locked by looking: CREATE INDEX waits for every writer of the table, and
 * lets none pass, before it looks whether the index exists. So the catalogue is read first.
 */
final class PostgresSchema extends SchemaDialect {
  private static final int TRIES = 10;

  /** Any number will do, as long as nothing else in the database locks the same. */
  private static final long SCHEMA_LOCK = 0x77656268_6f6f6b73L;

  /** A table may come with its schema. An index comes without one and is where its table is. */
  private static final Pattern OBJECT =
      Pattern.compile(
          "create (?:table if not exists (?<table>(?:\\w+\\.)?\\w+)"
              + "|(?:unique )?index if not exists (?<index>\\w+) on (?<owner>\\w+\\.)?)\\b");

  /** One that is dropped without saying of which schema. */
  private static final Pattern DROPPED = Pattern.compile("(drop index if exists )(?=\\w+$)");

  @Override
  void alone(Connection connection, Turn turn) throws SQLException {
    for (int left = TRIES - 1; ; left--) {
      try {
        inTransaction(connection, turn);
        return;
      } catch (SQLException e) {
        if (left == 0 || !SqlErrors.isConflict(e)) {
          throw e;
        }
      }
    }
  }

  @SuppressWarnings("try") // what undoes something is closed and not mentioned
  private static void inTransaction(Connection connection, Turn turn) throws SQLException {
    try (Statement statement = connection.createStatement();
        Undo uncommitted = () -> TransactionControl.VIA_STATEMENTS.rollback(connection)) {
      statement.execute("begin");
      lockSchema(connection);
      turn.run();
      TransactionControl.VIA_STATEMENTS.commit(connection);
    }
  }

  /**
   * READ COMMITTED, to see what another node did while this one waited. A statement that waits for
   * a table's lock keeps everybody behind it waiting too, so it gives up soon, and is tried again
   * when they had their turn.
   */
  private static void lockSchema(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(
          "set transaction isolation level read committed; set local lock_timeout = '60s'");
      statement.execute("select pg_advisory_xact_lock(" + SCHEMA_LOCK + ")");
      statement.execute("set local lock_timeout = '2s'");
    } catch (SQLException e) {
      if (SqlErrors.isLockTimeout(e)) {
        throw new StoreException("another node is still migrating the schema", e, true);
      }
      throw e;
    }
  }

  @Override
  void run(Connection connection, String sql) throws SQLException {
    if (isThere(connection, sql)) {
      return;
    }
    try (Statement statement = connection.createStatement()) {
      statement.execute(
          DROPPED.matcher(sql).replaceFirst("$1" + Matcher.quoteReplacement(home(connection))));
    }
  }

  /** Looks where the statement would create it: an index, where its table is. */
  private boolean isThere(Connection connection, String sql) throws SQLException {
    Matcher object = OBJECT.matcher(sql);
    if (!object.lookingAt()) {
      return false;
    }
    String table = object.group("table");
    String owner = object.group("owner");
    String name = table != null ? table : (owner == null ? "" : owner) + object.group("index");
    String whole = name.contains(".") ? name : home(connection) + name;
    return missing(connection, List.of(whole)).isEmpty();
  }

  /** Other schemas of the search path may hold somebody else's tables of the same names. */
  @Override
  String home(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("select quote_ident(current_schema()) || '.'")) {
      String home = row.next() ? row.getString(1) : null;
      return home == null ? "" : home;
    }
  }

  @Override
  List<String> missing(Connection connection, List<String> tables) throws SQLException {
    List<String> missing = new ArrayList<>();
    try (PreparedStatement statement =
        connection.prepareStatement(
            "select name from unnest(cast(? as text[])) as wanted (name)"
                + " where to_regclass(name) is null")) {
      statement.setArray(1, connection.createArrayOf("text", tables.toArray()));
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          missing.add(rows.getString(1));
        }
      }
    }
    return missing;
  }
}
