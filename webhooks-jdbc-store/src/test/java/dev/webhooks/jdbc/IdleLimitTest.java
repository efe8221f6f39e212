package dev.webhooks.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.Test;

/**
 * Guarantee N: a node that stops in the midst of adding up keeps the others from it for half a
 * minute, and not for as long as its connection lives.
 */
class IdleLimitTest {
  @Test
  void mariaDbEndsIt() throws Exception {
    try (TestDatabase database = TestDatabase.on(MariaDbServer.database("idle", ""));
        Connection connection = database.dataSource().getConnection()) {
      String setting = "select @@idle_transaction_timeout";
      long before = asked(connection, setting);

      try (Undo limit = new MariaDbDialect(false).endIfIdle(connection)) {
        assertThat(asked(connection, setting)).isEqualTo(30);
        assertThat(limit).isNotNull();
      }

      assertThat(asked(connection, setting)).isEqualTo(before);
    }
  }

  @Test
  void postgresEndsIt() throws Exception {
    try (TestDatabase database = Engine.POSTGRESQL.open("idle");
        Connection connection = database.dataSource().getConnection()) {
      connection.setAutoCommit(false);
      String setting =
          "select setting from pg_settings where name = 'idle_in_transaction_session_timeout'";

      try (Undo limit = new PostgresDialect().endIfIdle(connection)) {
        assertThat(asked(connection, setting)).isEqualTo(30_000);
        assertThat(limit).isNotNull();
      }
      connection.commit();

      assertThat(asked(connection, setting)).isZero();
      connection.rollback();
      connection.setAutoCommit(true);
    }
  }

  private static long asked(Connection connection, String query) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(query)) {
      assertThat(row.next()).isTrue();
      return row.getLong(1);
    }
  }
}
