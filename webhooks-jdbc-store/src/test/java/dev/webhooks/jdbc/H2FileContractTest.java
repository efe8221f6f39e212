package dev.webhooks.jdbc;

import java.nio.file.Path;
import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;

/** The same statements as in memory, one transaction at a time, each written to the file. */
@Tag("soak")
@Order(2)
class H2FileContractTest extends JdbcStoreContractTest {
  @TempDir static Path folder;

  @Override
  TestDatabase open() {
    JdbcDataSource dataSource = new JdbcDataSource();
    dataSource.setURL("jdbc:h2:file:" + folder.resolve("contract"));
    return TestDatabase.on(dataSource);
  }
}
