package dev.webhooks.jdbc;

import static dev.webhooks.jdbc.Fixture.WORKSPACE;
import static dev.webhooks.jdbc.Fixture.activeWebhook;
import static dev.webhooks.jdbc.Fixture.event;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.webhooks.model.Webhook;
import dev.webhooks.spi.Outbox;
import dev.webhooks.spi.StoreException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A deadlock in the caller's own transaction takes what the caller wrote with it. Guarantee L:
 * nothing of it may be committed as if it were whole. (H2 tells of a timeout where these two find a
 * deadlock, and then undoes no more than the append.)
 */
@ParameterizedClass
@EnumSource(names = {"POSTGRESQL", "MARIADB"})
class LostTransactionTest {
  @Parameter Engine engine;
  private final ExecutorService executor = Executors.newSingleThreadExecutor();
  private TestDatabase database;
  private JdbcStore store;
  private Webhook webhook;
  private Caller one;
  private Caller two;

  /** A host's transaction that writes a row of the host's own, and publishes beside it. */
  private final class Caller implements AutoCloseable {
    private final int order;
    private final Connection connection;
    private Outbox outbox;
    private @Nullable StoreException failure;

    Caller(int order) throws SQLException {
      this.order = order;
      this.connection = database.dataSource().getConnection();
      connection.setAutoCommit(false);
      begin();
    }

    void begin() throws SQLException {
      outbox = store.on(connection);
      insertOrder(order);
    }

    void insertOrder(int id) throws SQLException {
      try (Statement statement = connection.createStatement()) {
        statement.execute("insert into orders values (" + id + ")");
      }
    }

    void publish(String key) {
      outbox.append(List.of(event(key, webhook)));
    }

    /** As a caller does that wants to know whether it lost. */
    void tryToPublish(String key) {
      try {
        publish(key);
      } catch (StoreException e) {
        failure = e;
      }
    }

    @Override
    public void close() throws SQLException {
      connection.rollback();
      connection.setAutoCommit(true);
      connection.close();
    }
  }

  @BeforeEach
  void begin() throws SQLException {
    database = engine.open("lost");
    database.reset();
    database.execute("drop table if exists orders");
    database.execute("create table orders (id int primary key)");
    store = database.newStore();
    webhook = activeWebhook(store, WORKSPACE);
    one = new Caller(1);
    CompletableFuture<Caller> other = new CompletableFuture<>();
    // In a thread of its own, as no thread of a host's holds two connections.
    executor.execute(
        () -> {
          try {
            other.complete(new Caller(2));
          } catch (SQLException e) {
            other.completeExceptionally(e);
          }
        });
    two = other.join();
  }

  @AfterEach
  void close() throws Exception {
    executor
        .submit(
            () -> {
              two.close();
              return true;
            })
        .get(30, TimeUnit.SECONDS);
    one.close();
    executor.shutdownNow();
    assertThat(database.watched().open()).isZero();
    assertThat(database.watched().misused()).isZero();
    database.close();
  }

  @Test
  void theLoserOfADeadlockMustBeginAnewAndLosesNothingThen() throws Exception {
    one.publish("b");
    two.publish("a");
    CompletableFuture<Void> blocked =
        CompletableFuture.runAsync(() -> two.tryToPublish("b"), executor);
    engine.awaitBlocked(database);
    one.tryToPublish("a");
    Caller loser = one.failure == null ? two : one;
    Caller winner = one.failure == null ? one : two;
    blocked.get(60, TimeUnit.SECONDS);
    winner.connection.commit();

    assertThat(winner.failure).isNull();
    assertThat(loser.failure).hasMessageContaining("begin it anew");
    assertThat(loser.failure.isRetryable()).isTrue();

    assertThatThrownBy(() -> loser.publish("z"))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("roll it back")
        .hasCause(loser.failure);
    assertThatThrownBy(() -> store.on(loser.connection).append(List.of(event("z", webhook))))
        .as("another outbox on what is left of the transaction")
        .isInstanceOf(StoreException.class);
    assertThatThrownBy(() -> loser.insertOrder(7)).isInstanceOf(SQLException.class);

    loser.connection.rollback();
    loser.begin();
    loser.publish("z");
    loser.connection.commit();
    assertThat(database.number("select count(*) from orders")).isEqualTo(2);
    assertThat(database.count("event")).isEqualTo(3);
  }
}
