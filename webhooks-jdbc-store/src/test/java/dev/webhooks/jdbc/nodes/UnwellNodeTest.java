package dev.webhooks.jdbc.nodes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.webhooks.model.Event;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Nodes whose process has too little of something. */
@Timeout(300)
@Order(1)
class UnwellNodeTest {
  private static final Settings PATIENT = Settings.PATIENT.withInFlight(256);

  /** What a node could not send is free again soon. */
  private static final Settings SHORT_LEASES =
      new Settings(Duration.ofSeconds(5), Duration.ofSeconds(8), Duration.ofSeconds(1), 256);

  @TempDir(cleanup = org.junit.jupiter.api.io.CleanupMode.NEVER)
  Path folder;

  /**
   * Guarantees L and W: a node that has few descriptors records no failure of its own as an
   * attempt, sends what it can, and leaves the rest to its neighbour.
   */
  @Test
  void aNodeWithoutDescriptorsFailsNothingAndSaysSoOnce() {
    int webhooks = 10;
    int events = 100;
    String url = Application.freshSchema("nodes_unwell");
    try (Sink sink = Sink.open();
        Application application = Application.on(url, PATIENT);
        NodeProcess sick =
            NodeProcess.launch("sick", url, SHORT_LEASES, folder, Limits.descriptors(100));
        NodeProcess well = NodeProcess.launch("well", url, SHORT_LEASES, folder)) {
      for (int i = 0; i < webhooks; i++) {
        application.register(sink, "type.0");
      }
      application.publish(0, events, 1);
      sink.answerAfter(Duration.ofMillis(300)); // so that connections are open side by side
      sick.awaitReady().start();
      await().atMost(Duration.ofSeconds(60)).until(() -> !sick.warnings().isEmpty());
      well.awaitReady().start();
      await().atMost(Duration.ofSeconds(120)).until(() -> application.pending() == 0);

      int deliveries = webhooks * events;
      assertThat(application.inState("DELIVERED")).isEqualTo(deliveries);
      assertThat(application.number("select count(*) from webhooks_attempt where status is null"))
          .isZero();
      assertThat(application.number("select count(*) from webhooks_attempt")).isEqualTo(deliveries);
      assertThat(sick.warnings()).hasSizeLessThanOrEqualTo(3);
      assertThat(sick.warnings().get(0)).contains("ulimit -n");
      assertThat(sick.warnings()).filteredOn(warning -> warning.contains("ulimit -n")).hasSize(1);
      assertThat(well.warnings()).isEmpty();
    }
  }

  /** Guarantee B: long bodies, many due at once, and little memory. */
  @Test
  void aSmallHeapSendsLongBodies() {
    int webhooks = 6;
    int events = 100;
    String url = Application.freshSchema("nodes_small_heap");
    try (Sink sink = Sink.open();
        Application application = Application.on(url, PATIENT);
        NodeProcess small = NodeProcess.launch("small", url, PATIENT, folder, Limits.heap(48))) {
      for (int i = 0; i < webhooks; i++) {
        application.register(sink, "type.0");
      }
      for (int number = 0; number < events; number++) {
        application
            .webhooks()
            .publisher()
            .publish(
                Event.builder("type.0")
                    .workspace(Application.WORKSPACE)
                    .data(Map.of("number", number, "text", "x".repeat(250_000)))
                    .build());
      }
      small.awaitReady().start();
      await().atMost(Duration.ofSeconds(120)).until(() -> application.pending() == 0);

      assertThat(application.inState("DELIVERED")).isEqualTo(webhooks * events);
      assertThat(sink.posts()).hasSize(webhooks * events);
      assertThat(small.warnings()).hasSizeLessThanOrEqualTo(3);
    }
  }
}
