package dev.webhooks.jdbc;

import static dev.webhooks.jdbc.Fixture.WORKSPACE;
import static dev.webhooks.jdbc.Fixture.activeWebhook;
import static dev.webhooks.jdbc.Fixture.claimUpTo;
import static dev.webhooks.jdbc.Fixture.event;
import static org.assertj.core.api.Assertions.assertThat;

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
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A transaction that holds a snapshot, as a dump does for minutes, while a backlog is drained. */
@Isolated("compares times")
class HeldSnapshotTest {
  private static final Logger log = LoggerFactory.getLogger(HeldSnapshotTest.class);

  private static final int WEBHOOKS = 100;
  private static final int ROUNDS = 200;
  private static final int AT_ONCE = 500;

  private TestDatabase database;

  @BeforeEach
  void open() {
    database = TestDatabase.postgres("held_snapshot");
    database.reset();
  }

  @AfterEach
  void close() {
    database.close();
  }

  /**
   * Guarantee N: 100,000 deliveries, all of which the index still holds at the end. Without
   * anything against it a claim takes twenty times as long then.
   */
  @Test
  void claimsTakeHardlyLongerWhileItIsHeld() throws SQLException {
    JdbcStore store = database.newStore();
    List<Webhook> webhooks =
        Stream.generate(() -> activeWebhook(store, WORKSPACE)).limit(WEBHOOKS).toList();
    Webhook[] all = webhooks.toArray(Webhook[]::new);
    try (Connection dump = database.dataSource().getConnection();
        Statement statement = dump.createStatement()) {
      dump.setAutoCommit(false);
      dump.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
      try (ResultSet row = statement.executeQuery("select count(*) from webhooks_event")) {
        assertThat(row.next()).isTrue();
      }
      for (int i = 0; i < ROUNDS * AT_ONCE / WEBHOOKS / 10; i++) {
        store.append(Stream.generate(() -> event(null, all)).limit(10).toList());
      }

      long[] times = new long[ROUNDS];
      for (int i = 0; i < ROUNDS; i++) {
        long begin = System.nanoTime();
        List<ClaimedDelivery> claims =
            store.claim(new ClaimRequest(AT_ONCE, 10, Set.of(), Duration.ofMinutes(5)));
        times[i] = System.nanoTime() - begin;
        assertThat(claims).isNotEmpty();
        store.complete(
            claims.stream().map(claim -> Completion.unsendable(claim, "drained")).toList());
      }

      long start = median(Arrays.copyOfRange(times, 20, 60));
      long end = median(Arrays.copyOfRange(times, ROUNDS - 40, ROUNDS));
      log.info(
          "a claim of {}: {} µs at the start, {} µs at the end", AT_ONCE, start / 1000, end / 1000);
      dump.rollback();
      dump.setTransactionIsolation(Connection.TRANSACTION_READ_COMMITTED);
      dump.setAutoCommit(true);
      assertThat(end).isLessThan(3 * start);
    }
  }

  private static long median(long[] times) {
    long[] sorted = times.clone();
    Arrays.sort(sorted);
    return sorted[sorted.length / 2];
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
