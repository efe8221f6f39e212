package dev.webhooks.jdbc;

import static dev.webhooks.jdbc.Fixture.WORKSPACE;
import static dev.webhooks.jdbc.Fixture.activeWebhook;
import static dev.webhooks.jdbc.Fixture.claimUpTo;
import static dev.webhooks.jdbc.Fixture.event;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.webhooks.model.Attempt;
import dev.webhooks.model.DeliveryState;
import dev.webhooks.model.HealthObservation;
import dev.webhooks.model.Webhook;
import dev.webhooks.model.WebhookHealth;
import dev.webhooks.spi.ClaimedDelivery;
import dev.webhooks.spi.Completion;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Outcomes of deliveries that another transaction has locked when they are stored. */
@ParameterizedClass
@EnumSource(Engine.class)
class CompletionRaceTest {
  private static final Instant NOON = Instant.parse("2026-05-13T12:00:00Z");

  @Parameter Engine engine;
  private TestDatabase database;
  private JdbcStore store;
  private Webhook webhook;
  private List<String> ids;
  private List<ClaimedDelivery> claims;
  private final ExecutorService executor = Executors.newSingleThreadExecutor();

  @BeforeEach
  void open() {
    database = engine.open("completion_race");
    database.reset();
    store = database.newStore();
    webhook = activeWebhook(store, WORKSPACE);
    store.append(List.of(event(null, webhook), event(null, webhook), event(null, webhook)));
    claims = store.claim(claimUpTo(3));
    ids = claims.stream().map(ClaimedDelivery::id).sorted().toList();
  }

  @AfterEach
  void close() {
    executor.shutdownNow();
    assertThat(database.watched().open()).isZero();
    database.close();
  }

  /** Guarantee L: what keeps its claim is ended, and does not stay in the queue behind the log. */
  @Test
  void aClaimThatIsValidAfterTheWaitEnds() throws Exception {
    Set<String> accepted = completeBehind("due_at = due_at - 1", 1);

    assertThat(accepted).containsExactlyInAnyOrderElementsOf(ids);
    assertThat(database.count("pending")).isZero();
    assertThat(database.count("attempt")).isEqualTo(3);
    assertThat(ids).allMatch(id -> state(id) == DeliveryState.DELIVERED);
  }

  /** Guarantee F: the claim that somebody else has by then is not touched, and the others end. */
  @Test
  void aClaimThatIsTakenOverDuringTheWaitChangesNothing() throws Exception {
    Set<String> accepted = completeBehind("token = token + 1", 1);

    assertThat(accepted).containsExactlyInAnyOrder(ids.get(0), ids.get(2));
    assertThat(database.count("pending")).isEqualTo(1);
    assertThat(database.count("attempt")).isEqualTo(2);
    assertThat(state(ids.get(1))).isEqualTo(DeliveryState.PENDING);
  }

  /**
   * The answer of a URL that has been replaced while its outcome waited for the lock says nothing
   * of the one that has taken its place.
   */
  @Test
  void aUrlThatIsReplacedDuringTheWaitIsNotJudgedByWhatTheFormerOneAnswered() throws Exception {
    store.complete(List.of(failed(claims.get(0))), CompletionRaceTest::counted);
    try (Connection connection = database.dataSource().getConnection();
        Statement statement = connection.createStatement()) {
      connection.setAutoCommit(false);
      statement.executeUpdate("update webhooks_health set failures = failures");
      statement.executeUpdate("update webhooks_webhook set url = 'https://elsewhere.example.com/'");
      Future<?> late =
          executor.submit(
              () -> store.complete(List.of(failed(claims.get(1))), CompletionRaceTest::counted));
      awaitBlocked();
      connection.commit();
      connection.setAutoCommit(true);
      late.get(20, SECONDS);
    }

    assertThat(store.health(List.of(webhook.id())).values())
        .extracting(WebhookHealth::consecutiveFailures)
        .containsExactly(1);
    assertThat(database.count("attempt")).isEqualTo(2);
  }

  private Completion failed(ClaimedDelivery claim) {
    Attempt attempt = Attempt.builder(1, NOON, Duration.ofMillis(3)).httpStatus(410).build();
    return Completion.builder(claim, DeliveryState.FAILED)
        .attempt(attempt)
        .sentTo(webhook.url())
        .build();
  }

  private static WebhookHealth counted(WebhookHealth before, HealthObservation seen) {
    long failed = seen.attempts().stream().filter(one -> !one.acknowledged()).count();
    return before.toBuilder().failing(NOON, before.consecutiveFailures() + (int) failed).build();
  }

  private Set<String> completeBehind(String change, int which) throws Exception {
    try (Connection connection = database.dataSource().getConnection();
        Statement statement = connection.createStatement()) {
      connection.setAutoCommit(false);
      statement.executeUpdate(
          "update webhooks_pending set "
              + change
              + " where delivery_id = '"
              + ids.get(which)
              + "'");
      Future<Set<String>> accepted = executor.submit(() -> store.complete(completions()));
      awaitBlocked();
      connection.commit();
      connection.setAutoCommit(true);
      return accepted.get(20, SECONDS);
    }
  }

  private void awaitBlocked() {
    if (engine == Engine.H2) {
      Awaitility.await()
          .until(
              () ->
                  database.number(
                          "select count(*) from information_schema.sessions"
                              + " where blocker_id is not null")
                      > 0);
    } else {
      engine.awaitBlocked(database);
    }
  }

  private List<Completion> completions() {
    List<Completion> completions = new ArrayList<>();
    for (ClaimedDelivery claim : claims) {
      Attempt attempt =
          Attempt.builder(1, NOON, Duration.ofMillis(3)).httpStatus(200).responseBody("ok").build();
      completions.add(Completion.delivered(claim, attempt));
    }
    return completions;
  }

  private DeliveryState state(String id) {
    return store.findDelivery(WORKSPACE, id).orElseThrow().delivery().state();
  }
}
