package dev.webhooks.jdbc;

import static dev.webhooks.jdbc.Fixture.WORKSPACE;
import static dev.webhooks.jdbc.Fixture.activeWebhook;
import static dev.webhooks.jdbc.Fixture.claimUpTo;
import static dev.webhooks.jdbc.Fixture.event;
import static dev.webhooks.jdbc.Fixture.eventWith;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeout;

import dev.webhooks.model.Attempt;
import dev.webhooks.model.HealthChange;
import dev.webhooks.model.HealthState;
import dev.webhooks.model.Webhook;
import dev.webhooks.model.WebhookHealth;
import dev.webhooks.model.WebhookHealth.Round;
import dev.webhooks.spi.ClaimRequest;
import dev.webhooks.spi.ClaimedDelivery;
import dev.webhooks.spi.Completion;
import dev.webhooks.spi.CompletionResult;
import dev.webhooks.spi.HealthJudge;
import dev.webhooks.spi.NewEvent;
import dev.webhooks.spi.StoredWebhook;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What health, order and rate leave in the tables, and what becomes of it. */
@Order(2)
class BoundWebhooksTest {
  private static final Instant NOON = Instant.parse("2026-05-13T12:00:00Z");
  private static final WebhookHealth RECOVERING =
      WebhookHealth.builder().state(HealthState.RECOVERING, NOON).window(4).build();

  @ParameterizedTest
  @EnumSource(Engine.class)
  void aPurgeLeavesWhatIsRememberedAndAnErasureDoesNot(Engine engine) {
    try (TestDatabase database = engine.open("bound_erased")) {
      database.reset();
      JdbcStore store = database.newStore();
      Webhook webhook = set(store, activeWebhook(store, WORKSPACE), 1, false);
      Webhook neighbour = activeWebhook(store, "globex");
      store.judgeHealth(WORKSPACE, webhook.id(), (former, observed) -> RECOVERING);
      store.judgeHealth("globex", neighbour.id(), (former, observed) -> RECOVERING);
      store.append(List.of(event(null, webhook)));
      assertThat(store.claim(claimUpTo(10))).hasSize(1);

      store.purge(Duration.ZERO, 500);
      assertThat(database.count("health")).isEqualTo(2);
      assertThat(database.count("pace")).isEqualTo(1);
      store.erase(WORKSPACE);

      assertThat(database.count("pace")).isZero();
      assertThat(store.health(List.of(webhook.id(), neighbour.id())))
          .containsOnlyKeys(neighbour.id());
    }
  }

  /** As an outcome leaves it that was judged while the webhook was deleted. */
  @ParameterizedTest
  @EnumSource(Engine.class)
  void aRecordOfNoWebhookGoesWithTheNextReview(Engine engine) {
    try (TestDatabase database = engine.open("bound_orphan")) {
      database.reset();
      JdbcStore store = database.newStore();
      database.execute(
          """
          insert into webhooks_health (webhook_id, workspace, state, send_window, round_failures,
            failures, pauses, waits, warned_percent)
          values ('wh_gone', 'acme', 'PAUSED', 1, 0, 5, 1, 0, 0)\
          """);

      HealthJudge never =
          (before, seen) -> {
            throw new AssertionError("there is nobody to judge");
          };
      assertThat(store.reviewHealth(never, null, 10).changes()).isEmpty();

      assertThat(database.count("health")).isZero();
    }
  }

  /** As a claim leaves it that did not see the webhook go. */
  @ParameterizedTest
  @EnumSource(Engine.class)
  void aPaceOfNoWebhookGoesWithTheNextPurge(Engine engine) {
    try (TestDatabase database = engine.open("bound_pace")) {
      database.reset();
      JdbcStore store = database.newStore();
      Webhook webhook = activeWebhook(store, WORKSPACE);
      database.execute(
          "insert into webhooks_pace (webhook_id, next_at) select id, 0 from webhooks_webhook");
      database.execute("insert into webhooks_pace (webhook_id, next_at) values ('wh_gone', 0)");

      store.purge(Duration.ZERO, 500);

      assertThat(
              database.number(
                  "select count(*) from webhooks_pace where webhook_id = '" + webhook.id() + "'"))
          .isEqualTo(1);
      assertThat(database.count("pace")).isEqualTo(1);
    }
  }

