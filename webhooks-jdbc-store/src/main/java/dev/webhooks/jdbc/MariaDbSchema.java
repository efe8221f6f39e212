package dev.webhooks.jdbc;

import dev.webhooks.spi.StoreException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Set;

/** MariaDB and MySQL, where each statement of a migration is committed by itself. */
final class MariaDbSchema extends SchemaDialect {
  private static final int LOCK_SECONDS = 60;

  /** MySQL adds no column and no index IF NOT EXISTS, and drops none IF EXISTS. */
  private static final Set<Integer> DONE_ALREADY = Set.of(1060, 1061, 1091);

  @Override
  @SuppressWarnings("try") // what undoes something is closed and not mentioned
  void alone(Connection connection, Turn turn) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      lockSchema(statement);
      try (Undo locked = () -> statement.execute("do release_lock('webhooks_schema')")) {
        turn.run();
      }
    }
  }

  private static void lockSchema(Statement statement) throws SQLException {
    try (ResultSet row =
        statement.executeQuery("select get_lock('webhooks_schema', " + LOCK_SECONDS + ")")) {
      if (!row.next() || row.getInt(1) != 1) {
        throw new StoreException("another node is still migrating the schema", null, true);
      }
    }
  }

  @Override
  void run(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    } catch (SQLException e) {
      if (!DONE_ALREADY.contains(e.getErrorCode())) {
        throw e;
      }
    }
  }
}
