package dev.webhooks.jdbc;

import dev.webhooks.spi.StoreException;
import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** Finds the dialect of a data source. */
final class Dialects {
  private Dialects() {}

  /**
   * @param database which one it is, null to ask the connection
   */
  @SuppressWarnings("try") // what undoes something is closed and not mentioned
  static Dialect of(DataSource dataSource, @Nullable Database database) {
    try (Connection connection = dataSource.getConnection()) {
      boolean autoCommit = connection.getAutoCommit();
      connection.setAutoCommit(true);
      try (Undo switched = () -> connection.setAutoCommit(autoCommit)) {
        Dialect dialect = of(database == null ? detect(connection) : database);
        dialect.check(connection);
        return dialect;
      }
    } catch (SQLException e) {
      throw SqlErrors.storeException("look at the database", e);
    }
  }

  private static Database detect(Connection connection) throws SQLException {
    String product = connection.getMetaData().getDatabaseProductName();
    return switch (product) {
      case "PostgreSQL" -> Database.POSTGRESQL;
      case "MariaDB" -> Database.MARIADB;
      case "MySQL" -> Database.MYSQL;
      case "H2" -> Database.H2;
      default ->
          throw new StoreException(
              "don't know the database "
                  + product
                  + ": name the one that it is compatible with in the builder",
              null,
              false);
    };
  }

  private static Dialect of(Database database) {
    return switch (database) {
      case POSTGRESQL -> new PostgresDialect();
      case MARIADB -> new MariaDbDialect(false);
      case MYSQL -> new MariaDbDialect(true);
      case H2 -> new H2Dialect();
    };
  }
}
