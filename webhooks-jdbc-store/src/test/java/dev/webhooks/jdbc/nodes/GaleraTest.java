package dev.webhooks.jdbc.nodes;

import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.webhooks.jdbc.GaleraCluster;
import dev.webhooks.jdbc.nodes.Sink.Post;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Dispatchers on different members of a Galera cluster. They don't see each other's locks: what
 * both claim is a conflict for the one that commits last.
 */
@Tag("soak")
@Timeout(600)
@Order(1)
class GaleraTest {
  private static final Settings SETTINGS = Settings.SHORT_LEASES;
  private static final int EVENTS = 800;
  private static final int WEBHOOKS = 5;
  private static final Duration PATIENCE = Duration.ofSeconds(180);

  @TempDir Path database;
  @TempDir Path folder;

  /**
   * Guarantees L, W, F and I: with a dispatcher on each of two members, one of which is killed and
   * whose clients go on at a third, every event arrives; an attempt is recorded only for a POST,
   * and one delivery is delivered once.
   */
  @Test
  void twoDispatchersOnTwoMembersLoseNothingWhenOneOfThemIsKilled() {
    try (GaleraCluster cluster = GaleraCluster.start(database);
        Sink sink = Sink.open();
        Application application = Application.on(cluster.url(0), Settings.PATIENT);
        NodeProcess one = NodeProcess.launch("one", cluster.url(0), SETTINGS, folder);
        NodeProcess two = NodeProcess.launch("two", cluster.url(1, 2), SETTINGS, folder)) {
      application.register(sink, WEBHOOKS);
      sink.answerAfter(Duration.ofMillis(100)); // one node alone would be done too late
      application.publish(0, EVENTS / 2, WEBHOOKS);
      one.awaitReady();
      two.awaitReady();
      one.start();
      two.start();
      await().atMost(PATIENCE).until(() -> byNode(sink).size() == 2);
      application.publish(EVENTS / 2, EVENTS / 4, WEBHOOKS);
      await().atMost(PATIENCE).until(() -> byNode(sink).getOrDefault("two", 0) >= EVENTS / 20);

      cluster.kill(1);

      application.publish(EVENTS * 3 / 4, EVENTS / 4, WEBHOOKS);
      await().atMost(PATIENCE).until(() -> application.pending() == 0);

      assertThat(sink.numbers()).isEqualTo(IntStream.range(0, EVENTS).boxed().collect(toSet()));
      assertThat(application.inState("DELIVERED")).isEqualTo(EVENTS);
      Map<String, Integer> recorded = recorded(application);
      assertThat(recorded.keySet()).isEqualTo(sink.posts().keySet());
      sink.posts()
          .forEach(
              (delivery, posts) -> {
                assertThat(posts).extracting(Post::body).containsOnly(posts.get(0).body());
                assertThat(recorded.get(delivery)).isBetween(1, posts.size());
              });
      System.out.printf(
          Locale.ROOT,
          "%d deliveries, %d POSTs, %d recorded attempts; by node %s%n",
          EVENTS,
          sink.count(),
          recorded.values().stream().mapToInt(Integer::intValue).sum(),
          byNode(sink));
    }
  }

  private static Map<String, Integer> recorded(Application application) {
    Map<String, Integer> attempts = new HashMap<>();
    application
        .rows("select delivery_id, count(*) from webhooks_attempt group by delivery_id")
        .forEach(row -> attempts.put(row.split(" ")[0], Integer.parseInt(row.split(" ")[1])));
    return attempts;
  }

  private static Map<String, Integer> byNode(Sink sink) {
    Map<String, Integer> posts = new HashMap<>();
    sink.posts().values().stream()
        .flatMap(List::stream)
        .forEach(post -> posts.merge(post.node(), 1, Integer::sum));
    return posts;
  }
}
