package dev.webhooks.jdbc;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.parallel.Isolated;

/** The JVM, the database and UTC have three different times of day, and one of them is in a gap. */
@Tag("soak")
@Isolated("the JVM's time zone is everybody's")
class PostgresTimeZoneContractTest extends JdbcStoreContractTest {
  private final TimeZoneGap gap = new TimeZoneGap();

  @Override
  TestDatabase open() {
    TestDatabase.postgres("gap").close();
    return TestDatabase.on(
        PostgresServer.schema("gap"),
        pool -> pool.setConnectionInitSql("set time zone 'America/New_York'"));
  }

  @AfterAll
  void restoreTimeZone() {
    gap.close();
  }
}
