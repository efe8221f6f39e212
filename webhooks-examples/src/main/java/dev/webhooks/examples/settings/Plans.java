package dev.webhooks.examples.settings;

import dev.webhooks.policy.WebhookQuota;
import dev.webhooks.spi.StoreException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Set;
import javax.sql.DataSource;

/**
 * The plan of each workspace, in a table of the application's own beside those of the library. It
 * is the host's billing in small: the library asks it at every registration, on whatever node, and
 * learns of a new plan at once.
 *
 * <p>All methods throw {@link StoreException} when the database fails. Thread safe.
 */
public final class Plans implements WebhookQuota {
  private static final Set<String> MARIADB_LIKE = Set.of("MariaDB", "MySQL");
  private static final String INTEGRITY_VIOLATION = "23";
  private static final int TRIES = 3;

  private final DataSource dataSource;

  Plans(DataSource dataSource) {
    this.dataSource = dataSource;
  }

  /** Creates the table, unless it is there; several processes may do so at once. */
  void createTable() {
    run(
        "create the table of plans",
        connection -> {
          for (int left = TRIES; ; left--) {
            try (Statement statement = connection.createStatement()) {
              return statement.executeUpdate(ddl(connection));
            } catch (SQLException e) {
              // IF NOT EXISTS looks before it locks: of two processes one may fail at what the
              // other has just created.
              if (left == 0) {
                throw e;
              }
            }
          }
        });
  }

  private static String ddl(Connection connection) throws SQLException {
    String product = connection.getMetaData().getDatabaseProductName();
    // As bytes, where collations would take "acme" for "Acme".
    String workspace = MARIADB_LIKE.contains(product) ? "varbinary(400)" : "varchar(100)";
    return "create table if not exists settings_plan (workspace "
        + workspace
        + " not null primary key, name varchar(20) not null)";
  }

  /** The workspace's plan; a new workspace is {@link Plan#FREE}. */
  public Plan of(String workspace) {
    return run(
        "read a plan",
        connection -> {
          try (PreparedStatement select =
              connection.prepareStatement("select name from settings_plan where workspace = ?")) {
            select.setString(1, workspace);
            try (ResultSet row = select.executeQuery()) {
              return row.next() ? Plan.named(row.getString(1)) : Plan.FREE;
            }
          }
        });
  }

  /**
   * Moves the workspace to another plan. A smaller one takes no webhook away, it only admits no
   * more.
   */
  public void set(String workspace, Plan plan) {
    run(
        "store a plan",
        connection ->
            update(connection, workspace, plan)
                || insert(connection, workspace, plan)
                || update(connection, workspace, plan));
  }

  private static boolean update(Connection connection, String workspace, Plan plan)
      throws SQLException {
    return execute(
        connection, "update settings_plan set name = ? where workspace = ?", workspace, plan);
  }

  /** Answers false when another process was faster. */
  private static boolean insert(Connection connection, String workspace, Plan plan)
      throws SQLException {
    try {
      return execute(
          connection, "insert into settings_plan (name, workspace) values (?, ?)", workspace, plan);
    } catch (SQLException e) {
      if (String.valueOf(e.getSQLState()).startsWith(INTEGRITY_VIOLATION)) {
        return false;
      }
      throw e;
    }
  }

  private static boolean execute(Connection connection, String sql, String workspace, Plan plan)
      throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setString(1, plan.name());
      statement.setString(2, workspace);
      return statement.executeUpdate() > 0;
    }
  }

  @Override
  public int limit(String workspace) {
    return of(workspace).webhooks();
  }

  @FunctionalInterface
  private interface Work<T> {
    T run(Connection connection) throws SQLException;
  }

  private <T> T run(String action, Work<T> work) {
    try (Connection connection = dataSource.getConnection()) {
      return work.run(connection);
    } catch (SQLException e) {
      throw new StoreException("could not " + action, e, true);
    }
  }
}
