package dev.webhooks.jdbc.nodes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.webhooks.jdbc.nodes.Sink.Post;
import dev.webhooks.spi.StoreException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The database fails over to a replica, under a node that publishes and sends all the while. */
@Tag("soak")
@Timeout(300)
@Order(1)
class PromotionTest {
  private static final Settings SETTINGS = Settings.SHORT_LEASES;
  private static final int SOME = 100;
  private static final Duration PATIENCE = Duration.ofSeconds(90);

  @TempDir Path folder;

  /** Guarantees L, I and W: what a publisher was told is stored arrives, whenever that was. */
  @Test
  void withASynchronousReplicaNothingAcknowledgedIsLost() throws Exception {
    try (PostgresPair pair = PostgresPair.start(folder, true);
        Sink sink = Sink.open();
        Application application = Application.on(pair.url(), SETTINGS)) {
      application.register(sink, "any");
      application.webhooks().dispatcher().start();
      Set<Integer> acknowledged = ConcurrentHashMap.newKeySet();
      AtomicBoolean enough = new AtomicBoolean();
      Thread publishing = new Thread(() -> publish(application, acknowledged, enough));
      publishing.start();
      await().atMost(PATIENCE).until(() -> acknowledged.size() >= SOME);

      pair.failOver();

      int before = acknowledged.size();
      await().atMost(PATIENCE).until(() -> acknowledged.size() >= before + SOME);
      enough.set(true);
      publishing.join();
      await().atMost(PATIENCE).ignoreExceptions().until(() -> application.pending() == 0);
      assertThat(sink.numbers()).containsAll(acknowledged);
      assertRecorded(sink, application);
      System.out.printf(
          Locale.ROOT,
          "%d acknowledged events, %d before the promotion; %d POSTs%n",
          acknowledged.size(),
          before,
          sink.count());
    }
  }

  /**
   * What a host loses that does not wait for its replica: events that were acknowledged in the last
   * moments, and outcomes, whose deliveries come again. What the replica had is not lost.
   */
  @Test
  void withAnAsynchronousReplicaTheLastMomentsMayBeMissing() {
    try (PostgresPair pair = PostgresPair.start(folder, false);
        Sink sink = Sink.open();
        Application application = Application.on(pair.url(), SETTINGS)) {
      application.register(sink, "any");
      application.webhooks().dispatcher().start();
      sink.hold(post -> post.number() >= SOME);
      publish(application, 0, SOME);
      await().atMost(PATIENCE).until(() -> application.inState("DELIVERED") == SOME);
      publish(application, SOME, 1);
      await().atMost(PATIENCE).until(() -> sink.held() == 1);
      pair.awaitReplicated();

      pair.cutReplica();
      sink.release();
      await().atMost(PATIENCE).until(() -> application.inState("DELIVERED") == SOME + 1);
      publish(application, SOME + 1, SOME);
      await().atMost(PATIENCE).until(() -> application.pending() == 0);
      assertThat(sink.count()).isEqualTo(2 * SOME + 1);
      pair.failOver();

      await()
          .atMost(PATIENCE)
          .ignoreExceptions()
          .until(() -> application.inState("DELIVERED") == SOME + 1);
      assertThat(application.number("select count(*) from webhooks_event")).isEqualTo(SOME + 1);
      List<Post> again =
          sink.posts().values().stream().filter(p -> p.size() > 1).findAny().orElseThrow();
      assertThat(again).hasSize(2).extracting(Post::number).containsOnly(SOME);
      assertThat(again).extracting(Post::body).containsOnly(again.get(0).body());
      assertThat(sink.count()).isEqualTo(2 * SOME + 2);

      publish(application, 2 * SOME + 1, 1);
      await().atMost(PATIENCE).until(() -> application.pending() == 0);
      assertThat(sink.numbers()).hasSize(2 * SOME + 2);
    }
  }

  /** One after the other; what fails may be stored or not, and is not tried again. */
  private static void publish(
      Application application, Set<Integer> acknowledged, AtomicBoolean enough) {
    for (int number = 0; !enough.get(); number++) {
      try {
        application.webhooks().publisher().publish(Node.event(number, "any"));
        acknowledged.add(number);
      } catch (StoreException e) {
        // The database is away: that is what the test is about.
      }
    }
  }

  private static void publish(Application application, int first, int count) {
    application
        .webhooks()
        .publisher()
        .publishAll(
            IntStream.range(first, first + count)
                .mapToObj(number -> Node.event(number, "any"))
                .toList());
  }

  /** All are delivered, repeats have the same body, and no attempt is recorded without its POST. */
  private static void assertRecorded(Sink sink, Application application) {
    Map<String, Integer> recorded = new HashMap<>();
    application
        .rows("select delivery_id, count(*) from webhooks_attempt group by delivery_id")
        .forEach(row -> recorded.put(row.split(" ")[0], Integer.parseInt(row.split(" ")[1])));
    assertThat(application.inState("DELIVERED"))
        .isEqualTo(application.number("select count(*) from webhooks_delivery"));
    recorded.forEach(
        (delivery, attempts) -> {
          List<Post> posts = sink.posts().getOrDefault(delivery, List.of());
          assertThat(attempts).as(delivery).isBetween(1, posts.size());
          assertThat(posts.stream().map(Post::body).collect(Collectors.toSet())).hasSize(1);
        });
    assertThat(recorded.keySet()).isEqualTo(sink.posts().keySet());
  }
}
