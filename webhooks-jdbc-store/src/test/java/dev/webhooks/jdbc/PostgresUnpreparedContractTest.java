package dev.webhooks.jdbc;

import org.junit.jupiter.api.Tag;
import org.postgresql.ds.PGSimpleDataSource;

/** As hosts behind PgBouncer set it: no statement has a name on the server. */
@Tag("soak")
class PostgresUnpreparedContractTest extends JdbcStoreContractTest {
  @Override
  TestDatabase open() {
    TestDatabase.postgres("unprepared").close();
    PGSimpleDataSource dataSource = PostgresServer.schema("unprepared");
    dataSource.setPrepareThreshold(0);
    return TestDatabase.on(dataSource);
  }
}
