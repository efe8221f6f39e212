package dev.webhooks.jdbc;

import static dev.webhooks.jdbc.Fixture.WORKSPACE;
import static dev.webhooks.jdbc.Fixture.activeWebhook;
import static dev.webhooks.jdbc.Fixture.event;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.spi.ILoggingEvent;
import dev.webhooks.model.Webhook;
import dev.webhooks.model.WebhookQuery;
import dev.webhooks.spi.StoreException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.sql.DataSource;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.postgresql.PGConnection;

/**
 * Poolers and drivers of every kind, as far as a store can tell: the connections are a driver's,
 * and what it says of them is another's word.
 */
class StatementNamesTest {
  private final TestDatabase database = TestDatabase.postgres("statement_names");
  private LoggedEvents log;

  /** What a connection says otherwise than the driver would. */
  private enum Oddity {
    /** The server process that was announced is not the one that answers. */
    POOLED,
    /** Statements have names that no driver gives, as PgBouncer's since 1.21. */
    TRANSLATED,
    /** The driver goes on giving names. */
    NAMES_ALL_THE_SAME,
    /** Nothing tells what is below. */
    HIDDEN
  }

  @BeforeEach
  void open() {
    database.reset();
    log = LoggedEvents.of(JdbcStore.class);
  }

  @AfterEach
  void close() {
    log.close();
    database.close();
  }

  @Test
  void behindAPoolerTheStoreDoesWithoutNamesAndSaysSo() throws SQLException {
    DataSource pooled = connections(Set.of(Oddity.POOLED));
    JdbcStore store = JdbcStore.builder(pooled).build();

    assertThat(lines()).singleElement().asString().contains("A pooler stands before PostgreSQL");
    publishes(store);
    try (Connection connection = pooled.getConnection()) {
      connection.setAutoCommit(false);
      assertRefused(() -> store.on(connection));
      connection.setAutoCommit(true);
    }
  }

  @Test
  void aPoolerThatTranslatesNamesIsTrusted() throws SQLException {
    DataSource pooled = connections(Set.of(Oddity.POOLED, Oddity.TRANSLATED));
    JdbcStore store = JdbcStore.builder(pooled).build();

    assertThat(lines()).isEmpty();
    publishes(store);
    try (Connection connection = pooled.getConnection()) {
      connection.setAutoCommit(false);
      store.on(connection);
      connection.setAutoCommit(true);
    }
  }

  @Test
  void aDriverWhoseNamesCannotBeSwitchedOffIsRefusedBehindAPooler() {
    DataSource pooled = connections(Set.of(Oddity.POOLED, Oddity.NAMES_ALL_THE_SAME));

    assertRefused(() -> JdbcStore.builder(pooled).build());
  }

  /** Guarantee L: once it showed that another's statement was run, nothing more is acknowledged. */
  @Test
  void whereNobodyKnowsTheDriverEveryCallIsRefusedOnceAPoolerShows() {
    TrickyDataSource tricky = new TrickyDataSource(connections(Set.of(Oddity.HIDDEN)));
    JdbcStore store = JdbcStore.builder(tricky.dataSource()).build();
    Webhook webhook = activeWebhook(store, WORKSPACE);
    AtomicBoolean failed = new AtomicBoolean();
    tricky.play(
        (method, argument) -> {
          if (method.equals("prepareStatement") && failed.compareAndSet(false, true)) {
            throw new SQLException("no such statement", "26000");
          }
        });

    assertThatThrownBy(() -> store.append(List.of(event(null, webhook))))
        .isInstanceOf(StoreException.class);

    assertThat(lines()).anySatisfy(line -> assertThat(line).contains("refuses every call"));
    assertRefused(() -> store.append(List.of(event(null, webhook))));
    assertRefused(() -> store.list(WebhookQuery.of(WORKSPACE)));
    assertThat(database.count("event")).isZero();
  }

  private void publishes(JdbcStore store) {
    Webhook webhook = activeWebhook(store, WORKSPACE);
    for (int i = 0; i < 10; i++) {
      store.append(List.of(event(null, webhook)));
    }
    assertThat(database.count("event")).isEqualTo(10);
  }

  private static void assertRefused(ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(StoreException.class, e -> assertThat(e.isRetryable()).isFalse())
        .hasMessageContaining("prepareThreshold=0");
  }

  /** What stores of this test's thread logged. */
  private List<String> lines() {
    String here = Thread.currentThread().getName();
    return log.all().stream()
        .filter(line -> line.getThreadName().equals(here))
        .map(ILoggingEvent::getFormattedMessage)
        .toList();
  }

  private DataSource connections(Set<Oddity> oddities) {
    return proxy(
        DataSource.class,
        (method, arguments) -> {
          Object answer = invoke(database.dataSource(), method, arguments);
          return answer instanceof Connection connection ? odd(connection, oddities) : answer;
        });
  }

  private static Connection odd(Connection connection, Set<Oddity> oddities) {
    return proxy(
        Connection.class,
        (method, arguments) -> {
          if (method.getName().equals("unwrap")) {
            if (oddities.contains(Oddity.HIDDEN)) {
              throw new SQLException("wraps nothing");
            }
            Object driver = invoke(connection, method, arguments);
            return driver instanceof PGConnection one && arguments[0] == PGConnection.class
                ? odd(one, oddities)
                : driver;
          }
          if (oddities.contains(Oddity.TRANSLATED)
              && method.getName().equals("prepareStatement")
              && ((String) arguments[0]).contains("pg_prepared_statements")) {
            prepare(connection, (String) arguments[0]);
          }
          return invoke(connection, method, arguments);
        });
  }

  private static void prepare(Connection connection, String text) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute("deallocate all");
      statement.execute("prepare \"PGBOUNCER_7\" as " + text);
    }
  }

  private static PGConnection odd(PGConnection driver, Set<Oddity> oddities) {
    return proxy(
        PGConnection.class,
        (method, arguments) ->
            switch (method.getName()) {
              case "getBackendPID" ->
                  oddities.contains(Oddity.POOLED) ? -1 : invoke(driver, method, arguments);
              case "setPrepareThreshold" -> {
                boolean translated = oddities.contains(Oddity.TRANSLATED);
                boolean named = oddities.contains(Oddity.NAMES_ALL_THE_SAME);
                driver.setPrepareThreshold(translated ? 0 : named ? 1 : (int) arguments[0]);
                yield null;
              }
              default -> invoke(driver, method, arguments);
            });
  }

  @FunctionalInterface
  private interface Call {
    @Nullable Object of(Method method, Object[] arguments) throws Throwable;
  }

  private static <T> T proxy(Class<T> type, Call call) {
    return type.cast(
        Proxy.newProxyInstance(
            StatementNamesTest.class.getClassLoader(),
            new Class<?>[] {type},
            (proxy, method, arguments) -> call.of(method, arguments)));
  }

  private static Object invoke(Object target, Method method, Object[] arguments) throws Throwable {
    try {
      return method.invoke(target, arguments);
    } catch (InvocationTargetException e) {
      throw e.getCause();
    }
  }
}
