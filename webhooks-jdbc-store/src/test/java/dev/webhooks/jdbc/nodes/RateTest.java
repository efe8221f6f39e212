package dev.webhooks.jdbc.nodes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.webhooks.jdbc.nodes.Sink.Post;
import dev.webhooks.model.Event;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;

/**
 * Guarantee N: four nodes and a webhook that takes 50 POSTs a second. What it times needs a machine
 * that has time; that no more is dealt out than the rate allows, the stores' contract shows.
 */
@Timeout(300)
@Isolated("what it times needs the machine for itself")
class RateTest {
  private static final int RATE = 50;

  @TempDir Path folder;

  private final List<NodeProcess> nodes = new ArrayList<>();

  @AfterEach
  void endEveryNode() {
    nodes.forEach(NodeProcess::close);
  }

  @Test
  @Tag("soak")
  void fourNodesTogetherKeepARateForAMinute() {
    keepTheRateFor(60);
  }

  private void keepTheRateFor(int seconds) {
    String url = Application.freshSchema("nodes_rate");
    try (Sink sink = Sink.open();
        Application application = Application.on(url, Settings.PATIENT)) {
      application.register(sink, settings -> settings.rateLimit(RATE), "type.0");
      application.register(sink, "type.1");
      IntStream.range(0, 4)
          .forEach(i -> nodes.add(NodeProcess.launch("n" + i, url, Settings.PATIENT, folder)));
      nodes.forEach(node -> node.awaitReady().start());
      warmUp(sink, application);
      int events = RATE * seconds;
      application.publish(0, events, 1);
      await()
          .atMost(Duration.ofSeconds(seconds + 60))
          .until(() -> sink.inOrder().stream().filter(RateTest::isLimited).count() == events);

      List<Post> posts = sink.inOrder().stream().filter(RateTest::isLimited).toList();
      assertThat(posts).hasSize(events);
      for (int i = 0; i + RATE + 5 < posts.size(); i++) {
        assertThat(Duration.ofNanos(posts.get(i + RATE + 5).at() - posts.get(i).at()))
            .as("%s POSTs, from number %s on", RATE + 6, i)
            .isGreaterThan(Duration.ofSeconds(1));
      }
      Duration all = Duration.ofNanos(posts.get(events - 1).at() - posts.get(0).at());
      double average = (events - 1) / (all.toNanos() / 1e9);
      System.out.printf(Locale.ROOT, "4 nodes, a rate of %d: %.1f POSTs a second%n", RATE, average);
      assertThat(average).isGreaterThan(0.9 * RATE);
    }
  }

  /** A process's first POSTs take their time, and what waited for them would come together. */
  private void warmUp(Sink sink, Application application) {
    for (int i = 0; sink.inOrder().stream().map(Post::node).distinct().count() < 4; i++) {
      application.webhooks().publisher().publishAll(more(i));
      int count = 40 * (i + 1);
      await().atMost(Duration.ofSeconds(60)).until(() -> sink.count() == count);
    }
  }

  private static List<Event> more(int round) {
    return IntStream.range(0, 40).mapToObj(i -> Node.event(40 * round + i, "type.1")).toList();
  }

  private static boolean isLimited(Post post) {
    return post.type().equals("type.0");
  }
}
