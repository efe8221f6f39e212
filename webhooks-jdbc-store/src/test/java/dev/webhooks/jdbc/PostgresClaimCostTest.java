package dev.webhooks.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.webhooks.spi.ClaimRequest;
import dev.webhooks.spi.ClaimedDelivery;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;

/**
 * What a claim touches: a million finished deliveries, one webhook at its bound with a million due,
 * and a thousand others with five each. Asserted on plans and buffers, because times vary.
 */
@TestInstance(Lifecycle.PER_CLASS)
class PostgresClaimCostTest {
  private static final int OTHERS = 1_000;
  private static final int LIMIT = 500;
  private static final int PER_WEBHOOK = 4;
  private static final int MOST_BUFFERS = 5_000;
  private static final Pattern BUFFERS =
      Pattern.compile("Buffers: shared hit=(\\d+)(?: read=(\\d+))?");

  private TestDatabase database;
  private final Sql sql = new Sql(null, Sql.DEFAULT_PREFIX, new PostgresDialect().now());

  @BeforeAll
  void fill() {
    database = TestDatabase.postgres("claim_cost");
    database.reset();
    database.execute(
        """
        insert into webhooks_webhook
        select 'wh_' || lpad(i::text, 6, '0'), 'acme', 'x', 'https://x.example', '', '', 'ACTIVE',
          null, 'hint', 0, true, 0, 1, '\\x00'
        from generate_series(0, 1000) i\
        """);
    // Indexes that no claim reads; without them the table fills in half the time.
    for (String index : List.of("log", "webhook", "recover", "event")) {
      database.execute("drop index ix_webhooks_delivery_" + index);
    }
    // Webhook 0 is the one at its bound, and the first on every walk.
    deliveries("fin", 1_000_000, "'wh_000000'", "DELIVERED");
    deliveries("due", 1_000_000, "'wh_000000'", "PENDING");
    deliveries("oth", 5 * OTHERS, "'wh_' || lpad((1 + i % 1000)::text, 6, '0')", "PENDING");
    database.execute(
        """
        insert into webhooks_pending
        select id, webhook_id, created_at, 0 from webhooks_delivery where state = 'PENDING'\
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

  @AfterAll
  void close() {
    database.close();
  }

  @Test
  void aClaimUsesTheHotIndexAndTouchesLittle() throws SQLException {
    int lanes = LIMIT / PER_WEBHOOK;
    List<String> webhooks =
        IntStream.rangeClosed(1, lanes)
            .mapToObj(i -> String.format(Locale.ROOT, "wh_%06d", i))
            .toList();
    List<String> walk = explain(PostgresDialect.WALK, "", lanes);
    List<String> lock = explain(PostgresDialect.LOCK_DUE, webhooks, PER_WEBHOOK, LIMIT);

    for (List<String> plan : List.of(walk, lock)) {
      assertThat(plan).anyMatch(line -> line.contains("ix_webhooks_pending_due"));
      assertThat(plan).noneMatch(line -> line.contains("Seq Scan on webhooks"));
    }
    assertThat(rows(lock)).isEqualTo(LIMIT);
    assertThat(buffers(walk) + buffers(lock))
        .as("buffers of a claim:\n%s\n%s", String.join("\n", walk), String.join("\n", lock))
        .isLessThanOrEqualTo(MOST_BUFFERS);
  }

  @Test
  void neighboursOfAMillionAreAllServedInTheirTurn() {
    JdbcStore store = database.newStore();
    ClaimRequest request =
        new ClaimRequest(LIMIT, PER_WEBHOOK, Set.of("wh_000000"), Duration.ofMinutes(5));

    List<String> served = new ArrayList<>();
    for (int i = 0; i < OTHERS * PER_WEBHOOK / LIMIT; i++) {
      List<ClaimedDelivery> claims = store.claim(request);
      assertThat(claims).hasSize(LIMIT);
      claims.stream().map(ClaimedDelivery::webhookId).distinct().forEach(served::add);
    }

    assertThat(served).doesNotHaveDuplicates().hasSize(OTHERS);
    database.execute("update webhooks_pending set due_at = 1 where webhook_id <> 'wh_000000'");
    database.execute("vacuum webhooks_pending");
  }

  private List<String> explain(String template, Object... parameters) throws SQLException {
    try (Connection connection = database.dataSource().getConnection()) {
      connection.setAutoCommit(false);
      try {
        new PostgresDialect().begin(connection);
        try (PreparedStatement statement =
            connection.prepareStatement("explain (analyze, buffers) " + sql.of(template))) {
          for (int i = 0; i < parameters.length; i++) {
            if (parameters[i] instanceof List<?> ids) {
              statement.setArray(i + 1, connection.createArrayOf("text", ids.toArray()));
            } else {
              statement.setObject(i + 1, parameters[i]);
            }
          }
          List<String> plan = new ArrayList<>();
          try (ResultSet rows = statement.executeQuery()) {
            while (rows.next()) {
              plan.add(rows.getString(1));
            }
          }
          return plan;
        }
      } finally {
        connection.rollback();
        connection.setAutoCommit(true);
      }
    }
  }

  private static long buffers(List<String> plan) {
    Matcher first = first(plan, BUFFERS);
    return Long.parseLong(first.group(1))
        + (first.group(2) == null ? 0 : Long.parseLong(first.group(2)));
  }

  private static long rows(List<String> plan) {
    return Long.parseLong(first(plan, Pattern.compile("actual time=.* rows=(\\d+)")).group(1));
  }

  /** The topmost line of a plan counts what is below it. */
  private static Matcher first(List<String> plan, Pattern pattern) {
    return plan.stream().map(pattern::matcher).filter(Matcher::find).findFirst().orElseThrow();
  }
}
