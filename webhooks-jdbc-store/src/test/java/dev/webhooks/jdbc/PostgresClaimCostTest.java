package dev.webhooks.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.webhooks.jdbc.ExplainedDataSource.Plan;
import dev.webhooks.model.Attempt;
import dev.webhooks.model.HealthState;
import dev.webhooks.model.WebhookHealth;
import dev.webhooks.spi.ClaimRequest;
import dev.webhooks.spi.ClaimedDelivery;
import dev.webhooks.spi.Completion;
import dev.webhooks.spi.CompletionResult;
import dev.webhooks.spi.HealthJudge;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What a claim touches: a quarter of a million finished deliveries, one webhook at its bound with
 * as many due, and a thousand others with five each. Asserted on plans and buffers, because times
 * vary, and in a database of its own, because others' transactions keep dead rows, which cost
 * buffers.
 */
@TestInstance(Lifecycle.PER_CLASS)
class PostgresClaimCostTest {
  private static final int OTHERS = 1_000;
  private static final int LIMIT = 500;
  private static final int PER_WEBHOOK = 4;

  /** Whoever walks along the one webhook's index entries alone takes more, on top of the rest. */
  private static final int MOST_BUFFERS = 2_500;

  private TestDatabase database;

  /** How many are finished, and how many are due of the one webhook. */
  int backlog() {
    return 250_000;
  }

  @BeforeAll
  void fill() {
    database = TestDatabase.on(PostgresServer.database("claim_cost_" + backlog()));
    database.execute(
        """
        insert into webhooks_webhook (id, workspace, name, url, accounts, event_types, status,
          status_reason, signatures, key_hint, header_names, created_at, verified, verified_at,
          version, sealed_key)
        select 'wh_' || lpad(i::text, 6, '0'), 'acme', 'x', 'https://x.example', '', '', 'ACTIVE',
          null, 'HEX', 'hint', '', 0, true, 0, 1, '\\x00'
        from generate_series(0, 1000) i\
        """);
    // Indexes that no claim reads; without them the table fills in half the time.
    for (String index : List.of("log", "webhook", "event")) {
      database.execute("drop index ix_webhooks_delivery_" + index);
    }
    // Webhook 0 is the one at its bound, and the first on every walk.
    deliveries("fin", backlog(), "'wh_000000'", "DELIVERED");
    deliveries("due", backlog(), "'wh_000000'", "PENDING");
    deliveries("oth", 5 * OTHERS, "'wh_' || lpad((1 + i % 1000)::text, 6, '0')", "PENDING");
    database.execute(
        """
        insert into webhooks_pending (delivery_id, workspace, webhook_id, due_at, token)
        select id, workspace, webhook_id, created_at, 0 from webhooks_delivery where state = 'PENDING'\
        """);
    // An event for each delivery that is claimed here, in a table of some size.
    database.execute(
        """
        insert into webhooks_event (id, workspace, type, body, deliveries, created_at)
        select 'evt_' || i, 'acme', 'message.sent', decode(repeat('ab', 500), 'hex'), 1, i
        from generate_series(1, 200000) i\
        """);
    database.execute("analyze");
  }

  private void deliveries(String prefix, int count, String webhook, String state) {
    database.execute(
        """
        insert into webhooks_delivery (id, event_id, event_type, workspace, webhook_id, state,
          attempts, round_start, token, created_at, finished_at)
        select 'PREFIX_' || lpad(i::text, 9, '0'), 'evt_' || i, 'message.sent', 'acme', WEBHOOK,
          'STATE', 0, 0, 0, i, i
        from generate_series(1, COUNT) i\
        """
            .replace("PREFIX", prefix)
            .replace("WEBHOOK", webhook)
            .replace("STATE", state)
            .replace("COUNT", Integer.toString(count)));
  }

  @AfterEach
  void makeDueAgain() {
    database.execute("update webhooks_pending set due_at = 1 where due_at > 1000000");
    // By itself it would leave index entries of rows that are gone, which cost buffers too.
    database.execute("vacuum (index_cleanup on) webhooks_pending");
  }

  @AfterAll
  void close() {
    database.close();
  }

  /** As much as one claim of a dispatcher takes at most, from as many webhooks as can be. */
  @Test
  void findingWhatIsDueTouchesLittle() {
    List<Plan> plans = plansOfAClaim(LIMIT);

    Plan walk = plans.get(0);
    Plan take = plans.get(1);
    assertThat(List.of(walk, take)).allMatch(plan -> plan.mentions("ix_webhooks_pending_turn"));
    assertThat(walk.buffers() + take.buffersOf("CTE due"))
        .as("%s\n%s", walk, take)
        .isLessThanOrEqualTo(MOST_BUFFERS);
  }

  /**
   * All that a claim runs: some 24 buffers a delivery, of which leasing it takes ten, and finding
   * it again by its key four.
   */
  @ParameterizedTest
  @CsvSource({"500, 12000", "256, 6200", "100, 2500"})
  void aWholeClaimTouchesTwoDozenBuffersADeliveryInTwoStatements(int limit, int mostBuffers) {
    List<Plan> plans = plansOfAClaim(limit);

    assertThat(plans).hasSize(2);
    assertThat(plans).noneMatch(plan -> plan.mentions("Seq Scan on webhooks"));
    assertThat(plans.stream().mapToLong(Plan::buffers).sum())
        .as("%s", plans)
        .isLessThanOrEqualTo(mostBuffers);
  }

