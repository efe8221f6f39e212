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

  /** In any second, a tenth more than the rate. */
  private static final int MOST = 55;

  /**
   * What a node has of a quarter of a second comes together when its process stands still for so
   * long. A machine that others use does that to it now and then, and no sender can help it.
   */
  private static final int LATE = (RATE + 3) / 4;

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
      assertThat(crowded(posts, MOST + LATE)).as("seconds of more than one node's delay").isZero();
      assertThat(crowded(posts, MOST)).as("crowded seconds").isLessThan(events / 50);
      Duration all = Duration.ofNanos(posts.get(events - 1).at() - posts.get(0).at());
      double average = (events - 1) / (all.toNanos() / 1e9);
      System.out.printf(Locale.ROOT, "4 nodes, a rate of %d: %.1f POSTs a second%n", RATE, average);
      assertThat(average).isGreaterThan(0.9 * RATE);
    }
  }

  /** How many times more than so many came within a second. */
  private static long crowded(List<Post> posts, int most) {
    long second = Duration.ofSeconds(1).toNanos();
    return IntStream.range(0, posts.size() - most)
        .filter(i -> posts.get(i + most).at() - posts.get(i).at() <= second)
        .count();
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
