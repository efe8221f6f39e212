package dev.webhooks.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;

/** What a purge reads, by the server's counters. */
@Isolated("the server counts the reads of all")
class MariaDbPurgeCostTest {
  private static final int EVENTS = 4_000;

  /**
   * All that is published in one call is of one instant; no step may begin with the first of them.
   */
  @Test
  void aPurgeReadsEachEventOfOneInstantAFewTimesOnly() {
    try (TestDatabase database = TestDatabase.on(MariaDbServer.database("purge_cost", ""))) {
      database.reset();
      fill(database);
      long before = database.rowsRead();

      assertThat(database.newStore().purge(Duration.ofDays(30), 20)).isEqualTo(RemovedRows.NOTHING);

      assertThat(database.rowsRead() - before).isLessThan(20 * EVENTS);
    }
  }

  private static void fill(TestDatabase database) {
    String numbers = "seq_1_to_" + EVENTS;
    database.execute(
        """
        insert into webhooks_event (id, workspace, type, body, deliveries, created_at)
        select concat('evt_', lpad(seq, 9, '0')), 'acme', 'x', '', 1, 1 from\
        """
            + ' '
            + numbers);
    database.execute(
        """
        insert into webhooks_delivery (id, event_id, event_type, workspace, webhook_id, state,
          attempts, round_start, token, created_at)
        select concat('dlv_', seq), concat('evt_', lpad(seq, 9, '0')), 'x', 'acme', 'wh_1',
          'PENDING', 0, 0, 0, 1 from\
        """
            + ' '
            + numbers);
  }
}
