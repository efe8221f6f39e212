package dev.webhooks.jdbc;

import static dev.webhooks.jdbc.Fixture.WORKSPACE;
import static dev.webhooks.jdbc.Fixture.activeWebhook;
import static dev.webhooks.jdbc.Fixture.claimUpTo;
import static dev.webhooks.jdbc.Fixture.event;
import static org.assertj.core.api.Assertions.assertThat;

import dev.webhooks.jdbc.ExplainedDataSource.Plan;
import dev.webhooks.model.Webhook;
import dev.webhooks.spi.ClaimRequest;
import dev.webhooks.spi.ClaimedDelivery;
import dev.webhooks.spi.Completion;
import dev.webhooks.spi.NewEvent;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;

/**
 * A transaction that holds a snapshot, as a dump does for minutes, while a backlog is drained. In a
 * database of its own, because others' transactions keep dead rows, which cost buffers.
 */
@TestInstance(Lifecycle.PER_CLASS)
@Order(2)
class HeldSnapshotTest {
  private static final int WEBHOOKS = 100;
  private static final int AT_ONCE = 500;
  private static final ClaimRequest REQUEST =
      ClaimRequest.builder(AT_ONCE, Duration.ofMinutes(5)).perWebhook(10).build();

  private TestDatabase database;

  @BeforeAll
  void open() {
    database = TestDatabase.on(PostgresServer.database("held_snapshot"));
  }

  @BeforeEach
  void beginEmpty() {
    database.reset();
  }

  @AfterAll
  void close() {
    database.close();
  }

  /** Guarantee N. */
  @Test
  void claimsTouchHardlyMoreWhileItIsHeld() throws SQLException {
    drainWhileItIsHeld(400);
  }

  /** Guarantee N: 100,000 deliveries. */
  @Test
  @Tag("soak")
  void claimsOfALongBacklogTouchHardlyMoreWhileItIsHeld() throws SQLException {
    drainWhileItIsHeld(1_000);
  }

  /**
   * The index still holds all of them at the end. Asserted on buffers, because times vary, and by a
   * clock that stands, so that no look begins at the beginning.
   */
  private void drainWhileItIsHeld(int each) throws SQLException {
    PostgresQueue landmarks = new PostgresQueue(() -> 0, true);
    JdbcStore store = storeWith(database.dataSource(), landmarks);
    Webhook[] all =
        Stream.generate(() -> activeWebhook(store, WORKSPACE))
            .limit(WEBHOOKS)
            .toArray(Webhook[]::new);
    try (Connection dump = database.dataSource().getConnection();
        Statement statement = dump.createStatement()) {
      dump.setAutoCommit(false);
      dump.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
      try (ResultSet row = statement.executeQuery("select count(*) from webhooks_event")) {
        assertThat(row.next()).isTrue();
      }
      for (int i = 0; i < each; i += 10) {
        store.append(Stream.generate(() -> event(null, all)).limit(10).toList());
      }
      drain(store, 2);
      long start = buffersOfAClaim(landmarks);
      drain(store, WEBHOOKS * each / AT_ONCE - 10);
      long end = buffersOfAClaim(landmarks);
      long without = buffersOfAClaim(new PostgresQueue(() -> 0, false));

      assertThat(without).as("what a claim by no landmarks touches").isGreaterThan(3 * start);
      assertThat(end).as("what one by landmarks touches").isLessThan(start + start / 5);
      dump.rollback();
      dump.setTransactionIsolation(Connection.TRANSACTION_READ_COMMITTED);
      dump.setAutoCommit(true);
    }
  }

  private static JdbcStore storeWith(DataSource dataSource, PostgresQueue queue) {
    return JdbcStore.builder(dataSource).queue(queue).build();
  }

  private static void drain(JdbcStore store, int claims) {
    for (int i = 0; i < claims; i++) {
      List<ClaimedDelivery> claimed = store.claim(REQUEST);
      assertThat(claimed).hasSize(AT_ONCE);
      store.complete(
          claimed.stream().map(claim -> Completion.unsendable(claim, "drained")).toList());
    }
  }

  private long buffersOfAClaim(PostgresQueue queue) {
    ExplainedDataSource explained = new ExplainedDataSource(database.dataSource());
    assertThat(storeWith(explained.dataSource(), queue).claim(REQUEST)).hasSize(AT_ONCE);
    return explained.plans().stream().mapToLong(Plan::buffers).sum();
  }

  /** Guarantee L: what comes to lie before what was taken is taken within seconds. */
  @Test
  void whatLiesBelowTheBoundIsClaimedWithinSeconds() {
    AtomicLong clock = new AtomicLong();
    JdbcStore store =
        JdbcStore.builder(database.dataSource()).queue(new PostgresQueue(clock::get, true)).build();
    Webhook webhook = activeWebhook(store, WORKSPACE);
    store.append(Stream.generate(() -> event(null, webhook)).limit(20).toList());
    assertThat(store.claim(claimUpTo(10))).hasSize(10);

    NewEvent late = event(null, webhook);
    String id = late.deliveries().get(0).id();
    store.append(List.of(late));
    database.execute(
        "update webhooks_pending set due_at = due_at - 60000000 where delivery_id = '" + id + "'");

    List<String> claimed = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      store.claim(claimUpTo(2)).forEach(claim -> claimed.add(claim.id()));
    }
    assertThat(claimed).as("the bound holds while there is enough behind it").doesNotContain(id);
    clock.addAndGet(Landmarks.FULL_LOOK.toNanos());
    store.claim(claimUpTo(2)).forEach(claim -> claimed.add(claim.id()));
    assertThat(claimed).contains(id);
  }
}
