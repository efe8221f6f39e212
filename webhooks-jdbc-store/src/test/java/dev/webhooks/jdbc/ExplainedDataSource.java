package dev.webhooks.jdbc;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.sql.DataSource;

/**
 * Has PostgreSQL explain each prepared statement with its parameters right before it runs, and
 * takes back what the explanation did. So what is measured is what the store really runs, all of
 * it.
 */
final class ExplainedDataSource {
  private final DataSource delegate;
  private final boolean ofReaders;
  private final List<Plan> plans = new ArrayList<>();

  ExplainedDataSource(DataSource delegate) {
    this(delegate, false);
  }

  private ExplainedDataSource(DataSource delegate, boolean ofReaders) {
    this.delegate = delegate;
    this.ofReaders = ofReaders;
  }

  /** For a store of which nothing but queries is asked, each for itself. */
  static ExplainedDataSource ofReaders(DataSource delegate) {
    return new ExplainedDataSource(delegate, true);
  }

  /** A statement's plan, as it ran. */
  record Plan(String sql, List<String> lines) {
    private static final Pattern BUFFERS =
        Pattern.compile("Buffers: shared hit=(\\d+)(?: read=(\\d+))?");

    /** All that it touched; the topmost line of a plan counts what is below it. */
    long buffers() {
      return buffersOf("");
    }

    /** What the part of the plan touched that begins with such a line. */
    long buffersOf(String part) {
      Matcher top =
          lines.stream()
              .dropWhile(line -> !line.contains(part))
              .map(BUFFERS::matcher)
              .filter(Matcher::find)
              .findFirst()
              .orElseThrow();
      return Long.parseLong(top.group(1))
          + (top.group(2) == null ? 0 : Long.parseLong(top.group(2)));
    }

    boolean mentions(String text) {
      return lines.stream().anyMatch(line -> line.contains(text));
    }

    @Override
    public String toString() {
      String plan = String.join("\n", lines.stream().filter(line -> line.length() < 300).toList());
      return buffers() + " buffers: " + sql + "\n" + plan + "\n";
    }
  }

  /** The plans so far, in the order of the statements. */
  List<Plan> plans() {
    return plans;
  }

  DataSource dataSource() {
    return proxy(
        DataSource.class,
        delegate,
        (method, arguments) -> {
          Object answer = invoke(delegate, method, arguments);
          return answer instanceof Connection connection ? explained(connection) : answer;
        });
  }

  private Connection explained(Connection connection) {
    return proxy(
        Connection.class,
        connection,
        (method, arguments) -> {
          Object answer = invoke(connection, method, arguments);
          return answer instanceof PreparedStatement statement
              ? explained(connection, (String) arguments[0], statement)
              : answer;
        });
  }

  /** What is bound to the statement is bound to its explanation too. */
  private PreparedStatement explained(
      Connection connection, String sql, PreparedStatement statement) throws SQLException {
    int explained = behindSettings(sql);
    PreparedStatement explanation =
        connection.prepareStatement(
            sql.substring(0, explained) + "explain (analyze, buffers) " + sql.substring(explained));
    return proxy(
        PreparedStatement.class,
        statement,
        (method, arguments) -> {
          if (method.getName().startsWith("set") || method.getName().equals("close")) {
            invoke(explanation, method, arguments);
          } else if (method.getName().startsWith("execute")) {
            explain(connection, sql, explanation);
          }
          return invoke(statement, method, arguments);
        });
  }

  /** Where the statement begins that is behind the settings of its transaction. */
  private static int behindSettings(String sql) {
    return sql.startsWith("set ") ? sql.lastIndexOf("; ") + 2 : 0;
  }

  /**
   * What explaining does is undone, so only what is in a transaction is explained, and of several
   * statements in one text none, unless all but the last are settings.
   */
  private void explain(Connection connection, String sql, PreparedStatement explanation)
      throws SQLException {
    if (sql.indexOf("; ", behindSettings(sql)) >= 0) {
      return;
    }
    if (connection.getAutoCommit()) {
      if (ofReaders) {
        plans.add(plan(sql, explanation));
      }
      return;
    }
    Savepoint before = connection.setSavepoint();
    Plan plan = plan(sql, explanation);
    connection.rollback(before);
    plans.add(plan);
  }

  private static Plan plan(String sql, PreparedStatement explanation) throws SQLException {
    List<String> lines = new ArrayList<>();
    boolean found = explanation.execute();
    while (!found && explanation.getUpdateCount() >= 0) {
      found = explanation.getMoreResults();
    }
    try (ResultSet rows = explanation.getResultSet()) {
      while (rows.next()) {
        lines.add(rows.getString(1));
      }
    }
    return new Plan(sql, lines);
  }

  private interface Call {
    Object on(Method method, Object[] arguments) throws Throwable;
  }

  private static <T> T proxy(Class<T> type, T delegate, Call call) {
    return type.cast(
        Proxy.newProxyInstance(
            delegate.getClass().getClassLoader(),
            new Class<?>[] {type},
            (self, method, arguments) -> call.on(method, arguments)));
  }

  private static Object invoke(Object target, Method method, Object[] arguments) throws Throwable {
    try {
      return method.invoke(target, arguments);
    } catch (InvocationTargetException e) {
      throw e.getCause();
    }
  }
}
