package dev.webhooks.jdbc;

import java.nio.file.Path;
import java.sql.SQLException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.mariadb.jdbc.MariaDbDataSource;

/** On one member of a cluster, with the others taking part in every commit. */
@Tag("soak")
@Order(1)
class GaleraContractTest extends JdbcStoreContractTest {
  @TempDir static Path folder;

  private GaleraCluster cluster;

  @Override
  TestDatabase open() {
    cluster = GaleraCluster.start(folder);
    try {
      return TestDatabase.on(new MariaDbDataSource(cluster.url(0)));
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  @AfterAll
  void stopCluster() {
    if (cluster != null) {
      cluster.close();
    }
  }
}
