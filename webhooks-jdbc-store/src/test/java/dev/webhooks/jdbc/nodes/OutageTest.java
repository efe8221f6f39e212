package dev.webhooks.jdbc.nodes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.zaxxer.hikari.HikariConfig;
import dev.webhooks.Webhooks;
import dev.webhooks.jdbc.nodes.Sink.Post;
import dev.webhooks.policy.HealthPolicy;
import dev.webhooks.policy.RetryPolicy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Guarantees L and N: every endpoint is down for a while, with a backlog behind each. Afterwards
 * all of it is delivered, nothing was given up, and none of them was flooded.
 */
@Timeout(900)
@Order(1)
class OutageTest {
  private static final Duration ANSWER = Duration.ofMillis(50);
  private static final int ROUNDS = 5;

  private final Sink sink = Sink.open();

  @Test
  void anOutageUsesUpNoDelivery() {
    HealthPolicy impatient =
        HealthPolicy.builder()
            .firstPause(Duration.ofSeconds(2))
            .longestPause(Duration.ofSeconds(3))
            .pauseAfter(5, Duration.ofMillis(200))
            .build();
    survive("nodes_outage", 10, 1_000, Duration.ofSeconds(6), impatient);
  }

  /** Two minutes, with the settings that hosts have. */
  @Test
  @Tag("soak")
  void anOutageOfTwoMinutesUsesUpNoneOf50_000Deliveries() {
    survive("nodes_long_outage", 50, 50_000, Duration.ofMinutes(2), HealthPolicy.standard());
  }

  private void survive(
      String schema, int webhooks, int events, Duration outage, HealthPolicy policy) {
    HikariConfig config = new HikariConfig();
    config.setJdbcUrl(Application.freshSchema(schema));
    config.setMaximumPoolSize(6);
    UnaryOperator<Webhooks.Builder> finish =
        builder -> builder.retryPolicy(RetryPolicy.standard()).health(policy);
    try (sink;
        Application application = Application.on(config, Settings.PATIENT, finish)) {
      application.register(sink, webhooks);
      sink.answer(post -> 503);
      for (int first = 0; first < events; first += 1_000) {
        application.publish(first, 1_000, webhooks);
      }
      application.webhooks().dispatcher().start();
      long begun = System.nanoTime();
      String paused = "select count(*) from webhooks_health where state = 'PAUSED'";
      await()
          .atMost(Duration.ofSeconds(60).plus(outage))
          .until(
              () ->
                  application.number(paused) == webhooks
                      && System.nanoTime() - begun > outage.toNanos());

      sink.answerAfter(ANSWER);
      sink.answer(post -> 200);
      int before = sink.count();
      long well = System.nanoTime();
      long longest =
          application.number(
              "select coalesce(max(blocked_until), 0) / 1000000 -"
                  + " cast(extract(epoch from now()) as bigint) from webhooks_health");
      await()
          .atMost(Duration.ofSeconds(60 + Math.max(0, longest)))
          .until(() -> application.inState("DELIVERED") == events);

      System.out.printf(
          Locale.ROOT,
          "%d deliveries to %d endpoints after %d s: delivered in %d s, of which %d s of pause; %d"
              + " POSTs in vain%n",
          events,
          webhooks,
          outage.toSeconds(),
          TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - well),
          Math.max(0, longest),
          before);
      assertThat(application.inState("FAILED")).isZero();
      afterRecovery(well)
          .forEach((type, posts) -> assertThat(isSlow(posts)).as("POSTs of %s", type).isTrue());
    }
  }

  private Map<String, List<Post>> afterRecovery(long well) {
    Map<String, List<Post>> byType = new HashMap<>();
    sink.inOrder().stream()
        .filter(post -> post.at() - well > 0)
        .forEach(post -> byType.computeIfAbsent(post.type(), t -> new ArrayList<>()).add(post));
    return byType;
  }

  /** Rounds of 1, 1, 2, 4 and so on, each of which begins when the one before has been answered. */
  private static boolean isSlow(List<Post> posts) {
    for (int round = 1; round <= ROUNDS && (1 << round) < posts.size(); round++) {
      long passed = posts.get(1 << round).at() - posts.get(0).at();
      if (passed < round * ANSWER.toNanos()) {
        return false;
      }
    }
    return true;
  }
}
