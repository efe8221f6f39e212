package dev.webhooks.jdbc;

import static dev.webhooks.jdbc.Fixture.WORKSPACE;
import static dev.webhooks.jdbc.Fixture.activeWebhook;
import static dev.webhooks.jdbc.Fixture.claimUpTo;
import static dev.webhooks.jdbc.Fixture.event;
import static org.assertj.core.api.Assertions.assertThat;

import dev.webhooks.model.Webhook;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a node asks of PostgreSQL that has nothing to do: to claim, and when to claim next. */
class IdleNodeTest {
  private TestDatabase database;
  private ExplainedDataSource explained;
  private JdbcStore store;

  @BeforeEach
  void open() {
    database = TestDatabase.postgres("idle");
    database.reset();
    explained = new ExplainedDataSource(database.dataSource());
    // By this clock no walk is dear, however busy the machine is.
    PostgresQueue queue = new PostgresQueue(() -> 0, false);
    store = JdbcStore.builder(explained.dataSource()).queue(queue).build();
    assertThat(store.claim(claimUpTo(10))).isEmpty();
    explained.plans().clear();
  }

  @AfterEach
  void close() {
    database.close();
  }

  @Test
  void aRoundOfAnIdleNodeIsOneStatement() {
    assertThat(store.claim(claimUpTo(10))).isEmpty();
    assertThat(store.untilNextDue(claimUpTo(10), Duration.ofSeconds(1))).isPositive();

    assertThat(explained.plans()).hasSizeLessThanOrEqualTo(2);
    assertThat(explained.plans()).allMatch(plan -> plan.buffers() < 20);
  }

  /** Guarantee L: what a claim saw says nothing of what came after it. */
  @Test
  void whatIsPublishedAfterAClaimIsDue() {
    Webhook webhook = activeWebhook(store, WORKSPACE);
    for (int i = 0; i < 20; i++) {
      assertThat(store.claim(claimUpTo(10))).isEmpty();
      store.append(List.of(event(null, webhook)));
      assertThat(store.untilNextDue(claimUpTo(10), Duration.ofSeconds(1))).isZero();
      assertThat(store.claim(claimUpTo(10))).hasSize(1);
    }
  }
}
