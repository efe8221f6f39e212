package dev.webhooks.jdbc.nodes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.zaxxer.hikari.HikariConfig;
import dev.webhooks.jdbc.PgBouncer;
import dev.webhooks.jdbc.PostgresServer;
import java.time.Duration;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.postgresql.ds.PGSimpleDataSource;

/** Nodes that reach PostgreSQL through a real PgBouncer, with the driver as it is by default. */
@Timeout(120)
class PooledNodeTest {
  private static final int EVENTS = 200;
  private static final int WEBHOOKS = 4;

  /** Guarantees L and W: what was published is sent once, and each POST is recorded. */
  @ParameterizedTest
  @ValueSource(strings = {"transaction", "session"})
  void whatWasPublishedIsSentOnceAndRecorded(String mode) {
    String database = "pooled_" + mode;
    PGSimpleDataSource direct = PostgresServer.database(database);
    try (PgBouncer bouncer = PgBouncer.start(mode, 8);
        Application one =
            Application.on(pool(bouncer.dataSource(database)), Settings.PATIENT, b -> b);
        Application two =
            Application.on(pool(bouncer.dataSource(database)), Settings.PATIENT, b -> b);
        Application looking = Application.on(pool(direct), Settings.PATIENT, b -> b);
        Sink sink = Sink.open()) {
      one.register(sink, WEBHOOKS);
      one.webhooks().dispatcher().start();
      two.webhooks().dispatcher().start();
      for (int number = 0; number < EVENTS; number += 10) {
        (number % 20 == 0 ? one : two).publish(number, 10, WEBHOOKS);
      }
      await().atMost(Duration.ofSeconds(60)).until(() -> looking.pending() == 0);

      assertThat(looking.inState("DELIVERED")).isEqualTo(EVENTS);
      assertThat(sink.numbers()).hasSize(EVENTS);
      assertThat(sink.count()).isEqualTo(EVENTS);
      assertThat(looking.number("select count(*) from webhooks_attempt")).isEqualTo(EVENTS);
    }
  }

  private static HikariConfig pool(PGSimpleDataSource dataSource) {
    HikariConfig config = new HikariConfig();
    config.setDataSource(dataSource);
    config.setMaximumPoolSize(3);
    return config;
  }
}
