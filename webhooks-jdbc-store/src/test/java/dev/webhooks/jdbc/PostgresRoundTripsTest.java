package dev.webhooks.jdbc;

import static dev.webhooks.jdbc.Fixture.WORKSPACE;
import static dev.webhooks.jdbc.Fixture.activeWebhook;
import static dev.webhooks.jdbc.Fixture.claimUpTo;
import static dev.webhooks.jdbc.Fixture.event;
import static org.assertj.core.api.Assertions.assertThat;

import dev.webhooks.model.Attempt;
import dev.webhooks.model.Webhook;
import dev.webhooks.model.WebhookHealth;
import dev.webhooks.spi.ClaimedDelivery;
import dev.webhooks.spi.Completion;
import dev.webhooks.spi.EventBatch;
import dev.webhooks.spi.HealthJudge;
import dev.webhooks.spi.Subscriptions;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the store asks of PostgreSQL where a delivery goes its usual way. */
class PostgresRoundTripsTest {
  private static final Set<String> SENT =
      Set.of("prepareStatement", "createStatement", "commit", "rollback", "setSavepoint");
  private static final String BY_KEY = "Index Scan using webhooks_pending_pkey";
  private static final Instant NOON = Instant.parse("2026-05-13T12:00:00Z");

  private final TestDatabase database = TestDatabase.postgres("round_trips");
  private final List<String> sent = Collections.synchronizedList(new ArrayList<>());
  private final TrickyDataSource counted = new TrickyDataSource(database.dataSource());
  private JdbcStore store;
  private Webhook webhook;
  private Map<String, Long> versions;

  @BeforeEach
  void open() {
    database.reset();
    store = JdbcStore.builder(counted.dataSource()).build();
    webhook = activeWebhook(store, WORKSPACE);
    versions =
        Map.of(
            WORKSPACE, store.subscriptions(WORKSPACE, Subscriptions.NONE).orElseThrow().version());
    counted.play(
        (method, argument) -> {
          if (SENT.contains(method)) {
            sent.add(method);
          }
        });
  }

  @AfterEach
  void close() {
    assertThat(database.watched().misused()).isZero();
    database.close();
  }

  @Test
  void eventsAreStoredWithOneStatementAndNoTransactionAroundIt() {
    store.append(
        new EventBatch(
            Stream.generate(() -> event(null, webhook)).limit(100).toList(),
            versions,
            Duration.ZERO));
    assertThat(sent).containsExactly("prepareStatement");

    sent.clear();
    store.append(new EventBatch(List.of(event("order-7", webhook)), versions, Duration.ZERO));
    assertThat(sent).containsExactly("prepareStatement");

    sent.clear();
    store.append(new EventBatch(List.of(event("order-7", webhook)), versions, Duration.ZERO));
    assertThat(sent).as("and whose key is known").hasSize(2).containsOnly("prepareStatement");
  }

  /** Guarantee L: each that returns is stored. */
  @Test
  void whatSeveralThreadsAppendAtTheSameTimeIsStoredTogether() throws Exception {
    int threads = 8;
    int each = 50;
    ExecutorService executor = Executors.newFixedThreadPool(threads);
    try {
      Callable<List<String>> publisher =
          () -> {
            List<String> acknowledged = new ArrayList<>();
            for (int i = 0; i < each; i++) {
              EventBatch batch =
                  new EventBatch(List.of(event(null, webhook)), versions, Duration.ZERO);
              acknowledged.add(store.append(batch).orElseThrow().get(0).eventId());
            }
            return acknowledged;
          };
      Set<String> acknowledged = new HashSet<>();
      for (Future<List<String>> one : executor.invokeAll(Collections.nCopies(threads, publisher))) {
        acknowledged.addAll(one.get());
      }

      assertThat(acknowledged).hasSize(threads * each);
      assertThat(sent).hasSizeLessThan(threads * each);
      assertThat(store.claim(claimUpTo(threads * each)))
          .extracting(claim -> claim.delivery().eventId())
          .containsExactlyInAnyOrderElementsOf(acknowledged);
    } finally {
      executor.shutdownNow();
    }
  }

  @Test
  void eventsOfACallersTransactionAreOneStatementInIt() throws SQLException {
    try (Connection connection = counted.dataSource().getConnection()) {
      connection.setAutoCommit(false);
      var outbox = store.on(connection);
      sent.clear();

      outbox.append(new EventBatch(List.of(event(null, webhook)), versions, Duration.ZERO));

      assertThat(sent).containsExactly("prepareStatement");
      connection.rollback();
      connection.setAutoCommit(true);
    }
  }

  @Test
  void outcomesAreStoredWithOneStatementAndNoTransactionAroundIt() {
    store.append(Stream.generate(() -> event(null, webhook)).limit(100).toList());
    List<ClaimedDelivery> claims = store.claim(claimUpTo(100));
    sent.clear();

    assertThat(store.complete(delivered(claims))).hasSize(100);

    assertThat(sent).containsExactly("prepareStatement");
  }

  /** What begins a transaction goes along with what it does first. */
  @Test
  void aClaimIsTwoStatementsAndALookInVainIsOne() {
    // By this clock no walk is dear, however busy the machine is.
    PostgresQueue queue = new PostgresQueue(() -> 0, false);
    JdbcStore claiming = JdbcStore.builder(counted.dataSource()).queue(queue).build();
    assertThat(claiming.claim(claimUpTo(10))).isEmpty();
    sent.clear();

    assertThat(claiming.claim(claimUpTo(10))).isEmpty();
    assertThat(sent).containsExactly("prepareStatement", "commit");

    store.append(List.of(event(null, webhook)));
    sent.clear();
    assertThat(claiming.claim(claimUpTo(10))).hasSize(1);
    assertThat(sent).containsExactly("prepareStatement", "prepareStatement", "commit");
  }

