package dev.webhooks.jdbc.nodes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.webhooks.jdbc.nodes.Sink.Post;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Guarantees O and L: two nodes, an endpoint that fails now and then, and a kill. */
@Timeout(600)
@Order(1)
class OrderTest {
  private static final Settings SETTINGS = Settings.SHORT_LEASES.withRetry(Duration.ofMillis(20));
  private static final double FAILING = 0.15;

  @TempDir Path folder;

  private final Random random = Seed.random();

  @Test
  void anOrderedWebhookGetsItsEventsInOrderWhateverFails() {
    keepTheOrderOf(150);
  }

  @Test
  @Tag("soak")
  void anOrderedWebhookGets10_000EventsInOrderWhateverFails() {
    keepTheOrderOf(10_000);
  }

  private void keepTheOrderOf(int events) {
    String url = Application.freshSchema("nodes_order");
    try (Sink sink = Sink.open();
        Application application = Application.on(url, SETTINGS)) {
      // Before three JVMs start: on a machine that is busy with that, a handshake comes too late.
      application.register(sink, settings -> settings.ordered(true), "type.0");
      keepTheOrderOf(events, url, sink, application);
    }
  }

  private void keepTheOrderOf(int events, String url, Sink sink, Application application) {
    try (NodeProcess one = NodeProcess.launch("one", url, SETTINGS, folder);
        NodeProcess two = NodeProcess.launch("two", url, SETTINGS, folder);
        NodeProcess three = NodeProcess.launch("three", url, SETTINGS, folder)) {
      sink.answer(post -> random.nextDouble() < FAILING ? 500 : 200);
      one.awaitReady().start();
      two.awaitReady().start();
      for (int number = 0; number < events; number += 50) {
        application.publish(number, 50, 1);
      }
      await()
          .atMost(Duration.ofSeconds(300))
          .pollInterval(Duration.ofMillis(2))
          .until(() -> sink.count() > events / 2);
      one.kill();
      three.awaitReady().start();
      await()
          .atMost(Duration.ofSeconds(300))
          .until(() -> application.inState("DELIVERED") == events);

      List<Integer> numbers = sink.inOrder().stream().map(Post::number).toList();
      assertThat(numbers).isSorted(); // so a repeat is one of the event before it
      assertThat(numbers).containsAll(IntStream.range(0, events).boxed().toList());
    }
  }
}
