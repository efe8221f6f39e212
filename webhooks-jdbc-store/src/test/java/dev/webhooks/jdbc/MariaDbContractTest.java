package dev.webhooks.jdbc;

import org.junit.jupiter.api.Order;

@Order(2)
class MariaDbContractTest extends JdbcStoreContractTest {
  @Override
  TestDatabase open() {
    return TestDatabase.on(MariaDbServer.database("contract", ""));
  }
}
