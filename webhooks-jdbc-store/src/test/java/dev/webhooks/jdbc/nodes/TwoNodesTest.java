package dev.webhooks.jdbc.nodes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.webhooks.jdbc.nodes.Sink.Post;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Two processes that share the work of one database. */
@Timeout(300)
@Execution(ExecutionMode.CONCURRENT)
class TwoNodesTest {
  private static final Settings SETTINGS = Settings.PATIENT;
  private static final int WEBHOOKS = 100;
  private static final int EVENTS = 200;
  private static final int DELIVERIES = WEBHOOKS * EVENTS;

  @TempDir Path folder;

  /** Guarantees W and F: where nothing fails, nothing is sent twice. */
  @Test
  void withoutFaultsTwoNodesPostEachDeliveryOnce() {
    String url = Application.freshSchema("nodes_two");
    try (Sink sink = Sink.open();
        Application application = Application.on(url, SETTINGS);
        NodeProcess one = NodeProcess.launch("one", url, SETTINGS, folder);
        NodeProcess two = NodeProcess.launch("two", url, SETTINGS, folder)) {
      for (int i = 0; i < WEBHOOKS; i++) {
        application.register(sink, "type.0");
      }
      one.awaitReady().start();
      two.awaitReady().start();
      for (int first = 0; first < EVENTS; first += 20) {
        application.publish(first, 20, 1);
      }
      await().atMost(Duration.ofSeconds(120)).until(() -> application.pending() == 0);

      assertThat(sink.posts()).hasSize(DELIVERIES);
      assertThat(sink.posts().values()).allSatisfy(posts -> assertThat(posts).hasSize(1));
      assertThat(application.inState("DELIVERED")).isEqualTo(DELIVERIES);
      assertThat(application.number("select count(*) from webhooks_attempt")).isEqualTo(DELIVERIES);
      assertThat(shares(sink))
          .hasSize(2)
          .allSatisfy((node, share) -> assertThat(share).isGreaterThan(DELIVERIES / 20L));
      assertThat(List.of(one.warnings(), two.warnings()))
          .allSatisfy(log -> assertThat(log).isEmpty());
    }
  }

  private static Map<String, Long> shares(Sink sink) {
    return sink.posts().values().stream()
        .flatMap(List::stream)
        .collect(Collectors.groupingBy(Post::node, Collectors.counting()));
  }
}
