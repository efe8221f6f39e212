package dev.webhooks.jdbc;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.parallel.Isolated;
import org.postgresql.ds.PGSimpleDataSource;

/** A server that ends every statement after 15 ms. */
@Tag("soak")
@Isolated("few milliseconds are fewer beside other tests")
class PostgresHastyContractTest extends JdbcStoreContractTest {
  @Override
  TestDatabase open() {
    PGSimpleDataSource hasty = PostgresServer.schema("hasty");
    hasty.setOptions("-c statement_timeout=15ms");
    return TestDatabase.postgres("hasty").withStoresOn(hasty);
  }
}
