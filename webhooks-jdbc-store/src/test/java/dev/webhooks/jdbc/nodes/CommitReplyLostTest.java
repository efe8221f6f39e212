package dev.webhooks.jdbc.nodes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.webhooks.jdbc.PostgresServer;
import dev.webhooks.jdbc.nodes.CommitCutter.Fate;
import dev.webhooks.model.Event;
import dev.webhooks.model.PublishedEvent;
import dev.webhooks.spi.StoreException;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.postgresql.ds.PGSimpleDataSource;

/** A connection that breaks around a commit, so that the store can't know what became of it. */
@Timeout(200)
@Order(1)
class CommitReplyLostTest {
  private static final Settings SETTINGS =
      new Settings(Duration.ofSeconds(4), Duration.ofSeconds(6), Duration.ofMillis(200), 16);
  private static final int EVENTS = 100;
  private static final AtomicInteger SCHEMAS = new AtomicInteger();

  private final Sink sink = Sink.open();
  private CommitCutter cutter;
  private Application application;

  @BeforeEach
  void connectThroughTheCutter() {
    // A session that was cut may live on for a moment: never in the way of the next test.
    String schema = "nodes_commit_" + SCHEMAS.incrementAndGet();
    Application.freshSchema(schema);
    PGSimpleDataSource server = PostgresServer.schema(schema);
    cutter = CommitCutter.before(server.getPortNumbers()[0]);
    application =
        Application.on(
            "jdbc:postgresql://127.0.0.1:"
                + cutter.port()
                + "/postgres?user=postgres&currentSchema="
                + schema
                + "&prepareThreshold=0",
            SETTINGS);
  }

  @AfterEach
  void close() {
    application.close();
    cutter.close();
    sink.close();
  }

  /** Guarantee L: the commit was done, so the same key again finds the event and stores nothing. */
  @Test
  void anEventWhoseCommitReplyIsLostIsThereOnceAfterARetry() {
    PublishedEvent again = publishTwice(Fate.REPLY_IS_LOST);

    assertThat(again.duplicate()).isTrue();
    assertStoredAndSentOnce();
  }

  /** Guarantee L: the commit was never heard of, so the same key again stores the event. */
  @Test
  void anEventWhoseCommitNeverArrivesIsThereOnceAfterARetry() {
    PublishedEvent again = publishTwice(Fate.NEVER_ARRIVES);

    assertThat(again.duplicate()).isFalse();
    assertStoredAndSentOnce();
  }

  /**
   * Guarantees L and W: a claim whose reply is lost comes back after its lease, and an outcome
   * whose reply is lost is stored once; neither makes a second POST.
   */
  @Test
  void aDispatcherThatLosesAThirdOfItsCommitRepliesPostsEachDeliveryOnce() {
    // At random: a dispatcher works in rounds, and each third commit might be the same one of each.
    Random random = Seed.random();
    application.register(sink, 4);
    application.publish(0, EVENTS, 4);
    cutter.decide(number -> random.nextInt(3) == 0 ? Fate.REPLY_IS_LOST : Fate.PASSES);
    application.webhooks().dispatcher().start();

    await().atMost(Duration.ofSeconds(90)).until(() -> sink.posts().size() == EVENTS);
    await().atMost(Duration.ofSeconds(90)).until(() -> application.inState("DELIVERED") == EVENTS);
    assertThat(cutter.commits()).as("commits, of which a third was cut").isGreaterThan(9);

    assertThat(sink.count()).isEqualTo(EVENTS);
    assertThat(application.pending()).isZero();
    assertThat(application.number("select count(*) from webhooks_attempt")).isEqualTo(EVENTS);
  }

  private PublishedEvent publishTwice(Fate fate) {
    application.register(sink, "type.0");
    Event event =
        Event.builder("type.0")
            .workspace(Application.WORKSPACE)
            .json("{\"number\":1}")
            .idempotencyKey("order-1")
            .build();
    cutter.decide(number -> number == 1 ? fate : Fate.PASSES);
    assertThatThrownBy(() -> application.webhooks().publisher().publish(event))
        .isInstanceOfSatisfying(StoreException.class, e -> assertThat(e.isRetryable()).isTrue());
    assertThat(cutter.commits()).isEqualTo(1);
    return application.webhooks().publisher().publish(event);
  }

  private void assertStoredAndSentOnce() {
    assertThat(application.number("select count(*) from webhooks_event")).isEqualTo(1);
    assertThat(application.number("select count(*) from webhooks_delivery")).isEqualTo(1);
    application.webhooks().dispatcher().start();
    await().atMost(Duration.ofSeconds(20)).until(() -> application.pending() == 0);
    assertThat(application.inState("DELIVERED")).isEqualTo(1);
    assertThat(sink.count()).isEqualTo(1);
  }
}
