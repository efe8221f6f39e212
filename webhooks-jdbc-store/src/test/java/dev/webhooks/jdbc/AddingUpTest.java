package dev.webhooks.jdbc;

import static dev.webhooks.jdbc.Fixture.WORKSPACE;
import static dev.webhooks.jdbc.Fixture.activeWebhook;
import static dev.webhooks.jdbc.Fixture.claimUpTo;
import static dev.webhooks.jdbc.Fixture.event;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.webhooks.model.Attempt;
import dev.webhooks.model.AttemptCounts;
import dev.webhooks.model.RecentAttempts;
import dev.webhooks.model.StatsQuery;
import dev.webhooks.model.StatsStep;
import dev.webhooks.model.Webhook;
import dev.webhooks.spi.AttemptSums;
import dev.webhooks.spi.ClaimedDelivery;
import dev.webhooks.spi.Completion;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** What becomes of the rows that groups of outcomes leave, and that no answer depends on it. */
@ParameterizedClass
@EnumSource(Engine.class)
class AddingUpTest {
  private static final Instant NOON = Instant.parse("2026-05-13T12:00:00Z");

  @Parameter Engine engine;
  private TestDatabase database;
  private JdbcStore store;
  private JdbcStore otherNode;
  private Webhook webhook;

  @BeforeEach
  void open() {
    database = engine.open("adding_up");
    database.reset();
    store = database.newStore();
    otherNode = database.newStore();
    webhook = activeWebhook(store, WORKSPACE);
    addUp(store); // makes the row that adders lock
  }

  @AfterEach
  void close() {
    assertThat(database.watched().open()).isZero();
    assertThat(database.watched().misused()).isZero();
    database.close();
  }

  @Test
  void anAnswerIsTheSameBeforeAndAfter() {
    deliver(webhook, 7, NOON.plusSeconds(30));
    deliver(webhook, 5, NOON.plusSeconds(90));
    List<List<AttemptSums>> before = answers();
    RecentAttempts recently = recent();
    assertThat(database.count("tally")).isEqualTo(2);

    addUp(otherNode);

    assertThat(database.count("tally")).isZero();
    assertThat(rows()).as("two minutes and an hour, twice").isEqualTo(6);
    assertThat(answers()).isEqualTo(before);
    assertThat(recent()).isEqualTo(recently);

    deliver(webhook, 2, NOON.plusSeconds(90));
    List<List<AttemptSums>> mixed = answers();
    addUp(store);
    assertThat(answers()).isEqualTo(mixed);
    assertThat(total()).isEqualTo(new AttemptCounts(14, 0));
    assertThat(recent())
        .isEqualTo(
            RecentAttempts.builder()
                .lastHour(new AttemptCounts(7, 0))
                .lastDay(new AttemptCounts(14, 0))
                .lastSuccessAt(NOON.plusSeconds(90))
                .build());
  }

  /** Guarantee F: however many nodes add up, store outcomes and ask, each attempt counts once. */
  @Test
  void nodesAtOnceCountEachAttemptOnce() throws Exception {
    List<Webhook> webhooks =
        Stream.generate(() -> activeWebhook(store, WORKSPACE)).limit(5).toList();
    store.append(
        Stream.generate(() -> event(null, webhooks.toArray(Webhook[]::new))).limit(60).toList());
    List<ClaimedDelivery> claims = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      claims.addAll(store.claim(claimUpTo(100)));
    }
    assertThat(claims).hasSize(300);
    AtomicBoolean done = new AtomicBoolean();
    CyclicBarrier start = new CyclicBarrier(4);
    ExecutorService threads = Executors.newFixedThreadPool(4);
    try {
      List<Future<?>> adders = new ArrayList<>();
      for (JdbcStore node : List.of(store, otherNode)) {
        adders.add(
            threads.submit(
                () -> {
                  start.await(60, SECONDS);
                  long seen = 0;
                  while (!done.get()) {
                    addUp(node);
                    long counted = total().total();
                    assertThat(counted).as("never fewer than before").isGreaterThanOrEqualTo(seen);
                    seen = counted;
                  }
                  return null;
                }));
      }
      List<Future<?>> tellers = new ArrayList<>();
      for (int node = 0; node < 2; node++) {
        int first = node;
        tellers.add(
            threads.submit(
                () -> {
                  start.await(60, SECONDS);
                  for (int i = first; i < 100; i += 2) {
                    complete(
                        first == 0 ? store : otherNode, claims.subList(3 * i, 3 * i + 3), NOON);
                  }
                  return null;
                }));
      }
      for (Future<?> teller : tellers) {
        teller.get(120, SECONDS);
      }
      done.set(true);
      for (Future<?> adder : adders) {
        adder.get(60, SECONDS);
      }
    } finally {
      done.set(true);
      threads.shutdownNow();
    }