  /** Guarantee L: the clock that they were dealt out by may be set back. */
  @ParameterizedTest
  @EnumSource(Engine.class)
  void aTimeThatIsFarAheadKeepsNothingWaiting(Engine engine) {
    try (TestDatabase database = engine.open("bound_clock")) {
      database.reset();
      JdbcStore store = database.newStore();
      Webhook webhook = set(store, activeWebhook(store, WORKSPACE), 20, false);
      store.append(List.of(event(null, webhook)));
      assertThat(store.claim(claimUpTo(10))).hasSize(1);
      store.append(List.of(event(null, webhook)));
      database.execute("update webhooks_pace set next_at = next_at + 3600000000");

      assertThat(database.newStore().claim(claimUpTo(10)))
          .extracting(ClaimedDelivery::sendAfter)
          .containsExactly(Duration.ZERO);
    }
  }

  /** Guarantee N: a node that stopped in the midst of judging keeps no other from going on. */
  @ParameterizedTest
  @EnumSource(Engine.class)
  void outcomesAreStoredWhileSomebodyKeepsARecordLocked(Engine engine) throws SQLException {
    try (TestDatabase database = engine.open("bound_frozen")) {
      database.reset();
      JdbcStore store = database.newStore();
      Webhook webhook = activeWebhook(store, WORKSPACE);
      Webhook neighbour = activeWebhook(store, WORKSPACE);
      store.append(List.of(event(null, webhook), event(null, neighbour)));
      List<ClaimedDelivery> claims = store.claim(claimUpTo(10));
      for (Webhook one : List.of(webhook, neighbour)) {
        store.judgeHealth(WORKSPACE, one.id(), (former, observed) -> RECOVERING);
      }
      try (Connection frozen = database.dataSource().getConnection()) {
        frozen.setAutoCommit(false);
        try (PreparedStatement lock =
            frozen.prepareStatement(
                "select state from webhooks_health where webhook_id = ? for update")) {
          lock.setString(1, webhook.id());
          lock.executeQuery().close();
        }
        List<Completion> completions =
            claims.stream()
                .map(claim -> Completion.retry(claim, refused(), Duration.ofHours(1)))
                .toList();
        HealthJudge judge = (before, seen) -> before.toBuilder().failing(NOON, 7).build();

        CompletionResult completed =
            assertTimeout(Duration.ofSeconds(8), () -> store.complete(completions, judge));

        assertThat(completed.accepted()).hasSize(2);
        assertThat(completed.changes())
            .extracting(HealthChange::webhookId)
            .containsExactly(neighbour.id());
        assertThat(database.count("attempt")).isEqualTo(2);
        frozen.rollback();
        frozen.setAutoCommit(true);
      }
      assertThat(store.health(List.of(webhook.id()))).containsValue(RECOVERING);
    }
  }

  /** Guarantee L: a round is over when what was claimed has ended, and what was not can't end. */
  @ParameterizedTest
  @EnumSource(Engine.class)
  void whatIsGivenBackForItsBytesIsNotOfTheRoundAndUsesUpNoTime(Engine engine) {
    try (TestDatabase database = engine.open("bound_bytes")) {
      database.reset();
      JdbcStore store = database.newStore();
      Webhook webhook = set(store, activeWebhook(store, WORKSPACE), 20, false);
      store.judgeHealth(WORKSPACE, webhook.id(), (former, observed) -> RECOVERING);
      byte[] body = new byte[1_000];
      store.append(Stream.generate(() -> eventWith(body, null, webhook)).limit(8).toList());

      List<ClaimedDelivery> claims =
          store.claim(ClaimRequest.builder(10, Duration.ofMinutes(5)).maxBytes(2_500).build());

      assertThat(claims).hasSize(2);
      assertThat(claims)
          .extracting(ClaimedDelivery::sendAfter)
          .containsExactly(Duration.ZERO, Duration.ofNanos(51_546_000));
      Round round = store.health(List.of(webhook.id())).get(webhook.id()).round();
      assertThat(round.left()).isEqualTo(2);
      assertThat(store.claim(claimUpTo(10))).isEmpty();
      assertThat(
              store
                  .complete(
                      claims.stream()
                          .map(claim -> Completion.delivered(claim, acknowledged()))
                          .toList(),
                      (before, seen) -> before.toBuilder().round(null).build())
                  .accepted())
          .hasSize(2);
      database.passTime(Duration.ofSeconds(1));
      assertThat(database.newStore().claim(claimUpTo(10))).hasSize(4);
    }
  }

