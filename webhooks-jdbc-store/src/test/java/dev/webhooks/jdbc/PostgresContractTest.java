package dev.webhooks.jdbc;

import org.junit.jupiter.api.Order;

@Order(2)
class PostgresContractTest extends JdbcStoreContractTest {
  @Override
  TestDatabase open() {
    return TestDatabase.postgres("contract");
  }
}
