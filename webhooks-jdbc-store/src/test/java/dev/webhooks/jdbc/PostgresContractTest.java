package dev.webhooks.jdbc;

class PostgresContractTest extends JdbcStoreContractTest {
  @Override
  TestDatabase open() {
    return TestDatabase.postgres("contract");
  }
}
