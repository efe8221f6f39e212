package dev.webhooks.jdbc.nodes;

import static java.util.stream.Collectors.groupingBy;
import static org.assertj.core.api.Assertions.assertThat;

import dev.webhooks.jdbc.nodes.Sink.Post;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Judges what a sink received twice, after some nodes were killed. */
final class Repeats {
  private final Map<String, Long> killedAt = new HashMap<>();

  /** To be called just before the kill. */
  void willKill(String node) {
    killedAt.put(node, System.nanoTime());
  }

  /**
   * Checks that each repeat carries the same body (I), that an attempt came again only if the node
   * that made it was killed before the repeat arrived (L, F), that no node lost more of them than
   * it may have under way and not stored, and that the log tells of as many attempts as were not
   * lost (W).
   *
   * @return how many POSTs were lost to kills
   */
  int judge(Sink sink, Application application, int most) {
    Map<String, Integer> recorded = recorded(application);
    Map<String, Integer> lostBy = new TreeMap<>();
    sink.posts()
        .forEach(
            (delivery, posts) -> {
              assertThat(posts)
                  .extracting(Post::body)
                  .as(delivery)
                  .containsOnly(posts.get(0).body());
              var byAttempt = posts.stream().collect(groupingBy(Post::attempt));
              assertThat(recorded.get(delivery)).as(delivery).isEqualTo(byAttempt.size());
              byAttempt.values().forEach(repeats -> judge(repeats, lostBy));
            });
    assertThat(recorded.keySet()).isEqualTo(new HashSet<>(sink.posts().keySet()));
    assertThat(lostBy.values()).allSatisfy(lost -> assertThat(lost).isLessThanOrEqualTo(most));
    return lostBy.values().stream().mapToInt(Integer::intValue).sum();
  }

  /** POSTs of one attempt, in the order of their arrival. */
  private void judge(List<Post> repeats, Map<String, Integer> lostBy) {
    Set<String> nodes = new HashSet<>();
    for (int i = 0; i < repeats.size(); i++) {
      Post post = repeats.get(i);
      assertThat(nodes.add(post.node())).as("one POST by each node: %s", repeats).isTrue();
      if (i + 1 < repeats.size()) {
        assertThat(killedAt).as("sent again: %s", repeats).containsKey(post.node());
        assertThat(repeats.get(i + 1).at()).isGreaterThan(killedAt.get(post.node()));
        lostBy.merge(post.node(), 1, Integer::sum);
      }
    }
  }

  private static Map<String, Integer> recorded(Application application) {
    Map<String, Integer> attempts = new HashMap<>();
    application
        .rows("select delivery_id, count(*) from webhooks_attempt group by delivery_id")
        .forEach(row -> attempts.put(row.split(" ")[0], Integer.parseInt(row.split(" ")[1])));
    return attempts;
  }
}
