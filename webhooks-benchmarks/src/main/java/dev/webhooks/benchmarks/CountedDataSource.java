package dev.webhooks.benchmarks;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.Statement;
import java.util.concurrent.atomic.AtomicLong;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** Counts the statements that are executed, and apart from them commits and roll-backs. */
final class CountedDataSource {
  private final DataSource counted;
  private final AtomicLong statements = new AtomicLong();
  private final AtomicLong ends = new AtomicLong();

  CountedDataSource(DataSource counted) {
    this.counted = counted;
  }

  DataSource dataSource() {
    return wrapped(DataSource.class, counted);
  }

  long statements() {
    return statements.get();
  }

  /** How many commits and roll-backs there were. */
  long ends() {
    return ends.get();
  }

  private <T> T wrapped(Class<T> type, T target) {
    return type.cast(
        Proxy.newProxyInstance(
            CountedDataSource.class.getClassLoader(),
            new Class<?>[] {type},
            (proxy, method, arguments) -> {
              String name = method.getName();
              if (name.startsWith("execute")) {
                statements.incrementAndGet();
              } else if (name.equals("commit") || name.equals("rollback")) {
                ends.incrementAndGet();
              }
              try {
                Object answer = method.invoke(target, arguments);
                return name.equals("unwrap") ? answer : wrapped(answer);
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            }));
  }

  private @Nullable Object wrapped(@Nullable Object answer) {
    if (answer instanceof Connection connection) {
      return wrapped(Connection.class, connection);
    }
    if (answer instanceof PreparedStatement statement) {
      return wrapped(PreparedStatement.class, statement);
    }
    return answer instanceof Statement statement ? wrapped(Statement.class, statement) : answer;
  }
}
