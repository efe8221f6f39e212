package dev.webhooks.jdbc;

import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.Order;

@Order(2)
class H2MemoryContractTest extends JdbcStoreContractTest {
  @Override
  TestDatabase open() {
    JdbcDataSource dataSource = new JdbcDataSource();
    dataSource.setURL("jdbc:h2:mem:contract");
    return TestDatabase.on(dataSource);
  }
}
