package dev.webhooks.jdbc;

import dev.webhooks.spi.StoreException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * Refuses settings of a MariaDB or MySQL session under which texts don't come back as they were.
 */
final class MariaDbModes {
  private static final String UNICODE = "utf8mb4";

  private MariaDbModes() {}

  static void check(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery(
                "select @@character_set_client, @@character_set_connection, '' is null")) {
      row.next();
      if (!row.getString(1).equals(UNICODE) || !row.getString(2).equals(UNICODE)) {
        throw refused(
            "these connections have the character set "
                + row.getString(1)
                + ", which can't hold every text: let the driver use utf8mb4, without SET NAMES and"
                + " without characterEncoding in its URL");
      }
      if (row.getBoolean(3)) {
        throw refused(
            "the sql_mode EMPTY_STRING_IS_NULL turns empty texts into nulls: set another for these"
                + " connections, with sessionVariables=sql_mode=… in the JDBC URL");
      }
    }
  }

  private static StoreException refused(String reason) {
    return new StoreException(reason, null, false);
  }
}
