package dev.webhooks.jdbc;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Creates what is missing of the schema on PostgreSQL, and locks nothing of what is there: CREATE
 * INDEX waits for every writer of the table, and lets none pass, before it looks whether the index
 * exists. So the catalogue is read first.
 */
final class PostgresSchema {
  private static final int TRIES = 10;

  /** Any number will do, as long as nothing else in the database locks the same. */
  private static final long SCHEMA_LOCK = 0x77656268_6f6f6b73L;

  /** A table may come with its schema. An index comes without one and is where its table is. */
  private static final Pattern OBJECT =
      Pattern.compile(
          "create (?:table if not exists (?:(?<schema>\\w+)\\.)?(?<table>\\w+)"
              + "|(?:unique )?index if not exists (?<index>\\w+) on (?:(?<owner>\\w+)\\.)?)\\b");

  private PostgresSchema() {}

  /**
   * One at a time in the database. Two schemas that are made at once may still meet in a deadlock.
   */
  static void create(Connection connection, List<String> statements) throws SQLException {
    for (int left = TRIES - 1; ; left--) {
      try {
        inTransaction(connection, statements);
        return;
      } catch (SQLException e) {
        if (left == 0 || !SqlErrors.isConflict(e)) {
          throw e;
        }
      }
    }
  }

  @SuppressWarnings("try") // what undoes something is closed and not mentioned
  private static void inTransaction(Connection connection, List<String> statements)
      throws SQLException {
    try (Statement statement = connection.createStatement();
        Undo uncommitted = () -> Boundaries.OF_STATEMENTS.rollback(connection)) {
      statement.execute("begin");
      statement.execute("select pg_advisory_xact_lock(" + SCHEMA_LOCK + ")");
      for (String ddl : statements) {
        if (isMissing(connection, ddl)) {
          statement.execute(ddl);
        }
      }
      Boundaries.OF_STATEMENTS.commit(connection);
    }
  }

  private static boolean isMissing(Connection connection, String ddl) throws SQLException {
    Matcher object = OBJECT.matcher(ddl);
    if (!object.lookingAt()) {
      return true;
    }
    return object.group("table") == null
        ? isMissing(connection, object.group("owner"), object.group("index"))
        : isMissing(connection, object.group("schema"), object.group("table"));
  }

  /**
   * Looks in the one schema where the statement would create it: another one of the search path may
   * hold somebody else's tables of the same names.
   */
  private static boolean isMissing(Connection connection, @Nullable String schema, String name)
      throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement(
            "select to_regclass(coalesce(?, quote_ident(current_schema())) || '.' || ?) is null")) {
      statement.setString(1, schema);
      statement.setString(2, name);
      try (ResultSet row = statement.executeQuery()) {
        return !row.next() || row.getBoolean(1);
      }
    }
  }
}
