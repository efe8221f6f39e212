package dev.webhooks.jdbc;

import java.io.PrintWriter;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.logging.Logger;
import javax.sql.DataSource;
import org.postgresql.core.BaseConnection;
import org.postgresql.core.TransactionState;

/**
 * Hands out another data source's connections and watches that each comes back, as it was, and that
 * no thread ever holds two of them.
 */
final class WatchedDataSource implements DataSource {
  private final DataSource delegate;
  private final AtomicInteger taken = new AtomicInteger();
  private final AtomicInteger open = new AtomicInteger();
  private final AtomicInteger misused = new AtomicInteger();
  private final ThreadLocal<Integer> held = ThreadLocal.withInitial(() -> 0);

  WatchedDataSource(DataSource delegate) {
    this.delegate = delegate;
  }

  /** How many connections were handed out so far. */
  int taken() {
    return taken.get();
  }

  /** How many connections were not closed. */
  int open() {
    return open.get();
  }

  /** How many came back changed or in a transaction, or were taken by a thread that had one. */
  int misused() {
    return misused.get();
  }

  @Override
  public Connection getConnection() throws SQLException {
    if (held.get() > 0) {
      misused.incrementAndGet();
    }
    Connection connection = delegate.getConnection();
    taken.incrementAndGet();
    open.incrementAndGet();
    held.set(held.get() + 1);
    State before = State.of(connection);
    boolean[] closed = {false};
    boolean[] cut = {false};
    return (Connection)
        Proxy.newProxyInstance(
            getClass().getClassLoader(),
            new Class<?>[] {Connection.class},
            (proxy, method, arguments) -> {
              cut[0] |= method.getName().equals("abort");
              if (method.getName().equals("close") && !closed[0]) {
                closed[0] = true;
                open.decrementAndGet();
                held.set(held.get() - 1);
                if (!cut[0] && isMisused(connection, before)) {
                  misused.incrementAndGet();
                }
              }
              return invoke(connection, method, arguments);
            });
  }

  /** How a connection was handed out, and must come back. */
  private record State(boolean autoCommit, int isolation) {
    static State of(Connection connection) throws SQLException {
      State state = new State(connection.getAutoCommit(), connection.getTransactionIsolation());
      if (!state.autoCommit()) {
        // PostgreSQL's driver began a transaction to ask for the isolation.
        connection.rollback();
      }
      return state;
    }
  }

  private static boolean isMisused(Connection connection, State before) {
    try {
      return isInTransaction(connection) || !State.of(connection).equals(before);
    } catch (SQLException broken) {
      return false;
    }
  }

  /** Of the databases that these tests use without autocommit, PostgreSQL's driver tells. */
  private static boolean isInTransaction(Connection connection) throws SQLException {
    return connection.isWrapperFor(BaseConnection.class)
        && connection.unwrap(BaseConnection.class).getTransactionState() != TransactionState.IDLE;
  }

  private static Object invoke(Connection connection, Method method, Object[] arguments)
      throws Throwable {
    try {
      return method.invoke(connection, arguments);
    } catch (InvocationTargetException e) {
      throw e.getCause();
    }
  }

  @Override
  public Connection getConnection(String username, String password) throws SQLException {
    throw new UnsupportedOperationException();
  }

  @Override
  public PrintWriter getLogWriter() throws SQLException {
    return delegate.getLogWriter();
  }

  @Override
  public void setLogWriter(PrintWriter out) throws SQLException {
    delegate.setLogWriter(out);
  }

  @Override
  public void setLoginTimeout(int seconds) throws SQLException {
    delegate.setLoginTimeout(seconds);
  }

  @Override
  public int getLoginTimeout() throws SQLException {
    return delegate.getLoginTimeout();
  }

  @Override
  public Logger getParentLogger() {
    return Logger.getGlobal();
  }

  @Override
  public <T> T unwrap(Class<T> type) throws SQLException {
    return delegate.unwrap(type);
  }

  @Override
  public boolean isWrapperFor(Class<?> type) throws SQLException {
    return delegate.isWrapperFor(type);
  }
}
