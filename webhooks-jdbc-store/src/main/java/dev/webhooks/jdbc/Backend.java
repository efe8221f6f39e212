package dev.webhooks.jdbc;

import dev.webhooks.spi.StoreException;
import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** What the store needs of the kind of database that a data source leads to. */
record Backend(Dialect dialect, Queue queue) {

  /**
   * @param database which one it is, null to ask the connection
   */
  @SuppressWarnings("try") // what undoes something is closed and not mentioned
  static Backend of(DataSource dataSource, @Nullable Database database) {
    try (Connection connection = dataSource.getConnection()) {
      boolean autoCommit = connection.getAutoCommit();
      connection.setAutoCommit(true);
      try (Undo switched = () -> connection.setAutoCommit(autoCommit)) {
        Backend backend = of(database == null ? detect(connection) : database);
        backend.dialect().check(connection);
        return backend;
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

  private static Backend of(Database database) {
    return switch (database) {
      case POSTGRESQL -> new Backend(new PostgresDialect(), new PostgresQueue());
      case MARIADB -> new Backend(new MariaDbDialect(false), new MariaDbQueue());
      case MYSQL -> new Backend(new MariaDbDialect(true), new MariaDbQueue());
      case H2 -> new Backend(new H2Dialect(), new H2Queue());
    };
  }
}
