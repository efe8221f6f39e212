package dev.webhooks.jdbc;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;

/** How a transaction of the store's own begins and ends. */
enum TransactionControl {
  /** As JDBC has it: autocommit is off, and the driver begins by itself. */
  VIA_DRIVER,

  /**
   * By statements of ours, each sent as text: a driver may prepare its own BEGIN, COMMIT and
   * ROLLBACK on the server under names, and behind a pooler such a name may be another client's.
   * Autocommit is on, so that the driver sends none of these.
   */
  VIA_STATEMENTS;

  /** What autocommit must be before the transaction begins. */
  boolean autoCommit() {
    return this == VIA_STATEMENTS;
  }

  void commit(Connection connection) throws SQLException {
    if (this == VIA_DRIVER) {
      connection.commit();
    } else {
      execute(connection, "COMMIT");
    }
  }

  void rollback(Connection connection) throws SQLException {
    if (this == VIA_DRIVER) {
      connection.rollback();
    } else {
      execute(connection, "ROLLBACK");
    }
  }

  private static void execute(Connection connection, String text) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(text);
    }
  }
}
