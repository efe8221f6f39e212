package dev.webhooks.jdbc.nodes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.webhooks.jdbc.nodes.Sink.Post;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Guarantee N: four nodes and one endpoint that is down, with a backlog behind it. */
@Timeout(300)
@Order(1)
class ProbeTest {
  /** Longer than it takes a node to learn that another one has paused the webhook. */
  private static final Duration PAUSE = Duration.ofSeconds(3);

  /** Half of a pause is at random, and what is timed is the arrival. */
  private static final Duration SHORTEST_PAUSE = Duration.ofMillis(1_400);

  private static final Settings SETTINGS =
      Settings.SHORT_LEASES.withRetry(Duration.ofMillis(100)).withPause(PAUSE);

  @TempDir Path folder;

  private final List<NodeProcess> nodes = new ArrayList<>();

  @AfterEach
  void endEveryNode() {
    nodes.forEach(NodeProcess::close);
  }

  @Test
  void onePostAPauseOnTheWholeCluster() {
    probe(2_000, 2);
  }

  /** Whatever waits. */
  @Test
  @Tag("soak")
  void onePostAPauseWith100_000Waiting() {
    probe(100_000, 20);
  }

  private void probe(int events, int pauses) {
    String url = Application.freshSchema("nodes_probe");
    try (Sink sink = Sink.open();
        Application application = Application.on(url, SETTINGS)) {
      application.register(sink, "type.0");
      sink.answer(post -> 503);
      for (int first = 0; first < events; first += 1_000) {
        application.publish(first, 1_000, 1);
      }
      IntStream.range(0, 4).forEach(i -> nodes.add(launch(url)));
      nodes.forEach(node -> node.awaitReady().start());
      await().atMost(Duration.ofSeconds(60)).until(() -> pauses(application) >= 3);

      long before = pauses(application);
      int posts = sink.count();
      await()
          .atMost(Duration.ofSeconds(120))
          .pollInterval(Duration.ofMillis(20))
          .until(() -> pauses(application) >= before + pauses);
      long made = pauses(application) - before;

      // Between the look at the pauses and the look at the POSTs one more may have begun.
      assertThat((long) sink.count() - posts).isBetween(made - 1, made + 1);
      List<Post> all = sink.inOrder();
      for (int i = posts + 1; i < all.size(); i++) {
        assertThat(Duration.ofNanos(all.get(i).at() - all.get(i - 1).at()))
            .as("from one probe to the next")
            .isGreaterThan(SHORTEST_PAUSE);
      }
      assertThat(application.inState("FAILED")).isZero();
    }
  }

  /** Guarantee L: when the node that probes is killed, another one probes within its lease. */
  @Test
  @Tag("soak")
  void theDeathOfTheProberCostsALease() {
    String url = Application.freshSchema("nodes_prober");
    try (Sink sink = Sink.open();
        Application application = Application.on(url, SETTINGS)) {
      application.register(sink, "type.0");
      sink.answer(post -> 503);
      application.publish(0, 100, 1);
      IntStream.range(0, 2).forEach(i -> nodes.add(launch(url)));
      nodes.forEach(node -> node.awaitReady().start());
      await().atMost(Duration.ofSeconds(60)).until(() -> pauses(application) >= 2);
      sink.hold(post -> true);
      await().atMost(Duration.ofSeconds(30)).until(() -> sink.held() == 1);
      List<Post> before = sink.inOrder();
      Post probe = before.get(before.size() - 1);

      nodes.stream().filter(node -> node.name().equals(probe.node())).forEach(NodeProcess::kill);
      await().atMost(Duration.ofSeconds(60)).until(() -> sink.count() > before.size());

      Post next = sink.inOrder().get(before.size());
      assertThat(next.node()).isNotEqualTo(probe.node());
      assertThat(Duration.ofNanos(next.at() - probe.at()))
          .isBetween(SETTINGS.lease().minusSeconds(1), SETTINGS.lease().multipliedBy(3));
    }
  }

  private static long pauses(Application application) {
    return application.number("select coalesce(max(pauses), 0) from webhooks_health");
  }

  private NodeProcess launch(String url) {
    return NodeProcess.launch("node-" + nodes.size(), url, SETTINGS, folder);
  }
}
