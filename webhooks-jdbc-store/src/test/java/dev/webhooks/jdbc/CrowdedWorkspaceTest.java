package dev.webhooks.jdbc;

import static dev.webhooks.jdbc.Crowd.request;
import static org.assertj.core.api.Assertions.assertThat;

import dev.webhooks.spi.ClaimedDelivery;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * One tenant has something due for each of its 20,000 webhooks, and another has one delivery.
 * Guarantee N.
 */
@ParameterizedClass
@EnumSource(Engine.class)
class CrowdedWorkspaceTest {
  @Parameter Engine engine;
  private TestDatabase database;
  private JdbcStore store;
  private String neighbours;

  @BeforeEach
  void fill() {
    database = engine.open("crowded");
    Crowd.fill(database, engine);
    store = database.newStore();
    neighbours = Crowd.neighbour(store);
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
      String next = Crowd.neighbour(store);
      assertThat(store.claim(request(Set.of()))).extracting(ClaimedDelivery::id).contains(next);
    }
  }
}
