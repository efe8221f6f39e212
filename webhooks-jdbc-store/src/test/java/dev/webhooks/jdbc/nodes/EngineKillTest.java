package dev.webhooks.jdbc.nodes;

import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.webhooks.jdbc.nodes.Node.Moment;
import dev.webhooks.jdbc.nodes.Sink.Post;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A node that publishes what it sends itself, killed at each moment of an event's way through it.
 * The moments are not left to luck: the node stands still there, or its endpoints answer nothing.
 */
@Timeout(300)
@Order(1)
@Execution(ExecutionMode.CONCURRENT)
class EngineKillTest {
  /** Nothing ends by itself before the kill. */
  private static final Settings SETTINGS = Settings.PATIENT;

  /** Four webhooks that answer nothing have more of a node's places, but not all. */
  private static final int UNDER_WAY = SETTINGS.inFlight() / 3;

  /** Behind them waits as much of one workspace as a node wants of it, or somewhat more. */
  private static final int BUFFER = SETTINGS.inFlight();

  private static final int FEW = 10;
  private static final int MANY = 400;

  @TempDir Path folder;

  /** Where the node's data are: on a server that outlives it, or in a file of its own. */
  enum Data {
    POSTGRES,
    H2_FILE;

    String url(Path folder, String test) {
      return this == POSTGRES
          ? Application.freshSchema("kill_" + test)
          : "jdbc:h2:file:" + folder.resolve("webhooks") + ";RETENTION_TIME=3600000";
    }
  }

  /** Guarantees L, W and I. */
  @ParameterizedTest
  @EnumSource
  void killedBetweenTheCommitAndTheHandOver(Data data) {
    try (Scene scene = new Scene(data, "committed", folder)) {
      scene.node.send("stand-still " + Moment.COMMITTED);
      scene.node.send("publish-all 0 " + FEW);
      scene.node.awaitReached(Moment.COMMITTED);
      scene.node.kill();

      assertThat(scene.sink.count()).isZero();
      scene.succeed(FEW, FEW);
    }
  }

  /** Guarantees L, W and I: the same where the transaction is the application's own. */
  @Test
  void killedBetweenTheApplicationsCommitAndWhatFollowsIt() {
    try (Scene scene = new Scene(Data.POSTGRES, "joined", folder)) {
      scene.node.send("stand-still " + Moment.COMMITTED);
      scene.node.send("publish-joined 0 " + FEW);
      scene.node.awaitReached(Moment.COMMITTED);
      scene.node.kill();

      assertThat(scene.sink.count()).isZero();
      scene.succeed(FEW, FEW);
    }
  }

  /** Guarantees L, W and I. */
  @Test
  void killedBetweenTheHandOverAndThePost() {
    try (Scene scene = new Scene(Data.POSTGRES, "before_post", folder)) {
      scene.node.send("stand-still " + Moment.BEFORE_POST);
      scene.node.send("publish-all 0 1");
      scene.node.awaitReached(Moment.BEFORE_POST);
      scene.node.kill();

      assertThat(scene.sink.count()).isZero();
      scene.succeed(1, 1);
    }
  }

  /** Guarantees L, W, I and B: what comes again was under way, not what waited for its turn. */
  @Test
  void killedWithItsBufferFull() {
    fillAndKill(Data.POSTGRES);
  }

  @Test
  @Tag("soak")
  void killedWithItsBufferFullOnAFile() {
    fillAndKill(Data.H2_FILE);
  }

  private void fillAndKill(Data data) {
    try (Scene scene = new Scene(data, "full", folder)) {
      scene.fillTheBuffer();
      scene.node.kill();

      scene.succeed(MANY, UNDER_WAY + BUFFER);
      assertThat(scene.postsOfTheNode()).hasSizeBetween(UNDER_WAY, SETTINGS.inFlight());
    }
  }