  /** Guarantee O. */
  @ParameterizedTest
  @EnumSource(Engine.class)
  void eventsOfOneListComeInItsOrderWhateverTheirKeys(Engine engine) {
    try (TestDatabase database = engine.open("bound_list")) {
      database.reset();
      JdbcStore store = database.newStore();
      Webhook webhook = set(store, activeWebhook(store, WORKSPACE), null, true);
      List<NewEvent> list = new ArrayList<>();
      for (String key : List.of("c", "", "a", "", "b")) {
        list.add(event(key.isEmpty() ? null : key, webhook));
      }
      store.append(list);

      assertThat(claimedOneByOne(store))
          .containsExactlyElementsOf(
              list.stream().map(one -> one.deliveries().get(0).id()).toList());
    }
  }

  /** Guarantee O: what is published as claimed does not go before what waits. */
  @ParameterizedTest
  @EnumSource(Engine.class)
  void aNodeThatDoesNotKnowOfTheOrderKeepsIt(Engine engine) {
    try (TestDatabase database = engine.open("bound_leased")) {
      database.reset();
      JdbcStore store = database.newStore();
      Webhook webhook = activeWebhook(store, WORKSPACE);
      JdbcStore other = database.newStore();
      set(other, webhook, null, true);
      List<String> ids = new ArrayList<>();
      for (int i = 0; i < 5; i++) {
        NewEvent event = event(null, webhook);
        ids.add(event.deliveries().get(0).id());
        (i % 2 == 0 ? store : other).append(List.of(event));
      }

      assertThat(claimedOneByOne(other)).containsExactlyElementsOf(ids);
    }
  }

  /** Guarantee O: as between the change of a webhook's status and what follows it. */
  @ParameterizedTest
  @EnumSource(Engine.class)
  void whatIsSetAsideGoesBeforeWhatIsPublishedLater(Engine engine) {
    try (TestDatabase database = engine.open("bound_aside")) {
      database.reset();
      JdbcStore store = database.newStore();
      Webhook webhook = set(store, activeWebhook(store, WORKSPACE), null, true);
      List<String> ids = new ArrayList<>();
      for (int i = 0; i < 3; i++) {
        NewEvent event = event(null, webhook);
        ids.add(event.deliveries().get(0).id());
        if (i == 2) {
          database.execute("update webhooks_pending set workspace = null");
          database.execute(
              "insert into webhooks_held (webhook_id, released) select id, 1 from webhooks_webhook");
        }
        store.append(List.of(event));
      }

      assertThat(store.claim(claimUpTo(10))).isEmpty();
      assertThat(claimedOneByOne(store)).containsExactlyElementsOf(ids);
    }
  }

  /**
   * Guarantee L: places become times in steps, and a failing head does not keep the rest waiting.
   */
  @ParameterizedTest
  @EnumSource(Engine.class)
  void aLongLineIsReleasedWhenTheOrderIsNoMore(Engine engine) {
    try (TestDatabase database = engine.open("bound_line")) {
      database.reset();
      JdbcStore store = database.newStore();
      Webhook webhook = set(store, activeWebhook(store, WORKSPACE), null, true);
      append(store, webhook, 2_100);
      ClaimedDelivery head = store.claim(claimUpTo(10)).get(0);
      store.complete(List.of(Completion.retry(head, refused(), Duration.ofHours(1))));

      set(store, webhook, null, false);

      assertThat(claimedAtOnce(store)).hasSize(2_099).doesNotContain(head.id());
      assertThat(database.count("held")).as("until no publisher can be late").isEqualTo(1);
      database.execute(
          "update webhooks_held set released = 1, unordered_at = unordered_at - 600000000");
      assertThat(store.claim(claimUpTo(10))).isEmpty();
      assertThat(database.count("held")).isZero();
    }
  }

