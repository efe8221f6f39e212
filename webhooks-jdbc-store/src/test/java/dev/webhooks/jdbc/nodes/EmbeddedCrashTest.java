package dev.webhooks.jdbc.nodes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** One process with all in it, the database too: H2 in a file. */
@Timeout(300)
@Order(1)
class EmbeddedCrashTest {
  private static final Settings SETTINGS = Settings.SHORT_LEASES;

  @TempDir Path folder;

  private final Random random = Seed.random();
  private final Repeats repeats = new Repeats();

  /**
   * Guarantees L and I: what was published when the process is killed is in the file, although H2
   * by itself would write it half a second later, and arrives after the next start. So it does as
   * long as H2 reuses no space of its file, which it begins to do after RETENTION_TIME: decision
   * 0026 tells what H2 may not find again from then on.
   */
  @Test
  void whatWasAcknowledgedBeforeAKillArrivesAfterTheNextStart() {
    killAgainAndAgain(3);
  }

  /** Guarantees L and I, at more moments. */
  @Test
  @Tag("soak")
  void whatWasAcknowledgedBeforeManyKillsArrivesAfterTheNextStart() {
    killAgainAndAgain(12);
  }

  private void killAgainAndAgain(int kills) {
    String url = "jdbc:h2:file:" + folder.resolve("webhooks") + ";RETENTION_TIME=3600000";
    try (Sink sink = Sink.open()) {
      try (Application application = Application.on(url, Settings.PATIENT)) {
        application.register(sink, "any");
      }
      sink.answerAfter(Duration.ofMillis(5));
      Set<Integer> acknowledged = new HashSet<>();
      for (int round = 0; round < kills; round++) {
        acknowledged.addAll(publishUntilKilled(url, round));
      }

      try (Application application = Application.on(url, Settings.PATIENT)) {
        application.webhooks().dispatcher().start();
        await().atMost(Duration.ofSeconds(120)).until(() -> application.pending() == 0);

        Set<Integer> lost = new HashSet<>(acknowledged);
        lost.removeAll(sink.numbers());
        assertThat(lost).as("acknowledged, but never sent").isEmpty();
        assertThat(application.inState("DELIVERED"))
            .isEqualTo(application.number("select count(*) from webhooks_delivery"))
            .isBetween((long) acknowledged.size(), (long) acknowledged.size() + kills);
        int again = repeats.judge(sink, application, 2 * SETTINGS.inFlight());
        System.out.printf(
            Locale.ROOT,
            "%d kills: %d events, %d POSTs came again%n",
            kills,
            acknowledged.size(),
            again);
      }
    }
  }

  private List<Integer> publishUntilKilled(String url, int round) {
    int first = round * 1_000_000;
    int wanted = 50 + random.nextInt(300);
    try (NodeProcess node = NodeProcess.launch("node-" + round, url, SETTINGS, folder)) {
      node.start();
      node.send("publish " + first);
      await()
          .pollInterval(Duration.ofMillis(2))
          .atMost(Duration.ofSeconds(120))
          .until(() -> node.said("published").size() >= wanted);
      repeats.willKill(node.name());
      node.kill();
      return node.said("published").stream().map(numbers -> (int) numbers[0]).toList();
    }
  }
}
