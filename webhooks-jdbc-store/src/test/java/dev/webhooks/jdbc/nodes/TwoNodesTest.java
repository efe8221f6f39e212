package dev.webhooks.jdbc.nodes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.webhooks.jdbc.nodes.Sink.Post;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Two processes that share the work of one database. */
@Timeout(300)
@Order(1)
class TwoNodesTest {
  private static final Settings SETTINGS = Settings.PATIENT;
  private static final int WEBHOOKS = 100;

  @TempDir Path folder;

  /** Guarantees W and F: where nothing fails, nothing is sent twice. */
  @Test
  void withoutFaultsTwoNodesPostEachDeliveryOnce() {
    shareTheWorkOf(40);
  }

  /** Guarantees W and F, for longer. */
  @Test
  @Tag("soak")
  void withoutFaultsTwoNodesPostEachOfManyDeliveriesOnce() {
    shareTheWorkOf(200);
  }

  private void shareTheWorkOf(int events) {
    int deliveries = WEBHOOKS * events;
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
      for (int first = 0; first < events; first += 20) {
        application.publish(first, 20, 1);
      }
      await().atMost(Duration.ofSeconds(120)).until(() -> application.pending() == 0);

      assertThat(sink.posts()).hasSize(deliveries);
      assertThat(sink.posts().values()).allSatisfy(posts -> assertThat(posts).hasSize(1));
      assertThat(application.inState("DELIVERED")).isEqualTo(deliveries);
      assertThat(application.number("select count(*) from webhooks_attempt")).isEqualTo(deliveries);
      assertThat(shares(sink))
          .hasSize(2)
          .allSatisfy((node, share) -> assertThat(share).isGreaterThan(deliveries / 20L));
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
