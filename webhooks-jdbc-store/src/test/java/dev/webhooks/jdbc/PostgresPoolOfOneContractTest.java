package dev.webhooks.jdbc;

import org.junit.jupiter.api.Tag;

/** All nodes together have one connection. */
@Tag("soak")
class PostgresPoolOfOneContractTest extends JdbcStoreContractTest {
  @Override
  TestDatabase open() {
    TestDatabase.postgres("pool_of_one").close();
    return TestDatabase.on(
        PostgresServer.schema("pool_of_one"), pool -> pool.setMaximumPoolSize(1));
  }
}
