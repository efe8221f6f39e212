package dev.webhooks.jdbc;

/** Connections that come with autocommit off. */
class PostgresNoAutocommitContractTest extends JdbcStoreContractTest {
  @Override
  TestDatabase open() {
    TestDatabase.postgres("no_autocommit").close();
    return TestDatabase.on(
        PostgresServer.schema("no_autocommit"), pool -> pool.setAutoCommit(false));
  }
}