  /** Guarantee L: behind a head that waits for its retry nobody would come to them. */
  @ParameterizedTest
  @EnumSource(Engine.class)
  void placesOfAPublisherWhoCommitsLateAreReleased(Engine engine) throws SQLException {
    try (TestDatabase database = engine.open("bound_late")) {
      database.reset();
      JdbcStore store = database.newStore();
      Webhook webhook = set(store, activeWebhook(store, WORKSPACE), null, true);
      append(store, webhook, 1);
      ClaimedDelivery head = store.claim(claimUpTo(10)).get(0);
      store.complete(List.of(Completion.retry(head, refused(), Duration.ofHours(1))));
      NewEvent late = event(null, webhook);
      try (Connection connection = database.dataSource().getConnection()) {
        connection.setAutoCommit(false);
        store.on(connection).append(List.of(late));
        set(store, webhook, null, false);
        assertThat(store.claim(claimUpTo(10))).isEmpty();
        connection.commit();
        connection.setAutoCommit(true);
      }

      // As the review does it that comes every few seconds.
      database.execute("update webhooks_held set released = 1");

      assertThat(claimedAtOnce(store)).containsExactly(late.deliveries().get(0).id());
    }
  }

  /**
   * Guarantee L: as a node leaves it that died then, or one that publishes in a long transaction.
   */
  @ParameterizedTest
  @EnumSource(Engine.class)
  void placesThatNobodyReleasedAreFoundByClaims(Engine engine) {
    try (TestDatabase database = engine.open("bound_lost")) {
      database.reset();
      JdbcStore store = database.newStore();
      Webhook webhook = set(store, activeWebhook(store, WORKSPACE), null, true);
      append(store, webhook, 1_500);

      database.execute("update webhooks_webhook set ordered = null");

      assertThat(claimedAtOnce(store)).hasSize(1_500);
    }
  }

  private static Webhook set(JdbcStore store, Webhook webhook, Integer rate, boolean ordered) {
    StoredWebhook stored = store.findWebhook(webhook.workspace(), webhook.id()).orElseThrow();
    Webhook changed =
        stored.webhook().toBuilder()
            .settings(settings -> settings.rateLimit(rate).ordered(ordered))
            .build();
    assertThat(store.replace(new StoredWebhook(changed, stored.sealedSecrets()))).isTrue();
    return store.findWebhook(webhook.workspace(), webhook.id()).orElseThrow().webhook();
  }

  private static void append(JdbcStore store, Webhook webhook, int count) {
    for (int i = 0; i < count; i += 300) {
      store.append(
          Stream.generate(() -> event(null, webhook)).limit(Math.min(300, count - i)).toList());
    }
  }

  private static List<String> claimedOneByOne(JdbcStore store) {
    List<String> ids = new ArrayList<>();
    List<ClaimedDelivery> claims = store.claim(claimUpTo(10));
    while (!claims.isEmpty()) {
      assertThat(claims).hasSize(1);
      ids.add(claims.get(0).id());
      store.complete(List.of(Completion.delivered(claims.get(0), acknowledged())));
      claims = store.claim(claimUpTo(10));
    }
    return ids;
  }

  /** Until nothing is due, without an end to any claim. */
  private static Set<String> claimedAtOnce(JdbcStore store) {
    Set<String> ids = new HashSet<>();
    do {
      store.claim(claimUpTo(500)).forEach(claim -> ids.add(claim.id()));
    } while (store.untilNextDue(claimUpTo(500), Duration.ofMinutes(1)).isZero());
    return ids;
  }

  private static Attempt acknowledged() {
    return Attempt.builder(1, NOON, Duration.ofMillis(3)).httpStatus(200).build();
  }

  private static Attempt refused() {
    return Attempt.builder(1, NOON, Duration.ofMillis(3)).httpStatus(503).error("503").build();
  }
}
