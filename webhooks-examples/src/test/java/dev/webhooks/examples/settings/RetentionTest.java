package dev.webhooks.examples.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.Duration;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Isolated;

/** How long the delivery log remembers. */
@Timeout(30)
@Isolated("looks at all the threads")
class RetentionTest {
  private static final String DELIVERED = "/api/workspaces/acme/deliveries?state=DELIVERED";

  private final String database = "jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1";

  /** Guarantee B. */
  @Test
  void whatIsOlderThanThirtyDaysGoesAndTheRestStays() throws Exception {
    try (Endpoint endpoint = Endpoint.start()) {
      try (TestSettings settings = TestSettings.on(database)) {
        settings.api().register("acme", endpoint.url());
        deliver(settings, 3, 3);
        passTime(Duration.ofDays(20));
        deliver(settings, 2, 5);
        passTime(Duration.ofDays(11));
      }

      try (TestSettings next = TestSettings.on(database, "--no-dispatch")) {
        await().untilAsserted(() -> assertThat(delivered(next)).isEqualTo(2));
        assertThat(next.api().get("/api/workspaces/acme/webhooks").json().get("webhooks"))
            .hasSize(1);
      }
    }
  }

  @Test
  void itsThreadEndsWithTheApplication() throws Exception {
    Set<Thread> before = retentionThreads();
    TestSettings settings = TestSettings.on(database);
    Set<Thread> own = retentionThreads();
    own.removeAll(before);

    settings.close();

    assertThat(own).hasSize(1).noneMatch(Thread::isAlive);
  }

  private static void deliver(TestSettings settings, int count, int total) throws Exception {
    settings.api().publish("acme", count);
    await().untilAsserted(() -> assertThat(delivered(settings)).isEqualTo(total));
  }

  private static int delivered(TestSettings settings) throws Exception {
    return settings.api().get(DELIVERED).json().get("deliveries").size();
  }

  /** Moves all that happened into the past. */
  private void passTime(Duration duration) throws Exception {
    long micros = duration.toSeconds() * 1_000_000;
    try (Connection connection = DriverManager.getConnection(database);
        Statement statement = connection.createStatement()) {
      statement.execute("update webhooks_event set created_at = created_at - " + micros);
      statement.execute(
          "update webhooks_delivery set created_at = created_at - "
              + micros
              + ", finished_at = finished_at - "
              + micros);
    }
  }

  private static Set<Thread> retentionThreads() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().equals("retention"))
        .collect(Collectors.toSet());
  }
}
