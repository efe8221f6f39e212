package dev.webhooks.jdbc;

import static dev.webhooks.jdbc.Fixture.WORKSPACE;
import static dev.webhooks.jdbc.Fixture.activeWebhook;
import static dev.webhooks.jdbc.Fixture.claimUpTo;
import static dev.webhooks.jdbc.Fixture.deliverAll;
import static dev.webhooks.jdbc.Fixture.event;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.webhooks.jdbc.TrickyDataSource.Trick;
import dev.webhooks.model.Attempt;
import dev.webhooks.model.DeliveryDetail;
import dev.webhooks.model.DeliveryState;
import dev.webhooks.model.Webhook;
import dev.webhooks.model.WebhookQuery;
import dev.webhooks.spi.ClaimedDelivery;
import dev.webhooks.spi.Completion;
import dev.webhooks.spi.NewEvent;
import dev.webhooks.spi.StoreException;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Databases and pools that fail at the worst moment of a call. */
@ParameterizedClass
@EnumSource(Engine.class)
class FaultsTest {
  @Parameter Engine engine;
  private TestDatabase database;
  private JdbcStore healthy;
  private TrickyDataSource tricky;
  private JdbcStore store;
  private Webhook webhook;

  @BeforeEach
  void open() {
    database = engine.open("faults");
    database.reset();
    healthy = database.newStore();
    tricky = new TrickyDataSource(database.dataSource());
    store = JdbcStore.builder(tricky.dataSource()).build();
    webhook = activeWebhook(healthy, WORKSPACE);
  }

  @AfterEach
  void close() {
    assertThat(database.watched().open()).isZero();
    assertThat(database.watched().misused()).isZero();
    database.close();
  }

  /** Guarantee L: what was leased is handed to somebody, and not nobody's for the whole lease. */
  @Test
  void aClaimIsAnsweredThoughWhatItLeavesToTidyCannotBeTidied() {
    Webhook gone = activeWebhook(healthy, WORKSPACE);
    healthy.append(List.of(event(null, gone)));
    healthy.append(Stream.generate(() -> event(null, webhook)).limit(50).toList());
    database.execute("delete from webhooks_webhook where id = '" + gone.id() + "'");
    tricky.play(failingAtConnection(2));

    assertThat(store.claim(claimUpTo(100))).hasSize(50);

    assertThat(database.count("pending")).isEqualTo(51);
    tricky.play(Trick.NONE);
    store.claim(claimUpTo(100));
    assertThat(database.count("pending")).as("what a later claim ends").isEqualTo(50);
  }

  @Test
  void aDeletionThatWasCommittedIsNoFailure() {
    healthy.append(List.of(event(null, webhook)));
    tricky.play(failingAtConnection(2));

    assertThat(store.delete(WORKSPACE, webhook.id())).isTrue();

    assertThat(healthy.list(WebhookQuery.of(WORKSPACE)).webhooks()).isEmpty();
  }

  /** Guarantee W: the attempt is kept whether the deletion got to its delivery or not. */
  @Test
  void anAttemptOfADeletedWebhookIsKeptBeforeItsDeliveryIsCancelled() {
    NewEvent event = event(null, webhook);
    healthy.append(List.of(event));
    ClaimedDelivery claim = healthy.claim(claimUpTo(10)).get(0);
    tricky.play(failingAtConnection(2));
    store.delete(WORKSPACE, webhook.id());
    assertThat(database.count("pending")).isEqualTo(1);
    Attempt attempt =
        Attempt.builder(1, Instant.parse("2026-05-13T12:00:00Z"), Duration.ZERO)
            .httpStatus(503)
            .error("no")
            .responseBody("later")
            .build();

    healthy.complete(List.of(Completion.retry(claim, attempt, Duration.ZERO)));
    healthy.complete(List.of(Completion.retry(claim, attempt, Duration.ZERO)));

    assertThat(database.count("pending")).isZero();
    DeliveryDetail kept = healthy.findDelivery(WORKSPACE, claim.id()).orElseThrow();
    assertThat(kept.delivery().state()).isEqualTo(DeliveryState.CANCELLED);
    assertThat(kept.attempts()).containsExactly(attempt);
  }

  /** To turn autocommit on again would commit what could not be rolled back. */
  @Test
  void halfATransactionIsNotCommittedEvenIfItCannotBeRolledBack() {
    NewEvent stored = event(null, webhook);
    healthy.append(List.of(stored));
    NewEvent fresh = event(null, webhook);
    NewEvent clash =
        NewEvent.builder(fresh.id() + "x")
            .workspace(WORKSPACE)
            .type("x")
            .body(fresh.body())
            .deliveries(stored.deliveries())
            .build();
    tricky.play(
        (method, argument) -> {
          if (method.equals("rollback")) {
            throw new SQLException("no answer", "HYT00");
          }
        });

    assertThatThrownBy(() -> store.append(List.of(fresh, clash)))
        .isInstanceOf(StoreException.class);

    assertThat(database.count("event")).isEqualTo(1);
    assertThat(database.count("delivery")).isEqualTo(1);
  }

