package dev.webhooks.jdbc;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.parallel.Isolated;

/** The JVM, the database and UTC have three different times of day, and one of them is in a gap. */
@Tag("soak")
@Isolated("the JVM's time zone is everybody's")
class MariaDbTimeZoneContractTest extends JdbcStoreContractTest {
  private final TimeZoneGap gap = new TimeZoneGap();

  @Override
  TestDatabase open() {
    return TestDatabase.on(MariaDbServer.database("gap", "&sessionVariables=time_zone='-05:00'"));
  }

  @AfterAll
  void restoreTimeZone() {
    gap.close();
  }
}
