package dev.webhooks.jdbc;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.parallel.Isolated;

/**
 * What a claim touches beside a million finished deliveries and a million that are due: no more.
 */
@Tag("soak")
@Isolated("other transactions keep dead rows, which cost buffers")
class PostgresLongBacklogCostTest extends PostgresClaimCostTest {
  @Override
  int backlog() {
    return 1_000_000;
  }
}
