package dev.webhooks.jdbc;

import static dev.webhooks.jdbc.Fixture.activeWebhook;
import static dev.webhooks.jdbc.Fixture.event;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.webhooks.jdbc.ExplainedDataSource.Plan;
import dev.webhooks.spi.ClaimRequest;
import dev.webhooks.spi.ClaimedDelivery;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * One tenant has something due for each of its 20,000 webhooks, and another has one delivery.
 * Guarantee N.
 */
@ParameterizedClass
@EnumSource(Engine.class)
@Isolated("other transactions keep dead rows, which cost buffers")
class CrowdedWorkspaceTest {
  private static final int WEBHOOKS = 20_000;

  @Parameter Engine engine;
  private TestDatabase database;
  private JdbcStore store;
  private String neighbours;

  @BeforeEach
  void fill() {
    database = engine.open("crowded");
    database.reset();
    String numbers =
        switch (engine) {
          case POSTGRESQL -> "generate_series(1, WEBHOOKS) as numbers (i)";
          case MARIADB -> "(select seq as i from seq_1_to_WEBHOOKS) numbers";
          case H2 -> "(select x as i from system_range(1, WEBHOOKS)) numbers";
        };
    for (String sql :
        List.of(
            """
            insert into webhooks_webhook (id, workspace, name, url, accounts, event_types, status,
              signatures, key_hint, header_names, created_at, verified, version, sealed_key)
            select concat('wh_', 100000 + i), 'crowded', 'x', 'https://x.example', '', '', 'ACTIVE',
              'HEX', 'hint', '', 0, true, 1, SEALED from NUMBERS\
            """,
            """
            insert into webhooks_delivery (id, event_id, event_type, workspace, webhook_id, state,
              attempts, round_start, token, created_at)
            select concat('dlv_', 100000 + i), 'evt', 'message.sent', 'crowded',
              concat('wh_', 100000 + i), 'PENDING', 0, 0, 0, i from NUMBERS\
            """,
            """
            insert into webhooks_pending (delivery_id, workspace, webhook_id, due_at, token)
            select id, workspace, webhook_id, created_at, 0 from webhooks_delivery\
            """)) {
      database.execute(
          sql.replace("NUMBERS", numbers)
              .replace("WEBHOOKS", Integer.toString(WEBHOOKS))
              .replace("SEALED", engine == Engine.POSTGRESQL ? "'\\x00'" : "x'00'"));
    }
    if (engine == Engine.POSTGRESQL) {
      database.execute("vacuum analyze webhooks_pending");
    }
    store = database.newStore();
    neighbours = append();
  }

  private String append() {
    var event = event(null, activeWebhook(store, "neighbour"));
    store.append(List.of(event));
    return event.deliveries().get(0).id();
  }

  @AfterEach
  void close() {
    database.close();
  }

  @Test
  void theOtherIsInTheFirstOrTheSecondClaim() {
    List<String> claimed = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      store.claim(request(Set.of())).forEach(claim -> claimed.add(claim.id()));
    }

    assertThat(claimed).contains(neighbours).hasSizeGreaterThan(200);
  }

  @Test
  void itIsInEveryClaimThatComesWhileTheCrowdIsServed() {
    store.claim(request(Set.of()));
    for (int i = 0; i < 5; i++) {
      String next = append();
      assertThat(store.claim(request(Set.of()))).extracting(ClaimedDelivery::id).contains(next);
    }
  }

  @Test
  void aClaimOnPostgresTouchesWhatItTakes() {
    assumeTrue(engine == Engine.POSTGRESQL);

    List<Plan> plans = plansOf(request(Set.of()));

    assertThat(plans.stream().limit(2).mapToLong(Plan::buffers).sum())
        .as("%s", plans)
        .isLessThan(200 * 25);
  }

  @Test
  void theCrowdIsSteppedOverOnPostgresWhereItIsExcluded() {
    assumeTrue(engine == Engine.POSTGRESQL);

    List<Plan> plans = plansOf(request(Set.of("crowded")));

    assertThat(plans.get(0).buffers()).as("%s", plans).isLessThan(60);
  }

  @Test
  void aClaimOnMariaDbReadsWhatItTakes() {
    assumeTrue(engine == Engine.MARIADB);

    long before = database.rowsRead();
    store.claim(request(Set.of()));

    assertThat(database.rowsRead() - before).isLessThan(200 * 30);
  }

  @Test
  void theCrowdIsSteppedOverOnMariaDbWhereItIsExcluded() {
    assumeTrue(engine == Engine.MARIADB);
    store.claim(request(Set.of()));

    long before = database.rowsRead();
    store.claim(request(Set.of("crowded")));

    assertThat(database.rowsRead() - before).isLessThan(1_000);
  }

  private List<Plan> plansOf(ClaimRequest request) {
    ExplainedDataSource explained = new ExplainedDataSource(database.dataSource());
    assertThat(JdbcStore.builder(explained.dataSource()).build().claim(request)).isNotEmpty();
    return explained.plans();
  }

  private static ClaimRequest request(Set<String> excludedWorkspaces) {
    return new ClaimRequest(
        200, 200, 4, excludedWorkspaces, Set.of(), Duration.ofHours(1), Long.MAX_VALUE);
  }
}
