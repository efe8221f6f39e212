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

/**
 * Hands out another data source's connections and watches that each comes back, as it was, and that
 * no thread ever holds two of them.
 */
final class WatchedDataSource implements DataSource {
  private final DataSource delegate;
  private final AtomicInteger open = new AtomicInteger();
  private final AtomicInteger misused = new AtomicInteger();
  private final ThreadLocal<Integer> held = ThreadLocal.withInitial(() -> 0);

  WatchedDataSource(DataSource delegate) {
    this.delegate = delegate;
  }

  /** How many connections were not closed. */
  int open() {
    return open.get();
  }

  /** How many were changed when they came back, or were taken by a thread that had one. */
  int misused() {
    return misused.get();
  }

  @Override
  public Connection getConnection() throws SQLException {
    if (held.get() > 0) {
      misused.incrementAndGet();
    }
    Connection connection = delegate.getConnection();
    open.incrementAndGet();
    held.set(held.get() + 1);
    boolean autoCommit = connection.getAutoCommit();
    boolean[] closed = {false};
    return (Connection)
        Proxy.newProxyInstance(
            getClass().getClassLoader(),
            new Class<?>[] {Connection.class},
            (proxy, method, arguments) -> {
              if (method.getName().equals("close") && !closed[0]) {
                closed[0] = true;
                open.decrementAndGet();
                held.set(held.get() - 1);
                if (connection.getAutoCommit() != autoCommit) {
                  misused.incrementAndGet();
                }
              }
              return invoke(connection, method, arguments);
            });
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
