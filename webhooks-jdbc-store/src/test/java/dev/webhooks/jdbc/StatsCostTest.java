package dev.webhooks.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.webhooks.jdbc.ExplainedDataSource.Plan;
import dev.webhooks.model.AttemptCounts;
import dev.webhooks.model.StatsQuery;
import dev.webhooks.model.StatsStep;
import dev.webhooks.model.WaitingDeliveries;
import dev.webhooks.spi.AttemptSums;
import dev.webhooks.spi.LatencyHistogram;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;

/**
 * What answers read: two workspaces with twenty webhooks each, and a million attempts to either
 * within a day. Asserted on what the servers count, because times vary.
 */
@Isolated("other transactions count on the servers, too")
class StatsCostTest {
  private static final Instant MIDNIGHT = Instant.parse("2026-05-13T00:00:00Z");
  private static final Instant NEXT = MIDNIGHT.plus(Duration.ofDays(1));
  private static final int WEBHOOKS = 20;
  private static final int A_MINUTE = 35;
  private static final int BACKLOG = 50_000;

  private TestDatabase database;

  @AfterEach
  void close() {
    database.close();
  }

  @Test
  void onPostgresAnswersTouchAFewBuffersAStep() {
    open(Engine.POSTGRESQL);
    ExplainedDataSource explained = ExplainedDataSource.ofReaders(database.dataSource());
    JdbcStore store = JdbcStore.builder(explained.dataSource()).build();
    store.waiting("nobody"); // the schema is looked at once
    explained.plans().clear();

    assertCounts(store);
    assertThat(buffers(explained)).as("a day in minutes and in hours").isLessThan(2_000);

    store.recentAttempts("acme", webhooks(), NEXT.minusSeconds(3_600), MIDNIGHT);
    assertThat(buffers(explained)).as("all webhooks").isLessThan(WEBHOOKS * 120L);

    assertWaiting(store);
    assertThat(buffers(explained))
        .as("a long backlog and others")
        .isLessThan(WaitingDeliveries.MAX_COUNT + WEBHOOKS * 20);
  }

  private static long buffers(ExplainedDataSource explained) {
    List<Plan> plans = List.copyOf(explained.plans());
    explained.plans().clear();
    assertThat(plans)
        .as("%s", plans)
        .noneMatch(
            plan ->
                plan.mentions("Seq Scan on webhooks_stats")
                    || plan.mentions("Seq Scan on webhooks_delivery"));
    return plans.stream().mapToLong(Plan::buffers).sum();
  }

  @Test
  void onMariaDbAnswersReadTheRowsOfTheirSteps() {
    open(Engine.MARIADB);
    JdbcStore store = database.newStore();
    store.waiting("nobody");

    long before = database.rowsRead();
    assertCounts(store);
    assertThat(database.rowsRead() - before).as("a day").isLessThan(2_000);

    before = database.rowsRead();
    store.recentAttempts("acme", webhooks(), NEXT.minusSeconds(3_600), MIDNIGHT);
    assertThat(database.rowsRead() - before).as("all webhooks").isLessThan(WEBHOOKS * 120L);

    before = database.rowsRead();
    assertWaiting(store);
    assertThat(database.rowsRead() - before)
        .as("a long backlog, read and put together")
        .isLessThan(3L * WaitingDeliveries.MAX_COUNT + WEBHOOKS * 30);
  }

  @Test
  void onH2AnswersGoByTheKey() throws SQLException {
    open(Engine.H2);
    assertCounts(database.newStore());
    assertWaiting(database.newStore());
    String in = new H2Dialect().in(1);

    for (String text : List.of(Statistics.SUMS, Statistics.RECENT, Statistics.LAST_SUCCESSES)) {
      String sql =
          new Sql(null, "webhooks_", new H2Dialect().now(), new H2Dialect()::spelled)
              .of(text)
              .replace("{in}", in);
      assertThat(database.plan(sql))
          .contains("PRIMARY_KEY")
          .doesNotContain("WEBHOOKS_STATS.tableScan");
    }
  }

  private static void assertCounts(JdbcStore store) {
    for (StatsStep step : StatsStep.values()) {
      assertThat(
              store.sumAttempts(
                  StatsQuery.builder("acme").step(step).between(MIDNIGHT, NEXT).build()))
          .hasSize(step == StatsStep.MINUTE ? 24 * 60 : 24)
          .extracting(AttemptSums::attempts)
          .containsOnly(new AttemptCounts(step.length().toMinutes() * WEBHOOKS * A_MINUTE, 0));
    }
  }

