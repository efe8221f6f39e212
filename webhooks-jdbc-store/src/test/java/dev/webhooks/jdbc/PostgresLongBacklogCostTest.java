package dev.webhooks.jdbc;

import org.junit.jupiter.api.Tag;

/**
 * What a claim touches beside a million finished deliveries and a million that are due: no more.
 */
@Tag("soak")
class PostgresLongBacklogCostTest extends PostgresClaimCostTest {
  @Override
  int backlog() {
    return 1_000_000;
  }
}
