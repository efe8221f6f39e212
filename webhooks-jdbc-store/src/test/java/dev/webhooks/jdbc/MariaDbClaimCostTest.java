package dev.webhooks.jdbc;

import static dev.webhooks.jdbc.Fixture.WORKSPACE;
import static dev.webhooks.jdbc.Fixture.activeWebhook;
import static dev.webhooks.jdbc.Fixture.event;
import static org.assertj.core.api.Assertions.assertThat;

import dev.webhooks.model.Webhook;
import dev.webhooks.spi.ClaimRequest;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.parallel.Isolated;

/**
 * What a claim reads beside a webhook at its bound with a hundred thousand due, and with a few
 * others whose turn it is. Asserted on the server's counters, because times vary, and without
 * statistics of the tables: nobody analyzes a queue each time that it has grown.
 */
@TestInstance(Lifecycle.PER_CLASS)
@Isolated("the server counts the reads of all")
class MariaDbClaimCostTest {
  private static final int OTHERS = 40;
  private static final int PER_WEBHOOK = 4;
  private static final int CLAIMED = OTHERS * PER_WEBHOOK;
  private static final int MOST_READS = 5_000;

  private TestDatabase database;
  private JdbcStore store;
  private String busy;

  @BeforeAll
  void fill() {
    database = TestDatabase.on(MariaDbServer.database("claim_cost", ""));
    database.reset();
    store = database.newStore();
    busy = activeWebhook(store, WORKSPACE).id();
    database.execute(
        """
        insert into webhooks_pending (delivery_id, workspace, webhook_id, due_at, token)
        select concat('due_', seq), 'acme', 'BUSY', seq, 0 from seq_1_to_100000\
        """
            .replace("BUSY", busy));
    for (int i = 0; i < OTHERS; i++) {
      Webhook webhook = activeWebhook(store, WORKSPACE);
      store.append(Stream.generate(() -> event(null, webhook)).limit(2 * PER_WEBHOOK).toList());
    }
  }

  @AfterAll
  void close() {
    database.close();
  }

  /** Guarantee N. */
  @Test
  void aLookForTheNextDueReadsLittle() throws Exception {
    assertThat(
            reads(
                () ->
                    store.untilNextDue(
                        ClaimRequest.builder(1, Duration.ofMinutes(5))
                            .excludedWebhooks(Set.of(busy))
                            .build(),
                        Duration.ofHours(1))))
        .isLessThan(MOST_READS);
  }

  /** Guarantee N. */
  @Test
  void aClaimReadsLittle() throws Exception {
    ClaimRequest request =
        ClaimRequest.builder(CLAIMED, Duration.ofMinutes(5))
            .perWebhook(PER_WEBHOOK)
            .excludedWebhooks(Set.of(busy))
            .build();

    assertThat(reads(() -> assertThat(store.claim(request)).hasSize(CLAIMED)))
        .isLessThan(MOST_READS);
  }

  private long reads(Callable<?> work) throws Exception {
    long before = database.rowsRead();
    work.call();
    return database.rowsRead() - before;
  }
}
