package dev.webhooks.jdbc;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.slf4j.LoggerFactory;

/** Behind PgBouncer in transaction mode, with a driver that names what it prepares. */
@Tag("soak")
@Order(2)
class PgBouncerContractTest extends JdbcStoreContractTest {
  private final Logger logger = (Logger) LoggerFactory.getLogger(JdbcStore.class);
  private PgBouncer bouncer;

  @Override
  TestDatabase open() {
    bouncer = PgBouncer.start("transaction", 8);
    logger.setLevel(Level.ERROR); // each store warns of the pooler
    TestDatabase.postgres("bouncer_contract").close();
    return TestDatabase.on(
        bouncer.dataSource(),
        pool -> {},
        "bouncer_contract.webhooks_",
        store -> store.schema("bouncer_contract"));
  }

  @AfterAll
  void stop() {
    logger.setLevel(null);
    if (bouncer != null) {
      bouncer.close();
    }
  }
}
