package dev.webhooks.jdbc;

class MariaDbContractTest extends JdbcStoreContractTest {
  @Override
  TestDatabase open() {
    return TestDatabase.on(MariaDbServer.database("contract", ""));
  }
}
