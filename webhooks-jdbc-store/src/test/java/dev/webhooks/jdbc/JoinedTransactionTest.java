package dev.webhooks.jdbc;

import static dev.webhooks.jdbc.Fixture.WORKSPACE;
import static dev.webhooks.jdbc.Fixture.activeWebhook;
import static dev.webhooks.jdbc.Fixture.claimUpTo;
import static dev.webhooks.jdbc.Fixture.event;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.webhooks.model.PublishedEvent;
import dev.webhooks.model.Webhook;
import dev.webhooks.spi.NewEvent;
import dev.webhooks.spi.Outbox;
import dev.webhooks.spi.StoreException;
import dev.webhooks.spi.Subscriptions;
import dev.webhooks.testing.contract.AppendAnswer;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** What {@link JdbcStore#on} promises to a caller who has a transaction of their own. */
@ParameterizedClass
@EnumSource(Engine.class)
class JoinedTransactionTest {
  @Parameter Engine engine;
  private TestDatabase database;
  private JdbcStore store;
  private Webhook webhook;
  private Connection connection;

  @BeforeEach
  void beginATransaction() throws SQLException {
    database = engine.open("joined");
    database.reset();
    store = database.newStore();
    webhook = activeWebhook(store, WORKSPACE);
    connection = database.dataSource().getConnection();
    connection.setAutoCommit(false);
  }

  @AfterEach
  void close() throws SQLException {
    if (!connection.isClosed()) {
      if (!connection.getAutoCommit()) {
        connection.rollback();
        connection.setAutoCommit(true);
      }
      connection.close();
    }
    assertThat(database.watched().open()).isZero();
    database.close();
  }

  @Test
  void whatIsAppendedIsThereOnceTheCallerCommits() throws SQLException {
    NewEvent event = event(null, webhook);

    assertThat(store.on(connection).append(List.of(event)))
        .extracting(AppendAnswer::of)
        .containsExactly(AppendAnswer.stored(event.id(), 1));

    assertThat(store.claim(claimUpTo(10))).isEmpty();
    assertThat(connection.isClosed()).isFalse();
    assertThat(connection.getAutoCommit()).isFalse();
    connection.commit();
    assertThat(store.claim(claimUpTo(10))).hasSize(1);
  }

  @Test
  void aRollbackLeavesNoTrace() throws SQLException {
    store.on(connection).append(List.of(event("order-7", webhook), event(null, webhook)));

    connection.rollback();

    assertThat(List.of("event", "delivery", "pending")).allMatch(t -> database.count(t) == 0);
    assertThat(store.append(List.of(event("order-7", webhook))).get(0).duplicate()).isFalse();
  }

  @Test
  void autocommitIsRefused() throws SQLException {
    Outbox outbox = store.on(connection);
    connection.setAutoCommit(true);

    assertThatThrownBy(() -> store.on(connection))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("setAutoCommit(false)");
    assertThatThrownBy(() -> outbox.append(List.of(event(null, webhook))))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("setAutoCommit(false)");

    assertThat(database.count("event")).isZero();
  }

  @Test
  void aKnownKeyLeavesTheTransactionUsable() throws SQLException {
    NewEvent first = event("order-7", webhook);
    store.append(List.of(first));
    Outbox outbox = store.on(connection);

    assertThat(outbox.append(List.of(event("order-7", webhook))))
        .extracting(AppendAnswer::of)
        .containsExactly(AppendAnswer.duplicateOf(first.id(), 1));
    outbox.append(List.of(event("order-8", webhook)));
    connection.commit();

    assertThat(database.count("event")).isEqualTo(2);
  }

  /** What the caller catches must not leave half a list behind. */
  @Test
  void anAppendThatFailsStoresNothingEvenIfTheCallerCommits() throws SQLException {
    NewEvent stored = event(null, webhook);
    store.append(List.of(stored));
    NewEvent fresh = event(null, webhook);
    NewEvent clash =
        NewEvent.builder(fresh.id() + "x")
            .workspace(WORKSPACE)
            .type("x")
            .body(fresh.body())
            .deliveries(stored.deliveries())
            .build();

    assertThatThrownBy(() -> store.on(connection).append(List.of(fresh, clash)))
        .isInstanceOf(StoreException.class);
    connection.commit();

    assertThat(database.count("event")).isEqualTo(1);
  }

  /** Two transactions publish the same key; the second waits to learn whether the first commits. */
  @Test
  void ofTwoTransactionsWithTheSameKeyOneStoresIt() throws Exception {
    NewEvent first = event("order-7", webhook);
    store.on(connection).append(List.of(first));
    ExecutorService executor = Executors.newSingleThreadExecutor();
    try {
      Future<List<PublishedEvent>> second =
          executor.submit(() -> store.append(List.of(event("order-7", webhook))));
      engine.awaitBlocked(database);
      connection.commit();

      assertThat(second.get(30, TimeUnit.SECONDS))
          .extracting(AppendAnswer::of)
          .containsExactly(AppendAnswer.duplicateOf(first.id(), 1));
    } finally {
      executor.shutdownNow();
    }
  }

  @Test
  void itSeesWebhooksThatWereCommittedBefore() {
    Outbox outbox = store.on(connection);
    long version = outbox.subscriptions(WORKSPACE, Subscriptions.NONE).orElseThrow().version();

    assertThat(outbox.subscriptions(WORKSPACE, version)).isEmpty();
  }

  /** An append that loses against the caller's transaction is run again by the store. */
  @Test
  void aDeadlockOfTheStoreAndACallerIsResolvedWithoutLoss() throws Exception {
    store.on(connection).append(List.of(event("b", webhook)));
    int before = database.watched().taken();
    ExecutorService executor = Executors.newSingleThreadExecutor();
    try {
      Future<List<PublishedEvent>> stores =
          executor.submit(() -> store.append(List.of(event("a", webhook), event("b", webhook))));
      engine.awaitBlocked(database);
      boolean callerLost = false;
      try {
        store.on(connection).append(List.of(event("a", webhook)));
        connection.commit();
      } catch (StoreException e) {
        assertThat(e.isRetryable()).isTrue();
        callerLost = true;
        connection.rollback();
      }

      assertThat(stores.get(60, TimeUnit.SECONDS)).hasSize(2);
      boolean storeLost = database.watched().taken() - before > 1;
      assertThat(callerLost || storeLost).as("somebody lost").isTrue();
      assertThat(database.count("event")).isEqualTo(2);
      assertThat(stores.get().get(1).duplicate())
          .as("the caller's key, if the caller committed")
          .isEqualTo(!callerLost);
    } finally {
      executor.shutdownNow();
    }
    assertThat(store.untilNextDue(claimUpTo(1), Duration.ofHours(1))).isZero();
  }

  /** A caller's statement of its own costs a round trip; a list without events must not. */
  @Test
  void nothingToAppendAsksTheDatabaseForNothing() throws SQLException {
    Outbox outbox = store.on(connection);
    connection.close();

    assertThat(outbox.append(List.of())).isEmpty();
  }
}