  private static void assertWaiting(JdbcStore store) {
    assertThat(store.waiting("acme", webhooks()))
        .containsEntry(
            webhooks().get(0),
            new WaitingDeliveries(WaitingDeliveries.MAX_COUNT, Instant.EPOCH.plusNanos(1_000)));
  }

  private static List<String> webhooks() {
    return IntStream.range(0, WEBHOOKS).mapToObj(i -> "acme_" + i).toList();
  }

  private void open(Engine engine) {
    database = engine.open("stats_cost");
    database.reset();
    for (String workspace : List.of("acme", "globex")) {
      fill(engine, workspace);
    }
    database.execute(
        """
        insert into webhooks_pending (delivery_id, workspace, webhook_id, due_at, token)
        select concat('d_', lpad(trim(cast(n as char(6))), 6, '0')), 'acme', 'acme_0', n, 1
        from NUMBERS numbers\
        """
            .replace("NUMBERS", numbers(engine, 1, BACKLOG)));
    database.execute(
        """
        insert into webhooks_delivery (id, event_id, event_type, workspace, webhook_id, state,
          attempts, round_start, token, created_at)
        values ('d_000001', 'e', 'x', 'acme', 'acme_0', 'PENDING', 0, 0, 1, 1)\
        """);
    if (engine == Engine.POSTGRESQL) {
      database.execute("vacuum analyze webhooks_stats");
      database.execute("vacuum analyze webhooks_pending");
    }
  }

  /** Minute by minute, as they are added up. */
  private void fill(Engine engine, String workspace) {
    for (int i = 0; i < WEBHOOKS; i++) {
      database.execute(
          """
          insert into webhooks_webhook (id, workspace, name, url, accounts, event_types, status,
            signatures, key_hint, header_names, created_at, verified, version, sealed_key)
          values ('ID', 'WORKSPACE', 'x', 'https://x.example', '', '', 'ACTIVE', 'HEX', 'hint',
            '', 0, true, 1, BYTES)\
          """
              .replace("ID", workspace + "_" + i)
              .replace("WORKSPACE", workspace)
              .replace("BYTES", bytes(engine, new byte[1])));
    }
    fill(engine, workspace, StatsStep.MINUTE);
    fill(engine, workspace, StatsStep.HOUR);
  }

  private void fill(Engine engine, String workspace, StatsStep step) {
    int steps = (int) Duration.ofDays(1).dividedBy(step.length());
    long attempts = A_MINUTE * step.length().toMinutes();
    String insert =
        """
        insert into webhooks_stats (subject, seconds, started_at, workspace, acknowledged, failed,
          latencies, last_success_at)
        select SUBJECT, SECONDS, MIDNIGHT + s.n * SECONDS * 1000000, 'WORKSPACE', ATTEMPTS, 0,
          BYTES, MIDNIGHT + s.n * SECONDS * 1000000
        from STEPS order by s.n\
        """
            .replace("MIDNIGHT", Long.toString(Micros.of(MIDNIGHT)))
            .replace("SECONDS", Long.toString(step.length().toSeconds()))
            .replace("BYTES", bytes(engine, someLatencies()));
    String allSteps = numbers(engine, 0, steps - 1) + " s";
    database.execute(
        insert
            .replace("SUBJECT", "concat('WORKSPACE_', trim(cast(w.n as char(3))))")
            .replace("ATTEMPTS", Long.toString(attempts))
            .replace("STEPS", allSteps + ", " + numbers(engine, 0, WEBHOOKS - 1) + " w")
            .replace("WORKSPACE", workspace));
    database.execute(
        insert
            .replace("SUBJECT", "'=WORKSPACE'")
            .replace("ATTEMPTS", Long.toString(attempts * WEBHOOKS))
            .replace("STEPS", allSteps)
            .replace("WORKSPACE", workspace));
  }

  private static byte[] someLatencies() {
    LatencyHistogram.Builder latencies = LatencyHistogram.builder();
    for (int i = 10; i < 200; i += 20) {
      latencies.add(Duration.ofMillis(i));
    }
    return latencies.build().toBytes();
  }

  private static String bytes(Engine engine, byte[] bytes) {
    String hex = HexFormat.of().formatHex(bytes);
    return engine == Engine.POSTGRESQL ? "cast('\\x" + hex + "' as bytea)" : "x'" + hex + "'";
  }

  private static String numbers(Engine engine, int first, int last) {
    return switch (engine) {
      case H2 -> "(select x as n from system_range(" + first + ", " + last + "))";
      case POSTGRESQL ->
          "(select cast(n as bigint) as n from generate_series(" + first + ", " + last + ") n)";
      case MARIADB -> "(select seq as n from seq_" + first + "_to_" + last + ")";
    };
  }
}
