package dev.webhooks.jdbc.nodes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.zaxxer.hikari.HikariConfig;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a POST takes, while it waits for its answer. */
@Timeout(200)
class ConnectionsDuringPostTest {
  private static final Settings SETTINGS =
      new Settings(Duration.ofSeconds(30), Duration.ofSeconds(60), Duration.ofSeconds(1), 400);
  private static final int REQUESTS = 200;

  /**
   * Guarantee B: neither a connection of the pool nor a transaction waits with a POST, so two
   * connections are enough for two hundred of them, and the application can use both meanwhile.
   */
  @Test
  void twoHundredRequestsInFlightHoldNoConnectionAndNoTransaction() {
    HikariConfig two = new HikariConfig();
    two.setJdbcUrl(Application.freshSchema("nodes_pool") + "&ApplicationName=pool-of-two");
    two.setMaximumPoolSize(2);
    try (Sink sink = Sink.open();
        // Its next look at the database is far off: any connection in use would be a POST's.
        Application application =
            Application.on(
                two, SETTINGS, builder -> builder.pollInterval(Duration.ofSeconds(30)))) {
      application.register(sink, 10);
      sink.hold(post -> true);
      application.publish(0, REQUESTS, 10);
      application.webhooks().dispatcher().start();
      await().atMost(Duration.ofMinutes(1)).until(() -> sink.held() == REQUESTS);

      await()
          .atMost(Duration.ofMinutes(1))
          .during(Duration.ofMillis(500))
          .pollInterval(Duration.ofMillis(10))
          .until(() -> application.pool().getHikariPoolMXBean().getActiveConnections() == 0);
      assertThat(
              application.rows(
                  """
                  select state, query from pg_stat_activity
                  where application_name = 'pool-of-two' and pid <> pg_backend_pid()
                    and (xact_start is not null or state <> 'idle')\
                  """))
          .isEmpty();
      assertThat(sink.held()).isEqualTo(REQUESTS);

      sink.release();
      await().atMost(Duration.ofMinutes(1)).until(() -> application.pending() == 0);
      assertThat(application.inState("DELIVERED")).isEqualTo(REQUESTS);
      assertThat(sink.count()).isEqualTo(REQUESTS);
    }
  }
}
