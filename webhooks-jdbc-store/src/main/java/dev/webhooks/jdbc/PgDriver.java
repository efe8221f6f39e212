package dev.webhooks.jdbc;

import java.lang.reflect.InvocationTargetException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;

/**
 * What PostgreSQL's own driver tells of a connection beyond JDBC. It is asked by reflection on its
 * public interface, because the driver is the host's, and another one may stand in its place.
 */
final class PgDriver {
  private static final String INTERFACE = "org.postgresql.PGConnection";

  private final Class<?> type;
  private final Object connection;

  private PgDriver(Class<?> type, Object connection) {
    this.type = type;
    this.connection = connection;
  }

  /** Nothing, if it is another driver's connection or does not show what is below it. */
  static Optional<PgDriver> of(Connection connection) {
    try {
      ClassLoader loader = connection.unwrap(Connection.class).getClass().getClassLoader();
      Class<?> type = Class.forName(INTERFACE, false, loader);
      return Optional.of(new PgDriver(type, connection.unwrap(type)));
    } catch (ClassNotFoundException | LinkageError | SQLException | RuntimeException e) {
      return Optional.empty();
    }
  }

  /** The server process that the connection was opened to, as whoever answered there said. */
  int backendPid() throws SQLException {
    return (Integer) call("getBackendPID");
  }

  /** From which use on a statement gets a name on the server; 0 for never. */
  int prepareThreshold() throws SQLException {
    return (Integer) call("getPrepareThreshold");
  }

  /** For statements that are made from now on. */
  void prepareThreshold(int uses) throws SQLException {
    call("setPrepareThreshold", new Class<?>[] {int.class}, uses);
  }

  /** Whether statements of this connection may get names on the server. */
  boolean namesStatements() throws SQLException {
    return prepareThreshold() != 0 && !String.valueOf(call("getPreferQueryMode")).equals("SIMPLE");
  }

  /**
   * Whether the server itself refused a statement, and the connection goes on: what a pooler has to
   * say of itself ends it.
   */
  static boolean isServersError(SQLException e) {
    try {
      Object message = e.getClass().getMethod("getServerErrorMessage").invoke(e);
      return message != null
          && !"FATAL".equals(message.getClass().getMethod("getSeverity").invoke(message));
    } catch (ReflectiveOperationException otherDriver) {
      return false;
    }
  }

  private Object call(String method) throws SQLException {
    return call(method, new Class<?>[0]);
  }

  private Object call(String method, Class<?>[] parameters, Object... arguments)
      throws SQLException {
    try {
      return type.getMethod(method, parameters).invoke(connection, arguments);
    } catch (InvocationTargetException e) {
      throw new SQLException("the driver failed in " + method, e.getCause());
    } catch (ReflectiveOperationException e) {
      throw new SQLException("the driver does not know " + method, e);
    }
  }
}
