package dev.webhooks.jdbc.nodes;

import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.zaxxer.hikari.HikariConfig;
import dev.webhooks.spi.StoreException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A database server that crashes in the middle and is away for a while, longer than anybody waits
 * for a connection. It runs beside the other tests: it only waits.
 */
@Timeout(400)
@Order(1)
class DatabaseAwayTest {
  private static final Settings SETTINGS = Settings.SHORT_LEASES;
  private static final int EVENTS = 3_000;
  private static final int WEBHOOKS = 10;
  private static final long MEGABYTE = 1024 * 1024;

  @TempDir Path folder;

  /**
   * Guarantees L, B and I: nothing that was committed is lost, the dispatcher goes on by itself,
   * what was in flight comes again as it was, and meanwhile neither memory, threads nor the log
   * grow.
   */
  @Test
  void aDispatcherOutlivesItsDatabase() {
    crashFor(Duration.ofSeconds(5));
  }

  /** Guarantees L, B and I, for longer. */
  @Test
  @Tag("soak")
  void aDispatcherOutlivesHalfAMinuteWithoutItsDatabase() {
    crashFor(Duration.ofSeconds(30));
  }

  /** One that waits for a connection no longer than the nodes do. */
  private static Application impatient(String url) {
    HikariConfig config = new HikariConfig();
    config.setJdbcUrl(url);
    config.setMaximumPoolSize(4);
    config.setConnectionTimeout(2_000);
    return Application.on(config, Settings.PATIENT, builder -> builder);
  }

  private void crashFor(Duration outage) {
    try (OwnPostgres server = OwnPostgres.start(folder);
        Sink sink = Sink.open();
        Application application = impatient(server.url());
        NodeProcess node = NodeProcess.launch("node", server.url(), SETTINGS, folder)) {
      application.register(sink, WEBHOOKS);
      sink.answerAfter(Duration.ofMillis(20));
      application.publish(0, EVENTS, WEBHOOKS);
      node.awaitReady().start();
      await()
          .atMost(Duration.ofMinutes(1))
          .pollInterval(Duration.ofMillis(5))
          .until(() -> sink.count() > EVENTS / 3);
      long[] before = node.heap();

      server.stopAtOnce();
      await()
          .during(outage)
          .atMost(outage.plusMinutes(1))
          .pollInterval(Duration.ofSeconds(1))
          .until(node::isAlive);
      assertThatThrownBy(() -> application.publish(EVENTS, 1, WEBHOOKS))
          .isInstanceOfSatisfying(StoreException.class, e -> assertThat(e.isRetryable()).isTrue());
      long[] after = node.heap();
      server.startAgain();
      await()
          .atMost(Duration.ofSeconds(90))
          .ignoreExceptions()
          .until(
              () -> {
                application.publish(EVENTS, EVENTS / 10, WEBHOOKS);
                return true;
              });
      await()
          .atMost(Duration.ofSeconds(90))
          .ignoreExceptions()
          .until(() -> application.pending() == 0);

      int events = EVENTS + EVENTS / 10;
      assertThat(sink.numbers()).isEqualTo(IntStream.range(0, events).boxed().collect(toSet()));
      assertThat(application.inState("DELIVERED")).isEqualTo(events);
      assertThat(sink.posts().values())
          .allSatisfy(
              posts ->
                  assertThat(posts).extracting(Sink.Post::body).containsOnly(posts.get(0).body()));
      assertThat(sink.count() - events)
          .as("POSTs whose outcome was lost")
          // Those under way, and as many again that were gathering when the database went away.
          .isBetween(0, 2 * SETTINGS.inFlight());
      assertThat(after[0]).as("heap").isLessThan(before[0] + 8 * MEGABYTE);
      // There may be as many workers as places by now, and there were fewer.
      assertThat(after[1]).as("threads").isLessThanOrEqualTo(before[1] + SETTINGS.inFlight());
      // One for each thing that it does with the database, or two; not one a second for each.
      assertThat(node.warnings()).hasSizeBetween(1, 10);
      System.out.printf(
          Locale.ROOT,
          "database away: heap %d -> %d kB, threads %d -> %d, %d POSTs came again, log: %s%n",
          before[0] / 1024,
          after[0] / 1024,
          before[1],
          after[1],
          sink.count() - events,
          node.warnings());
    }
  }
}
