package dev.webhooks.jdbc;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Set;

/** H2, where each statement of a migration is committed by itself. */
final class H2Schema extends SchemaDialect {
  private static final int TRIES = 10;

  /**
   * A table, an index or a row exists, somebody else is changing the catalogue, or H2 stumbles over
   * that.
   */
  private static final Set<String> RACES =
      Set.of("42S01", "42S11", "23505", "90131", "HYT00", "40001", "HY000");

  /**
   * One at a time in this process, which is where an embedded database's nodes are: H2 has no lock
   * to take for it, and IF NOT EXISTS looks before it locks.
   */
  @Override
  void alone(Connection connection, Turn turn) throws SQLException {
    synchronized (H2Schema.class) {
      turn.run();
    }
  }

  /** ALTER TABLE makes another table and renames it, so for a moment there is none of the name. */
  @Override
  List<String> missing(Connection connection, List<String> tables) throws SQLException {
    synchronized (H2Schema.class) {
      return super.missing(connection, tables);
    }
  }

  /**
   * Nodes in other processes may still both find nothing; a second look finds what the faster made.
   */
  @Override
  void run(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      for (int left = TRIES; ; left--) {
        try {
          statement.execute(sql);
          return;
        } catch (SQLException e) {
          if (left == 0 || !RACES.contains(String.valueOf(e.getSQLState()))) {
            throw e;
          }
        }
      }
    }
  }
}
