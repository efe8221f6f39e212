package dev.webhooks.jdbc;

import static dev.webhooks.jdbc.Fixture.WORKSPACE;
import static dev.webhooks.jdbc.Fixture.activeWebhook;
import static org.assertj.core.api.Assertions.assertThat;

import dev.webhooks.model.Delivery;
import dev.webhooks.model.DeliveryPage;
import dev.webhooks.model.DeliveryQuery;
import dev.webhooks.model.DeliveryState;
import dev.webhooks.model.Webhook;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;
import org.postgresql.ds.PGSimpleDataSource;

/** A log of which a statement may read but a few rows in the time that the server gives it. */
@Isolated("a few milliseconds are soon over")
@Tag("soak")
class SlowLogTest {
  private static final int DELIVERIES = 200;
  private static final int FAILED = 2;

  /** All rows take four times as long as a statement may, on any machine. */
  private static final Duration A_ROW = Duration.ofMillis(5);

  private static final Duration A_STATEMENT = A_ROW.multipliedBy(DELIVERIES / 4);

  /** Guarantee B: neither a page of the log, nor a count, nor a purge looks at more than it may. */
  @Test
  @SuppressWarnings("try") // the user is closed and not mentioned
  void aLogThatIsSlowToReadIsReadInPieces() {
    try (TestDatabase patient = TestDatabase.postgres("short_reads")) {
      patient.reset();
      Webhook webhook = activeWebhook(patient.newStore(), WORKSPACE);
      fillLog(patient, webhook);
      slowDown(patient);
      try (LimitedUser user =
              LimitedUser.of(Engine.POSTGRESQL, patient, "short_reads", "hasty_reader");
          TestDatabase database = patient.withStoresOn(hasty())) {
        JdbcStore store = database.newStore();

        assertThat(failed(store)).hasSize(FAILED);
        assertThat(store.countRecoverable(WORKSPACE, webhook.id(), Instant.EPOCH, Instant.MAX))
            .isEqualTo(FAILED);
        assertThat(store.recover(WORKSPACE, webhook.id(), Instant.EPOCH, Instant.MAX, null, 10))
            .hasSize(FAILED);
        assertThat(store.purge(Duration.ofDays(1), DELIVERIES).deliveries())
            .isEqualTo(DELIVERIES - FAILED);
      }
    }
  }

  /** The tables' owner would see all rows at once. */
  private static DataSource hasty() {
    PGSimpleDataSource hasty = PostgresServer.schema("short_reads");
    hasty.setUser("hasty_reader");
    hasty.setPassword("secret");
    // As in a long log, of which no plan reads all to sort it.
    hasty.setOptions(
        "-c enable_seqscan=off -c enable_sort=off -c enable_bitmapscan=off -c statement_timeout="
            + A_STATEMENT.toMillis());
    return hasty;
  }

  private static List<Delivery> failed(JdbcStore store) {
    List<Delivery> found = new ArrayList<>();
    String cursor = null;
    do {
      DeliveryPage page =
          store.query(
              DeliveryQuery.builder(WORKSPACE).state(DeliveryState.FAILED).cursor(cursor).build());
      found.addAll(page.deliveries());
      cursor = page.nextCursor();
    } while (cursor != null);
    return found;
  }

  private static void slowDown(TestDatabase database) {
    database.execute(
        "create function slow_look() returns boolean language plpgsql as"
            + " 'begin perform pg_sleep(0.001); return true; end'"
                .replace("0.001", Double.toString(A_ROW.toMillis() / 1_000.0)));
    database.execute("alter table webhooks_delivery enable row level security");
    database.execute("create policy slow on webhooks_delivery using (slow_look())");
  }

  private static void fillLog(TestDatabase database, Webhook webhook) {
    database.execute(
        """
        insert into webhooks_delivery (id, event_id, event_type, workspace, webhook_id, state,
          attempts, round_start, token, created_at, finished_at)
        select 'd_' || n, 'e_' || n, 'x', 'acme', 'WEBHOOK',
          case when n % 100 = 1 then 'FAILED' else 'DELIVERED' end, 1, 0, 1, n, n
        from generate_series(1, ALL) n\
        """
            .replace("WEBHOOK", webhook.id())
            .replace("ALL", Integer.toString(DELIVERIES)));
    database.execute(
        """
        insert into webhooks_event (id, workspace, type, body, deliveries, created_at)
        select event_id, workspace, event_type, '\\x7b7d', 1, created_at from webhooks_delivery\
        """);
    database.execute("analyze webhooks_delivery");
  }
}
