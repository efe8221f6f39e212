package dev.webhooks.jdbc;

import static dev.webhooks.jdbc.Fixture.WORKSPACE;
import static dev.webhooks.jdbc.Fixture.activeWebhook;
import static dev.webhooks.jdbc.Fixture.claimUpTo;
import static dev.webhooks.jdbc.Fixture.event;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.webhooks.model.Attempt;
import dev.webhooks.model.Webhook;
import dev.webhooks.spi.ClaimedDelivery;
import dev.webhooks.spi.Completion;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** A workspace that is erased while somebody is still at work on its deliveries. */
@ParameterizedClass
@EnumSource(
    value = Engine.class,
    names = {"POSTGRESQL", "MARIADB"}) // H2 lets nobody see that a deletion waits
class EraseRaceTest {
  private static final Instant NOON = Instant.parse("2026-05-13T12:00:00Z");

  @Parameter Engine engine;
  private TestDatabase database;
  private JdbcStore store;
  private Webhook webhook;
  private ClaimedDelivery claim;
  private final ExecutorService executor = Executors.newFixedThreadPool(2);

  @BeforeEach
  void open() {
    database = engine.open("erase_race");
    database.reset();
    store = database.newStore();
    webhook = activeWebhook(store, WORKSPACE);
    store.append(List.of(event(null, webhook)));
    ClaimedDelivery first = store.claim(claimUpTo(1)).get(0);
    store.complete(List.of(Completion.retry(first, attempt(1), Duration.ZERO)));
    claim = store.claim(claimUpTo(1)).get(0);
  }

  @AfterEach
  void close() {
    executor.shutdownNow();
    assertThat(database.watched().open()).isZero();
    database.close();
  }

  /** Guarantee L: of the attempt that was under way nothing is left either. */
  @Test
  void anAttemptThatIsRecordedMeanwhileGoesToo() throws Exception {
    store.delete(WORKSPACE, webhook.id());
    try (Connection connection = database.dataSource().getConnection();
        Statement statement = connection.createStatement()) {
      connection.setAutoCommit(false);
      statement.executeUpdate("update webhooks_attempt set duration = duration");
      Future<?> erasing = executor.submit(() -> store.erase(WORKSPACE));
      awaitBlocked(1);
      Future<?> late =
          executor.submit(() -> store.complete(List.of(Completion.exhausted(claim, attempt(2)))));
      awaitBlocked(2);
      connection.commit();
      connection.setAutoCommit(true);
      erasing.get(20, SECONDS);
      late.get(20, SECONDS);
    }

    assertNothingIsLeft();
  }

  /** Guarantee L: what is put back into the queue meanwhile goes too. */
  @Test
  void aDeliveryThatIsPutBackMeanwhileGoesToo() throws Exception {
    store.complete(List.of(Completion.exhausted(claim, attempt(2))));
    try (Connection connection = database.dataSource().getConnection();
        Statement statement = connection.createStatement()) {
      connection.setAutoCommit(false);
      statement.executeUpdate(
          "insert into webhooks_pending (delivery_id, workspace, webhook_id, due_at, token)"
              + " select id, workspace, webhook_id, 0, 0 from webhooks_delivery");
      Future<?> answer = executor.submit(() -> store.redeliver(WORKSPACE, claim.id()));
      awaitBlocked(1);
      Future<?> erasing = executor.submit(() -> store.erase(WORKSPACE));
      awaitBlocked(2);
      connection.rollback();
      connection.setAutoCommit(true);
      answer.get(20, SECONDS); // on MariaDB either may come first
      erasing.get(20, SECONDS);
    }

    assertNothingIsLeft();
  }

  private void awaitBlocked(int sessions) {
    Awaitility.await().until(() -> database.number(engine.blocked()) >= sessions);
  }

  private void assertNothingIsLeft() {
    for (String table : List.of("event", "delivery", "pending", "attempt")) {
      assertThat(database.count(table)).as(table).isZero();
    }
  }

  private static Attempt attempt(int number) {
    return Attempt.builder(number, NOON, Duration.ofMillis(3)).httpStatus(503).build();
  }
}
