package dev.webhooks.jdbc.nodes;

import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Dispatcher processes that die without a word: {@code kill -9}, again and again. */
@Timeout(300)
@Order(1)
class CrashTest {
  private static final Settings SETTINGS = Settings.SHORT_LEASES;
  private static final int EVENTS_A_ROUND = 200;
  private static final int WEBHOOKS = 20;

  @TempDir Path folder;

  private final Random random = Seed.random();
  private final Repeats repeats = new Repeats();
  private final List<NodeProcess> launched = new ArrayList<>();

  @AfterEach
  void endEveryNode() {
    launched.forEach(NodeProcess::close);
  }

  /**
   * Guarantees L, I, F and W: with two nodes, one of which is killed at any moment and started
   * again, every event arrives, and what arrives twice was in flight at a kill.
   */
  @Test
  void whateverMomentANodeIsKilledAtEveryEventArrives() {
    killAgainAndAgain(4);
  }

  /** Guarantees L, I, F and W, at more moments. */
  @Test
  @Tag("soak")
  void whicheverOfManyMomentsANodeIsKilledAtEveryEventArrives() {
    killAgainAndAgain(20);
  }

  private void killAgainAndAgain(int kills) {
    String url = Application.freshSchema("nodes_crash");
    try (Sink sink = Sink.open();
        Application application = Application.on(url, Settings.PATIENT)) {
      application.register(sink, WEBHOOKS);
      sink.answerAfter(Duration.ofMillis(10));
      List<NodeProcess> running = new ArrayList<>(List.of(launch(url), launch(url)));
      running.forEach(NodeProcess::start);
      // A process takes its time to start, so the next one always does that beforehand.
      NodeProcess next = launch(url);

      for (int round = 0; round < kills; round++) {
        int deadly = sink.count() + 1 + random.nextInt(EVENTS_A_ROUND);
        // Whoever is killed has a POST without its answer, so each kill costs something.
        sink.hold(post -> sink.count() >= deadly);
        application.publish(round * EVENTS_A_ROUND, EVENTS_A_ROUND, WEBHOOKS);
        await()
            .pollDelay(Duration.ZERO)
            .pollInterval(Duration.ofMillis(1))
            .atMost(Duration.ofSeconds(90))
            .until(() -> sink.held() > 0);
        NodeProcess victim = anyOf(sink.heldFrom(), running);
        running.remove(victim);
        repeats.willKill(victim.name());
        victim.kill();
        sink.release();
        next.awaitReady().start();
        running.add(next);
        next = launch(url);
      }
      await().atMost(Duration.ofSeconds(90)).until(() -> application.pending() == 0);

      int events = kills * EVENTS_A_ROUND;
      assertThat(sink.numbers()).isEqualTo(IntStream.range(0, events).boxed().collect(toSet()));
      assertThat(application.inState("DELIVERED")).isEqualTo(events);
      int lost = repeats.judge(sink, application, 2 * SETTINGS.inFlight());
      System.out.println(kills + " kills: " + events + " events, " + lost + " POSTs came again");
      assertThat(lost).as("kills that hit nothing prove nothing").isGreaterThanOrEqualTo(kills);
    }
  }

  private NodeProcess anyOf(List<String> names, List<NodeProcess> running) {
    String name = names.get(random.nextInt(names.size()));
    return running.stream().filter(node -> node.name().equals(name)).findAny().orElseThrow();
  }

  private NodeProcess launch(String url) {
    NodeProcess node = NodeProcess.launch("node-" + launched.size(), url, SETTINGS, folder);
    launched.add(node);
    return node;
  }
}
