package dev.webhooks.jdbc.nodes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A process that stands still for longer than its lease, as in a pause of its machine. */
@Timeout(300)
@Order(1)
class ZombieTest {
  /** A timeout that none of its POSTs reaches before it is stopped, however slow the machine is. */
  private static final Settings SETTINGS =
      new Settings(Duration.ofMinutes(1), Duration.ofMinutes(2), Duration.ofHours(1), 128);

  private static final int EVENTS = 40;

  /** Time enough to fill a buffer before the first POST is given up. */
  private static final Settings BUFFERED =
      new Settings(Duration.ofSeconds(20), Duration.ofSeconds(22), Duration.ofHours(1), 64);

  private static final int MANY = 400;
  private static final int UNDER_WAY = 20;

  @TempDir Path folder;

  /**
   * Guarantees F and L: with its POSTs in flight a node is stopped beyond its lease, and its
   * successor delivers some and fails with others. Resumed, the node finds all its POSTs
   * acknowledged, says so, and changes nothing.
   */
  @Test
  void aNodeThatWakesUpAfterItsLeaseChangesNothing() {
    String url = Application.freshSchema("nodes_zombie");
    try (Sink sink = Sink.open();
        Application application = Application.on(url, Settings.PATIENT);
        NodeProcess zombie = NodeProcess.launch("zombie", url, SETTINGS, folder);
        NodeProcess successor = NodeProcess.launch("successor", url, SETTINGS, folder)) {
      application.register(sink, 4);
      sink.hold(post -> post.node().equals("zombie"));
      zombie.awaitReady().start();
      application.publish(0, EVENTS, 4);
      await().atMost(Duration.ofSeconds(50)).until(() -> sink.held() == EVENTS);
      zombie.suspend();
      sink.release();
      application.endLeases();

      sink.answer(post -> post.type().equals("type.0") ? 500 : 200);
      successor.awaitReady().start();
      await()
          .atMost(Duration.ofSeconds(50))
          .until(() -> application.number("select count(*) from webhooks_attempt") == EVENTS);
      List<String> before = everything(application);
      zombie.resume();
      await()
          .atMost(Duration.ofSeconds(50))
          .until(() -> zombie.said("stored").stream().mapToLong(n -> n[0]).sum() == EVENTS);

      assertThat(zombie.said("stored")).allSatisfy(stored -> assertThat(stored[1]).isZero());
      assertThat(everything(application)).isEqualTo(before);
      assertThat(application.inState("DELIVERED")).isEqualTo(EVENTS * 3 / 4);
      assertThat(application.inState("PENDING")).isEqualTo(EVENTS / 4);
      assertThat(sink.count()).isEqualTo(2 * EVENTS);
    }
  }

  /**
   * Guarantees F, L and W: the same of a node that published what it sends, with POSTs that nobody
   * answers, and a buffer behind them: resumed, it sends nothing of what it still holds.
   */
  @Test
  @Tag("soak")
  void aNodeThatWakesUpAfterItsLeaseSendsNothingOfItsBuffer() {
    String url = Application.freshSchema("nodes_zombie_buffer");
    try (Sink sink = Sink.open();
        Application application = Application.on(url, Settings.PATIENT);
        NodeProcess zombie = NodeProcess.launch("zombie", url, BUFFERED, folder);
        NodeProcess successor = NodeProcess.launch("successor", url, BUFFERED, folder)) {
      application.register(sink, Node.TYPES);
      sink.hold(post -> post.node().equals("zombie"));
      zombie.awaitReady().start();
      zombie.send("publish-all 0 " + MANY);
      await().atMost(Duration.ofSeconds(20)).until(() -> sink.held() >= UNDER_WAY);
      await().atMost(Duration.ofSeconds(20)).until(() -> zombie.inFlight() >= 2 * sink.held());
      zombie.suspend();
      sink.release();

      successor.awaitReady().start();
      await().atMost(Duration.ofSeconds(90)).until(() -> application.pending() == 0);
      List<String> before = everything(application);
      int all = sink.count();
      assertThat(sink.posts().values())
          .hasSize(MANY)
          .allSatisfy(
              posts -> assertThat(posts).filteredOn(p -> p.node().equals("successor")).hasSize(1));
      zombie.resume();
      await().atMost(Duration.ofSeconds(20)).until(() -> zombie.inFlight() == 0);

      assertThat(zombie.said("stored")).allSatisfy(stored -> assertThat(stored[1]).isZero());
      assertThat(everything(application)).isEqualTo(before);
      assertThat(sink.count()).isEqualTo(all);
      assertThat(application.inState("DELIVERED")).isEqualTo(MANY);
      assertThat(application.number("select count(*) from webhooks_attempt")).isEqualTo(MANY);
    }
  }

  private static List<String> everything(Application application) {
    return Stream.of("delivery", "pending", "attempt")
        .flatMap(
            table -> application.rows("select * from webhooks_" + table + " order by 1").stream())
        .toList();
  }
}