  /** A connection that fails when its transaction begins comes back with autocommit on. */
  @Test
  void aTransactionThatFailsToBeginLeavesTheConnectionAsItWas() {
    tricky.play(
        (method, argument) -> {
          if (method.equals("createStatement")
              || method.equals("getTransactionIsolation")
              || argument.startsWith("set transaction isolation level")) {
            throw new SQLException("out of memory", "53200");
          }
        });

    assertThatThrownBy(() -> store.redeliver(WORKSPACE, "dlv_none"))
        .isInstanceOfSatisfying(StoreException.class, e -> assertThat(e.isRetryable()).isTrue())
        .hasMessageContaining("53200");
  }

  @Test
  void aPoolThatIsExhaustedSaysSoWithItsCodes() {
    tricky.play(failingAtConnection(1));

    assertThatThrownBy(() -> store.append(List.of(event(null, webhook))))
        .isInstanceOfSatisfying(StoreException.class, e -> assertThat(e.isRetryable()).isTrue())
        .hasMessage("could not get a connection (SQLState 08006)");
  }

  @Test
  void aPoolThatThrowsSomethingElseIsAStoreThatFails() {
    tricky.play(
        (method, argument) -> {
          if (method.equals("getConnection")) {
            throw new IllegalStateException("the pool is closed");
          }
        });

    assertThatThrownBy(() -> store.list(WebhookQuery.of(WORKSPACE)).webhooks())
        .isInstanceOfSatisfying(StoreException.class, e -> assertThat(e.isRetryable()).isTrue())
        .hasCauseInstanceOf(IllegalStateException.class);
  }

  /** Where the host's connections are SERIALIZABLE, reading may lose too. */
  @Test
  void aReadThatLosesIsRunAgain() {
    tricky.play(
        once("prepareStatement", "select", () -> new SQLException("could not serialize", "40001")));

    assertThat(store.list(WebhookQuery.of(WORKSPACE)).webhooks()).containsExactly(webhook);
  }

  /** Guarantee L: the key is free again, so the event is stored. */
  @Test
  void aKeyWhoseEventIsPurgedMeanwhileIsStoredAnew() {
    assumeTrue(engine != Engine.MARIADB, "there the refused insert locks the event");
    healthy.append(List.of(event("order-7", webhook)));
    deliverAll(healthy);
    database.passTime(Duration.ofDays(40));
    tricky.play(
        once(
            "prepareStatement",
            "select idempotency_key",
            () -> {
              meanwhile(() -> healthy.purge(Duration.ofDays(30), 100));
              return null;
            }));

    assertThat(store.append(List.of(event("order-7", webhook))).get(0).duplicate()).isFalse();

    assertThat(database.count("event")).isEqualTo(1);
    assertThat(healthy.claim(claimUpTo(10))).hasSize(1);
  }

  /** Guarantee B: without its row a workspace's quota would not be counted under a lock. */
  @Test
  void aWorkspaceThatIsErasedBetweenTwoStepsIsLockedAllTheSame() {
    assumeTrue(engine != Engine.MARIADB, "there the first step locks it");
    Trick appears =
        once(
            "prepareStatement",
            "insert into webhooks_workspace",
            () -> {
              meanwhile(() -> activeWebhook(healthy, "globex"));
              return null;
            });
    AtomicInteger updates = new AtomicInteger();
    tricky.play(
        (method, argument) -> {
          appears.before(method, argument);
          if (argument.startsWith("update webhooks_workspace") && updates.incrementAndGet() == 2) {
            meanwhile(() -> healthy.erase("globex"));
          }
        });

    Webhook added = activeWebhook(store, "globex");

    assertThat(healthy.list(WebhookQuery.of("globex")).webhooks()).containsExactly(added);
    assertThat(database.number("select count(*) from webhooks_workspace where id = 'globex'"))
        .isEqualTo(1);
  }

  /** In a thread of its own, as others have. */
  private static void meanwhile(Runnable what) {
    CompletableFuture.runAsync(what).join();
  }

  private static Trick failingAtConnection(int number) {
    AtomicInteger taken = new AtomicInteger();
    return (method, argument) -> {
      if (method.equals("getConnection") && taken.incrementAndGet() == number) {
        throw new SQLException("connection is away", "08006");
      }
    };
  }

  private interface Incident {
    @Nullable SQLException happen();
  }

  private static Trick once(String at, String beginning, Incident incident) {
    AtomicBoolean happened = new AtomicBoolean();
    return (method, argument) -> {
      if (method.equals(at)
          && argument.startsWith(beginning)
          && happened.compareAndSet(false, true)) {
        SQLException thrown = incident.happen();
        if (thrown != null) {
          throw thrown;
        }
      }
    };
  }
}
