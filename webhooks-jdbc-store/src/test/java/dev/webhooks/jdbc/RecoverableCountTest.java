package dev.webhooks.jdbc;

import static dev.webhooks.jdbc.Fixture.WORKSPACE;
import static dev.webhooks.jdbc.Fixture.activeWebhook;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.webhooks.model.LogTooLongException;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A log of a stretch and a delivery, all of which failed. */
class RecoverableCountTest {
  private static final int DELIVERIES = 20_001;

  private final TestDatabase database = Engine.H2.open("recoverable_count");
  private final JdbcStore store = database.newStore();
  private final String webhook = activeWebhook(store, WORKSPACE).id();
  private final AtomicLong now = new AtomicLong();

  @BeforeEach
  void fill() {
    database.execute(
        """
        insert into webhooks_delivery (id, event_id, event_type, workspace, webhook_id, state,
          attempts, round_start, token, created_at, finished_at)
        select 'd_' || x, 'e_' || x, 'x', 'acme', 'WEBHOOK', 'FAILED', 1, 0, 1, x, x
        from system_range(1, ALL)\
        """
            .replace("WEBHOOK", webhook)
            .replace("ALL", Integer.toString(DELIVERIES)));
  }

  @AfterEach
  void close() {
    database.close();
  }

  /** Guarantee B. */
  @Test
  void whatTakesTooLongIsNotCountedToItsEnd() {
    assertThatThrownBy(() -> count(Duration.ofSeconds(16)))
        .isInstanceOf(LogTooLongException.class)
        .hasMessageContaining("within 30 seconds")
        .hasMessageContaining("choose a shorter time");
  }

  @Test
  void whatTakesLessIsCounted() {
    assertThat(count(Duration.ofSeconds(15))).isEqualTo(DELIVERIES);
  }

  /**
   * @param step how much later it is at each look at the clock: at the beginning, before each
   *     stretch
   */
  private int count(Duration step) {
    return new RecoverableCount(store.transactions, () -> now.getAndAdd(step.toNanos()))
        .count(WORKSPACE, webhook, Instant.EPOCH, Instant.MAX);
  }
}
