package dev.webhooks.jdbc;

import static dev.webhooks.jdbc.Crowd.request;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.parallel.Isolated;

/** What a claim reads beside a crowded workspace, by the server's counters. Guarantee N. */
@TestInstance(Lifecycle.PER_CLASS)
@Isolated("the server counts the reads of all")
class MariaDbCrowdCostTest {
  private TestDatabase database;
  private JdbcStore store;

  @BeforeAll
  void open() {
    database = TestDatabase.on(MariaDbServer.database("crowd_cost", ""));
  }

  @BeforeEach
  void fill() {
    Crowd.fill(database, Engine.MARIADB);
    store = database.newStore();
    Crowd.neighbour(store);
  }

  @AfterAll
  void close() {
    database.close();
  }

  @Test
  void aClaimReadsWhatItTakes() {
    long before = database.rowsRead();
    store.claim(request(Set.of()));

    assertThat(database.rowsRead() - before).isLessThan(200 * 30);
  }

  @Test
  void theCrowdIsSteppedOverWhereItIsExcluded() {
    store.claim(request(Set.of()));

    long before = database.rowsRead();
    store.claim(request(Set.of(Crowd.WORKSPACE)));

    assertThat(database.rowsRead() - before).isLessThan(1_000);
  }
}
