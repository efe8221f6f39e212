package dev.webhooks.jdbc;

import static dev.webhooks.jdbc.Fixture.WORKSPACE;
import static dev.webhooks.jdbc.Fixture.activeWebhook;
import static dev.webhooks.jdbc.Fixture.eventWith;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.webhooks.model.Webhook;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.mariadb.jdbc.MariaDbDataSource;

/** Guarantee B: the largest bodies there are, more of them than fit into the heap. */
@Timeout(120)
class SmallHeapTest {
  private static final int DELIVERIES = 240;
  private static final int LARGEST = 256 * 1024;

  @Test
  void largeBodiesDrainFromPostgresInASmallHeap() throws Exception {
    try (TestDatabase database = TestDatabase.postgres("small_heap")) {
      assertDrains(database, PostgresServer.schema("small_heap").getURL() + "&user=postgres");
    }
  }

  @Test
  void largeBodiesDrainFromMariaDbInASmallHeap() throws Exception {
    MariaDbDataSource dataSource = MariaDbServer.database("small_heap", "");
    try (TestDatabase database = TestDatabase.on(dataSource)) {
      assertDrains(database, dataSource.getUrl());
    }
  }

  private static void assertDrains(TestDatabase database, String url) throws Exception {
    database.reset();
    JdbcStore store = database.newStore();
    Webhook webhook = activeWebhook(store, WORKSPACE);
    for (int i = 0; i < DELIVERIES; i += 20) {
      store.append(
          Stream.generate(() -> eventWith(new byte[LARGEST], null, webhook)).limit(20).toList());
    }

    assertThat(output(url)).isEqualTo(DELIVERIES + " " + 16 * LARGEST);

    assertThat(database.count("attempt")).isEqualTo(DELIVERIES);
    database.reset();
  }

  private static String output(String url) throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx64m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                SmallHeapClaims.class.getName(),
                url)
            .redirectErrorStream(true)
            .start();
    try {
      String said = new String(process.getInputStream().readAllBytes(), UTF_8).strip();
      assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
      return said;
    } finally {
      process.destroyForcibly();
    }
  }
}