  /** Guarantees L, W, I and B: it has given back what waits, and waits for the endpoints. */
  @Test
  void killedWhileItsCloseDrains() {
    try (Scene scene = new Scene(Data.POSTGRES, "drain", folder)) {
      scene.fillTheBuffer();
      scene.node.send("close");
      scene.awaitGivenBack();
      scene.node.kill();

      assertThat(scene.node.said("closed")).isEmpty();
      scene.succeed(MANY, UNDER_WAY);
      assertThat(scene.postsOfTheNode()).hasSizeBetween(UNDER_WAY, SETTINGS.inFlight());
    }
  }

  /** Guarantees L and W: a close that is let end leaves nothing that comes again. */
  @Test
  void aCloseThatDrainsRepeatsNothing() {
    try (Scene scene = new Scene(Data.POSTGRES, "close", folder)) {
      scene.fillTheBuffer();
      scene.node.send("close");
      scene.awaitGivenBack();
      scene.sink.release();
      scene.node.awaitClosed();
      scene.node.kill();

      scene.succeed(MANY, 0);
      assertThat(scene.postsOfTheNode()).hasSizeBetween(UNDER_WAY, SETTINGS.inFlight());
      assertThat(scene.sink.count()).isEqualTo(MANY);
    }
  }

  /** An endpoint, a node, and the database that it is alone with. */
  private static final class Scene implements AutoCloseable {
    private final String url;
    private final Sink sink = Sink.open();
    private final NodeProcess node;

    Scene(Data data, String test, Path folder) {
      url = data.url(folder, test);
      try (Application application = Application.on(url, Settings.PATIENT)) {
        application.register(sink, Node.TYPES);
      }
      node = NodeProcess.launch("doomed", url, SETTINGS, folder).awaitReady();
      node.start();
    }

    /** With POSTs that no endpoint answers, and behind them all that the node takes. */
    void fillTheBuffer() {
      sink.hold(post -> post.node().equals(node.name()));
      node.send("publish-all 0 " + MANY);
      await().atMost(Duration.ofSeconds(50)).until(() -> sink.held() >= UNDER_WAY);
      await().atMost(Duration.ofSeconds(50)).until(() -> node.inFlight() - sink.held() >= BUFFER);
      assertThat(node.inFlight()).isLessThan(MANY);
    }

    /** A node that closes has nothing any more but what it POSTs. */
    void awaitGivenBack() {
      await().atMost(Duration.ofSeconds(50)).until(() -> node.inFlight() == sink.held());
    }

    /**
     * Another node comes when the dead one's leases are over, and delivers everything: each event
     * once, but for what the dead one had sent already; a repeat has the same body; the log knows
     * of one attempt each, for no other was answered.
     *
     * @param leased how many the dead one had at the least, so that nobody else might send them
     */
    void succeed(int events, int leased) {
      sink.release();
      try (Application application = Application.on(url, Settings.PATIENT)) {
        assertThat(application.number("select count(*) from webhooks_pending where token > 0"))
            .isGreaterThanOrEqualTo(leased);
        application.endLeases();
        application.webhooks().dispatcher().start();
        await().atMost(Duration.ofSeconds(90)).until(() -> application.pending() == 0);

        assertThat(sink.numbers()).isEqualTo(IntStream.range(0, events).boxed().collect(toSet()));
        assertThat(sink.posts()).hasSize(events);
        assertThat(application.inState("DELIVERED")).isEqualTo(events);
        assertThat(application.number("select count(*) from webhooks_attempt")).isEqualTo(events);
        assertThat(application.number("select count(*) from webhooks_attempt where status = 200"))
            .isEqualTo(events);
        sink.posts()
            .forEach(
                (delivery, posts) -> {
                  assertThat(posts).extracting(Post::body).containsOnly(posts.get(0).body());
                  assertThat(posts).extracting(Post::attempt).containsOnly(1);
                  assertThat(posts).extracting(Post::node).doesNotHaveDuplicates();
                });
      }
    }

    List<Post> postsOfTheNode() {
      return sink.posts().values().stream()
          .flatMap(List::stream)
          .filter(post -> post.node().equals(node.name()))
          .toList();
    }

    @Override
    public void close() {
      node.close();
      sink.close();
    }
  }
}