    addUp(store);
    assertThat(database.count("tally")).isZero();
    assertThat(total()).isEqualTo(new AttemptCounts(300, 0));
    for (Webhook one : webhooks) {
      assertThat(store.sumAttempts(hours(one.id())))
          .extracting(AttemptSums::attempts)
          .containsExactly(new AttemptCounts(60, 0));
    }
  }

  /** As when the last node that stored outcomes stopped in the midst of many. */
  @Test
  void anAnswerLeavesNothingOutHoweverMuchIsNotAddedUp() {
    deliver(webhook, 1, NOON);
    for (int doubled = 1; doubled < 16_384; doubled *= 2) {
      database.execute("insert into webhooks_tally (entries) select entries from webhooks_tally");
    }

    assertThat(total()).isEqualTo(new AttemptCounts(16_384, 0));
    assertThat(recent().lastDay()).isEqualTo(new AttemptCounts(16_384, 0));
    assertThat(database.count("tally")).as("what an answer reads by itself").isLessThan(10_000);
  }

  /** What was stored must not seem to have failed, and is there when all is well again. */
  @Test
  void outcomesAreStoredEvenIfTheyCanNotBeAddedUp() {
    deliver(webhook, 1, NOON);
    addUp(store);
    database.execute("update webhooks_stats set latencies = " + bytes("05") + " where seconds > 0");
    deliver(webhook, 1, NOON);
    assertThatThrownBy(() -> addUp(store)).isInstanceOf(RuntimeException.class);
    assertThat(database.count("tally")).isEqualTo(1);

    database.execute("delete from webhooks_stats where seconds > 0");
    addUp(store);

    assertThat(database.count("tally")).isZero();
    assertThat(total()).isEqualTo(new AttemptCounts(1, 0));
  }

  @Test
  void whatAnotherReleaseLeftStaysForIt() {
    deliver(webhook, 1, NOON);
    database.execute("update webhooks_tally set entries = " + bytes("02ff"));
    deliver(webhook, 1, NOON);

    addUp(store);

    assertThat(database.count("tally")).isEqualTo(1);
    assertThat(total()).isEqualTo(new AttemptCounts(1, 0));
  }

  @Test
  void whatADeletedWebhookDidIsFoundByTheLog() {
    deliver(webhook, 3, NOON);
    store.delete(WORKSPACE, webhook.id());

    assertThat(total()).isEqualTo(new AttemptCounts(3, 0));
    addUp(store);
    assertThat(total()).isEqualTo(new AttemptCounts(3, 0));
  }

  @Test
  void aPurgeForgetsWhatIsOldEnough() {
    Instant now = Instant.now();
    deliver(webhook, 1, now.minus(Duration.ofDays(31)));
    deliver(webhook, 1, now.minus(Duration.ofDays(29)));
    addUp(store);
    assertThat(rows()).isEqualTo(8);

    store.purge(Duration.ofDays(30), 500);

    assertThat(rows()).isEqualTo(4);
    store.purge(Duration.ofDays(28), 500);
    assertThat(rows()).isZero();
  }

  @Test
  void anErasureForgetsItsWorkspaceAndNoOther() {
    Webhook other = activeWebhook(store, "globex");
    deliver(webhook, 2, NOON);
    deliver(other, 2, NOON);
    addUp(store);
    deliver(webhook, 1, NOON);

    store.erase(WORKSPACE);
    addUp(store);

    assertThat(database.count("tally")).isZero();
    assertThat(rows()).isEqualTo(4);
    assertThat(total()).isEqualTo(AttemptCounts.NONE);
  }

  private String bytes(String hex) {
    return engine == Engine.POSTGRESQL ? "'\\x" + hex + "'" : "x'" + hex + "'";
  }

  /** But for the one that is only locked. */
  private long rows() {
    return database.count("stats where seconds > 0");
  }

  private static void addUp(JdbcStore node) {
    node.addUp();
  }

  private List<List<AttemptSums>> answers() {
    return List.of(
        store.sumAttempts(query(null, StatsStep.MINUTE)),
        store.sumAttempts(query(null, StatsStep.HOUR)),
        store.sumAttempts(query(webhook.id(), StatsStep.MINUTE)),
        store.sumAttempts(query(webhook.id(), StatsStep.HOUR)));
  }

  private RecentAttempts recent() {
    Map<String, RecentAttempts> answer =
        store.recentAttempts(
            WORKSPACE,
            List.of(webhook.id()),
            NOON.plusSeconds(60),
            NOON.minus(Duration.ofHours(23)));
    return answer.getOrDefault(webhook.id(), RecentAttempts.NONE);
  }

  private AttemptCounts total() {
    return store.sumAttempts(hours(null)).stream()
        .map(AttemptSums::attempts)
        .reduce(AttemptCounts.NONE, AttemptCounts::plus);
  }

  private static StatsQuery hours(String webhookId) {
    return query(webhookId, StatsStep.HOUR);
  }

  private static StatsQuery query(String webhookId, StatsStep step) {
    return StatsQuery.builder(WORKSPACE)
        .webhookId(webhookId)
        .step(step)
        .between(NOON.minus(Duration.ofDays(1)), NOON.plus(Duration.ofDays(1)))
        .build();
  }

  private void deliver(Webhook to, int count, Instant startedAt) {
    store.append(Stream.generate(() -> event(null, to)).limit(count).toList());
    List<ClaimedDelivery> claims = store.claim(claimUpTo(count));
    assertThat(claims).hasSize(count);
    complete(store, claims, startedAt);
  }

  private static void complete(JdbcStore node, List<ClaimedDelivery> claims, Instant startedAt) {
    List<Completion> completions = new ArrayList<>();
    for (ClaimedDelivery claim : claims) {
      completions.add(
          Completion.delivered(
              claim, Attempt.builder(1, startedAt, Duration.ofMillis(12)).httpStatus(204).build()));
    }
    assertThat(node.complete(completions)).hasSize(claims.size());
  }
}
