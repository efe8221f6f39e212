package dev.webhooks.jdbc;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** What is particular to one database about looking at a schema and changing it. Stateless. */
abstract class SchemaDialect {
  /** How a database says that a table is not there; H2 has three ways. */
  private static final Set<String> NO_TABLE = Set.of("42S02", "42S03", "42S04");

  /** A part of a migration, which looks what is left to do before it does it. */
  @FunctionalInterface
  interface Turn {
    void run() throws SQLException;
  }

  /**
   * Takes a turn while no other node does, and again when it lost against another transaction.
   * Autocommit is on.
   */
  abstract void alone(Connection connection, Turn turn) throws SQLException;

  /** Runs a statement of a script, which may be there already from an earlier try. */
  abstract void run(Connection connection, String statement) throws SQLException;

  /** What precedes a table's name to mean the one that would be created, and no other. */
  String home(Connection connection) throws SQLException {
    return "";
  }

  /** Which of these tables are not there. A transaction goes on after it as before. */
  List<String> missing(Connection connection, List<String> tables) throws SQLException {
    List<String> missing = new ArrayList<>();
    try (Statement statement = connection.createStatement()) {
      for (String table : tables) {
        try {
          statement.executeQuery("select 1 from " + table + " where 1 = 0").close();
        } catch (SQLException e) {
          if (!NO_TABLE.contains(String.valueOf(e.getSQLState()))) {
            throw e;
          }
          missing.add(table);
        }
      }
    }
    return missing;
  }
}