  private List<Plan> plansOfAClaim(int limit) {
    ExplainedDataSource explained = new ExplainedDataSource(database.dataSource());
    JdbcStore store = JdbcStore.builder(explained.dataSource()).build();

    List<ClaimedDelivery> claims =
        store.claim(
            ClaimRequest.builder(limit, Duration.ofMinutes(5))
                .perWebhook(PER_WEBHOOK)
                .excludedWebhooks(Set.of("wh_000000"))
                .build());

    assertThat(claims).hasSize(limit).allMatch(claim -> claim.body() != null);
    return explained.plans();
  }

  /**
   * Guarantee B: what a trip costs does not depend on what waits; and no outcome after it either.
   */
  @Test
  void aTripTouchesTwentyBuffersAtMostWhateverWaits() {
    ExplainedDataSource explained = new ExplainedDataSource(database.dataSource());
    JdbcStore store = JdbcStore.builder(explained.dataSource()).build();
    List<ClaimedDelivery> claims =
        store.claim(ClaimRequest.builder(3, Duration.ofMinutes(5)).build());
    assertThat(claims).extracting(ClaimedDelivery::webhookId).containsOnly("wh_000000");
    fail(store, claims.get(0), (before, seen) -> before.toBuilder().failing(seen.now(), 1).build());

    explained.plans().clear();
    HealthJudge tripping =
        (before, seen) ->
            before.toBuilder()
                .state(HealthState.PAUSED, seen.now())
                .blockedUntil(seen.now().plusSeconds(30))
                .window(1)
                .build();
    assertThat(fail(store, claims.get(1), tripping).changes()).hasSize(1);
    assertThat(buffersOfJudging(explained)).isBetween(1L, 20L);

    explained.plans().clear();
    assertThat(fail(store, claims.get(2), tripping).changes()).hasSize(1);
    assertThat(buffersOfJudging(explained)).isBetween(1L, 20L);
    store.judgeHealth("acme", "wh_000000", (former, observed) -> WebhookHealth.healthy());
  }

  private static CompletionResult fail(JdbcStore store, ClaimedDelivery claim, HealthJudge judge) {
    Attempt attempt =
        Attempt.builder(1, Instant.EPOCH, Duration.ofMillis(3)).httpStatus(503).build();
    return store.complete(List.of(Completion.retry(claim, attempt, Duration.ofMinutes(1))), judge);
  }

  /** What ends the claim is not explained, because it is two statements in one text. */
  private static long buffersOfJudging(ExplainedDataSource explained) {
    List<Plan> plans = explained.plans();
    assertThat(plans).noneMatch(plan -> plan.mentions("Seq Scan on webhooks"));
    assertThat(plans).anyMatch(plan -> plan.mentions("Update on webhooks_health"));
    return plans.stream().mapToLong(Plan::buffers).sum();
  }

  /** Guarantee B: a probe looks at a hundred at most, and the head of an ordered webhook is one. */
  @ParameterizedTest
  @CsvSource({"true, 80", "false, 900"})
  void oneAtATimeCostsTheSameWhateverWaits(boolean ordered, int mostBuffers) {
    ExplainedDataSource explained = new ExplainedDataSource(database.dataSource());
    JdbcStore store = JdbcStore.builder(explained.dataSource()).build();
    WebhookHealth probed =
        WebhookHealth.builder().state(HealthState.PAUSED, Instant.EPOCH).window(1).build();
    store.judgeHealth(
        "acme", "wh_000000", (former, observed) -> ordered ? WebhookHealth.healthy() : probed);
    database.execute(
        "update webhooks_webhook set ordered = " + ordered + " where id = 'wh_000000'");
    explained.plans().clear();

    List<ClaimedDelivery> claims =
        store.claim(ClaimRequest.builder(1, Duration.ofMinutes(5)).build());

    assertThat(claims).extracting(ClaimedDelivery::webhookId).containsExactly("wh_000000");
    List<Plan> plans = explained.plans().subList(1, explained.plans().size());
    assertThat(plans).noneMatch(plan -> plan.mentions("Seq Scan on webhooks"));
    assertThat(plans.stream().mapToLong(Plan::buffers).sum())
        .as("%s", plans)
        .isLessThanOrEqualTo(mostBuffers);
    store.judgeHealth("acme", "wh_000000", (former, observed) -> WebhookHealth.healthy());
    database.execute("update webhooks_webhook set ordered = null where id = 'wh_000000'");
  }

  @Test
  void neighboursOfALongBacklogAreAllServedInTheirTurn() {
    JdbcStore store = database.newStore();
    ClaimRequest request =
        ClaimRequest.builder(LIMIT, Duration.ofMinutes(5))
            .perWebhook(PER_WEBHOOK)
            .excludedWebhooks(Set.of("wh_000000"))
            .build();

    List<String> served = new ArrayList<>();
    for (int i = 0; i < OTHERS * PER_WEBHOOK / LIMIT; i++) {
      List<ClaimedDelivery> claims = store.claim(request);
      assertThat(claims).hasSize(LIMIT);
      claims.stream().map(ClaimedDelivery::webhookId).distinct().forEach(served::add);
    }

    assertThat(served).doesNotHaveDuplicates().hasSize(OTHERS);
  }
}