  /** Behind the last of a workspace's webhooks, as its only one is, nobody looks in vain. */
  @Test
  void aWebhookThatHasMoreThanItsTurnIsFoundAgainAtOnce() {
    PostgresQueue queue = new PostgresQueue(() -> 0, false);
    JdbcStore claiming = JdbcStore.builder(counted.dataSource()).queue(queue).build();
    store.append(Stream.generate(() -> event(null, webhook)).limit(10).toList());
    assertThat(claiming.claim(claimUpTo(4))).hasSize(4);
    sent.clear();

    assertThat(claiming.claim(claimUpTo(4))).hasSize(4);

    assertThat(sent).containsExactly("prepareStatement", "prepareStatement", "commit");
  }

  /** What is remembered of a webhook is noticed by a node that did not know of it. */
  @Test
  void outcomesOfAnUnwellWebhookAreJudgedInATransaction() {
    store.append(Stream.generate(() -> event(null, webhook)).limit(3).toList());
    List<ClaimedDelivery> claims = store.claim(claimUpTo(100));
    database
        .newStore()
        .judgeHealth(
            WORKSPACE,
            webhook.id(),
            (former, observed) -> WebhookHealth.builder().failing(NOON, 1).build());
    HealthJudge judge =
        (before, seen) ->
            before.toBuilder().failing(NOON, before.consecutiveFailures() + 1).build();
    List<String> transaction =
        List.of(
            "createStatement",
            "prepareStatement", // the outcomes
            "prepareStatement", // the record, locked
            "prepareStatement", // the webhook's URL by then
            "prepareStatement", // the record anew
            "commit");
    sent.clear();

    assertThat(store.complete(delivered(claims.subList(0, 1)), judge).changes()).hasSize(1);
    assertThat(sent.get(0)).isEqualTo("prepareStatement");
    assertThat(sent.subList(1, sent.size())).isEqualTo(transaction);

    sent.clear();
    store.complete(delivered(claims.subList(1, 2)), judge);
    assertThat(sent).as("and the next time at once").isEqualTo(transaction);

    store.judgeHealth(WORKSPACE, webhook.id(), (former, observed) -> WebhookHealth.healthy());
    store.append(Stream.generate(() -> event(null, webhook)).limit(1).toList());
    store.complete(delivered(store.claim(claimUpTo(1))), judge);
    sent.clear();
    store.complete(delivered(claims.subList(2, 3)), judge);
    assertThat(sent).as("until it is well").containsExactly("prepareStatement");
  }

  /**
   * Guarantee B: a plan that was made for a queue that is empty, and kept, reads of a full one what
   * it needs and no more.
   */
  @Test
  void thePlanForOutcomesFitsTablesOfEverySize() throws SQLException {
    database.execute("vacuum webhooks_pending");
    String types =
        "text[], int8[], text[], int8[], text[], int4[], int8[], int8[], int4[], text[], text[],"
            + " bool[], int4[], bool, bytea";
    try (Connection connection = database.dataSource().getConnection();
        Statement statement = connection.createStatement()) {
      connection.setAutoCommit(false);
      statement.execute("set local plan_cache_mode = force_generic_plan");
      statement.execute("set local enable_seqscan = off");
      statement.execute("prepare ending (" + types + ") as " + numbered(completion()));
      String nulls =
          Stream.of(types.split(", ")).map(type -> "null").collect(Collectors.joining(", "));

      List<String> plan = explain(statement, "execute ending (" + nulls + ")");

      statement.execute("deallocate ending");
      connection.rollback();
      connection.setAutoCommit(true);
      assertThat(plan).noneMatch(line -> line.contains("Seq Scan on webhooks"));
      assertThat(plan).noneMatch(line -> line.contains("Hash Join") || line.contains("Merge Join"));
      assertThat(plan).noneMatch(line -> line.contains("ix_webhooks_pending"));
      assertThat(plan).anyMatch(line -> line.contains(BY_KEY));
      for (int i = 0; i < plan.size(); i++) {
        if (plan.get(i).contains(BY_KEY)) {
          assertThat(plan.get(i + 1)).as("%s", plan).contains("Index Cond: (delivery_id = ANY");
        }
      }
    }
  }

  private static String completion() {
    return new Sql(null, "webhooks_", new PostgresDialect().now(), text -> text)
        .of(PostgresCompletion.COMPLETE);
  }

  private static String numbered(String sql) {
    String[] parts = sql.split("\\?", -1);
    return IntStream.range(0, parts.length)
        .mapToObj(i -> i == 0 ? parts[0] : "$" + i + parts[i])
        .collect(Collectors.joining());
  }

  private static List<String> explain(Statement statement, String sql) throws SQLException {
    List<String> lines = new ArrayList<>();
    try (ResultSet rows = statement.executeQuery("explain " + sql)) {
      while (rows.next()) {
        lines.add(rows.getString(1));
      }
    }
    return lines;
  }

  private static List<Completion> delivered(List<ClaimedDelivery> claims) {
    List<Completion> completions = new ArrayList<>();
    for (ClaimedDelivery claim : claims) {
      Attempt attempt =
          Attempt.builder(1, NOON, Duration.ofMillis(3)).httpStatus(200).responseBody("ok").build();
      completions.add(Completion.delivered(claim, attempt));
    }
    return completions;
  }
}
