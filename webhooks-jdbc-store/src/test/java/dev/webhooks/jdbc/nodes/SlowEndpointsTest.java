package dev.webhooks.jdbc.nodes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.webhooks.Webhooks;
import dev.webhooks.model.Event;
import dev.webhooks.model.WebhookSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;

/** Endpoints that take seconds to answer, thousands of them at once. */
@Tag("soak")
@Timeout(300)
@Isolated("it needs the processors for the seconds that an endpoint takes")
class SlowEndpointsTest {
  private static final int ENDPOINTS = 5_000;
  private static final Duration ANSWERS_AFTER = Duration.ofSeconds(5);

  /** The first has waited for long when the last POST arrives, on a busy machine even longer. */
  private static final Settings SETTINGS =
      new Settings(Duration.ofSeconds(60), Duration.ofMinutes(2), Duration.ofHours(1), ENDPOINTS);

  /** Where workers are virtual, the process has a few threads whatever waits. */
  private static final int FEW_THREADS = 150;

  private static final int FIRST_WITH_VIRTUAL_THREADS = 21;

  @TempDir Path folder;

  /** Guarantees B and L: all are in flight at once, in a heap of 512 MiB. */
  @Test
  void fiveThousandSlowEndpointsAreWaitedForAtOnce() {
    String url = Application.freshSchema("nodes_slow");
    try (Sink sink = Sink.open();
        Application application = Application.on(url, Settings.PATIENT);
        NodeProcess node = NodeProcess.launch("patient", url, SETTINGS, folder, Limits.heap(512))) {
      IntStream.range(0, ENDPOINTS)
          .parallel()
          .forEach(i -> register(application.webhooks(), sink, i));
      sink.hold(post -> true);
      for (int first = 0; first < ENDPOINTS; first += 500) {
        application
            .webhooks()
            .publisher()
            .publishAll(
                IntStream.range(first, first + 500).mapToObj(SlowEndpointsTest::event).toList());
      }
      long start = System.nanoTime();
      node.awaitReady().start();

      await()
          .atMost(Duration.ofSeconds(50))
          .untilAsserted(() -> assertThat(sink.held()).isEqualTo(ENDPOINTS));
      System.out.printf(
          Locale.ROOT,
          "all of %d POSTs are in flight after %d ms%n",
          ENDPOINTS,
          Duration.ofNanos(System.nanoTime() - start).toMillis());
      long[] heap = node.heap();
      await()
          .atMost(ANSWERS_AFTER.multipliedBy(2))
          .until(() -> System.nanoTime() - start >= ANSWERS_AFTER.toNanos());
      sink.release();
      await().atMost(Duration.ofSeconds(60)).until(() -> application.pending() == 0);

      System.out.printf(Locale.ROOT, "heap in use %,d bytes, %d threads%n", heap[0], heap[1]);
      assertThat(application.inState("DELIVERED")).isEqualTo(ENDPOINTS);
      assertThat(application.number("select count(*) from webhooks_attempt")).isEqualTo(ENDPOINTS);
      assertThat(sink.posts()).hasSize(ENDPOINTS);
      assertThat(sink.count()).isEqualTo(ENDPOINTS);
      assertThat(node.warnings()).isEmpty();
      if (Runtime.version().feature() >= FIRST_WITH_VIRTUAL_THREADS) {
        assertThat(heap[1]).isLessThan(FEW_THREADS);
      }
    }
  }

  private static void register(Webhooks webhooks, Sink sink, int number) {
    var registered =
        webhooks
            .registry()
            .register(
                workspace(number),
                WebhookSettings.builder()
                    .name("slow")
                    .url(sink.url() + number)
                    .eventTypes(List.of("any"))
                    .build());
    assertThat(registered.verification().verified()).isTrue();
  }

  private static Event event(int number) {
    return Event.builder("any").workspace(workspace(number)).data(Map.of("number", number)).build();
  }

  private static String workspace(int number) {
    return "tenant-" + number;
  }
}
