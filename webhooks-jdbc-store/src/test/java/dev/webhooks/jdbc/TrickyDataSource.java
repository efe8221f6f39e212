package dev.webhooks.jdbc;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.function.UnaryOperator;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * Another data source's connections, with a chance to fail, or to do something else, in between.
 */
final class TrickyDataSource {

  /** Told of every call before it is made; may throw instead. */
  @FunctionalInterface
  interface Trick {
    Trick NONE = (method, argument) -> {};

    /**
     * @param method of the connection, or {@code getConnection}
     * @param argument the first one, such as a statement's text; empty if there is none
     */
    void before(String method, String argument) throws SQLException;
  }

  private final DataSource delegate;
  private volatile Trick trick = Trick.NONE;
  private volatile UnaryOperator<String> wording = text -> text;

  TrickyDataSource(DataSource delegate) {
    this.delegate = delegate;
  }

  void play(Trick next) {
    trick = next;
  }

  /** Statements that are prepared from now on reach the database in other words. */
  void reword(UnaryOperator<String> next) {
    wording = next;
  }

  DataSource dataSource() {
    return proxy(
        DataSource.class,
        (method, arguments) -> {
          tell(method, arguments);
          Object answer = invoke(delegate, method, arguments);
          return answer instanceof Connection connection ? tricky(connection) : answer;
        });
  }

  private Connection tricky(Connection connection) {
    return proxy(
        Connection.class,
        (method, arguments) -> {
          tell(method, arguments);
          if (method.getName().equals("prepareStatement") && arguments != null) {
            arguments[0] = wording.apply((String) arguments[0]);
          }
          return invoke(connection, method, arguments);
        });
  }

  private void tell(Method method, Object @Nullable [] arguments) throws SQLException {
    boolean none = arguments == null || arguments.length == 0;
    trick.before(method.getName(), none ? "" : String.valueOf(arguments[0]));
  }

  @FunctionalInterface
  private interface Call {
    Object of(Method method, Object @Nullable [] arguments) throws Throwable;
  }

  private static <T> T proxy(Class<T> type, Call call) {
    return type.cast(
        Proxy.newProxyInstance(
            TrickyDataSource.class.getClassLoader(),
            new Class<?>[] {type},
            (proxy, method, arguments) -> call.of(method, arguments)));
  }

  private static Object invoke(Object target, Method method, Object @Nullable [] arguments)
      throws Throwable {
    try {
      return method.invoke(target, arguments);
    } catch (InvocationTargetException e) {
      throw e.getCause();
    }
  }
}
