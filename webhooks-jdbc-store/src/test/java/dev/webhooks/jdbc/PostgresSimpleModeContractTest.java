package dev.webhooks.jdbc;

import org.junit.jupiter.api.Tag;
import org.postgresql.ds.PGSimpleDataSource;
import org.postgresql.jdbc.PreferQueryMode;

/** Statements travel as text, and the server knows no parameter's type but from a cast. */
@Tag("soak")
class PostgresSimpleModeContractTest extends JdbcStoreContractTest {
  @Override
  TestDatabase open() {
    TestDatabase.postgres("simple_mode").close();
    PGSimpleDataSource dataSource = PostgresServer.schema("simple_mode");
    dataSource.setPreferQueryMode(PreferQueryMode.SIMPLE);
    return TestDatabase.on(dataSource);
  }
}
