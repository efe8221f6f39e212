package dev.webhooks.jdbc;

import org.junit.jupiter.api.Tag;

/** Connections that come with autocommit off. */
@Tag("soak")
class PostgresNoAutocommitContractTest extends JdbcStoreContractTest {
  @Override
  TestDatabase open() {
    TestDatabase.postgres("no_autocommit").close();
    return TestDatabase.on(
        PostgresServer.schema("no_autocommit"), pool -> pool.setAutoCommit(false));
  }
}
