package dev.webhooks.jdbc;

import static dev.webhooks.jdbc.Crowd.request;
import static org.assertj.core.api.Assertions.assertThat;

import dev.webhooks.jdbc.ExplainedDataSource.Plan;
import dev.webhooks.spi.ClaimRequest;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;

/**
 * What a claim touches beside a crowded workspace. In a database of its own, because others'
 * transactions keep dead rows, which cost buffers. Guarantee N.
 */
@TestInstance(Lifecycle.PER_CLASS)
class PostgresCrowdCostTest {
  private TestDatabase database;

  @BeforeAll
  void open() {
    database = TestDatabase.on(PostgresServer.database("crowd_cost"));
  }

  @BeforeEach
  void fill() {
    Crowd.fill(database, Engine.POSTGRESQL);
    Crowd.neighbour(database.newStore());
  }

  @AfterAll
  void close() {
    database.close();
  }

  @Test
  void aClaimTouchesWhatItTakes() {
    List<Plan> plans = plansOf(request(Set.of()));

    assertThat(plans.stream().limit(2).mapToLong(Plan::buffers).sum())
        .as("%s", plans)
        .isLessThan(200 * 25);
  }

  @Test
  void theCrowdIsSteppedOverWhereItIsExcluded() {
    List<Plan> plans = plansOf(request(Set.of(Crowd.WORKSPACE)));

    assertThat(plans.get(0).buffers()).as("%s", plans).isLessThan(60);
  }

  private List<Plan> plansOf(ClaimRequest request) {
    ExplainedDataSource explained = new ExplainedDataSource(database.dataSource());
    assertThat(JdbcStore.builder(explained.dataSource()).build().claim(request)).isNotEmpty();
    return explained.plans();
  }
}
