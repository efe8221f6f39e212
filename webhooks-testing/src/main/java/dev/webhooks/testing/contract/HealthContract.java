package dev.webhooks.testing.contract;

import static dev.webhooks.testing.contract.Samples.WORKSPACE;
import static dev.webhooks.testing.contract.Samples.acknowledged;
import static dev.webhooks.testing.contract.Samples.refused;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.webhooks.model.HealthChange;
import dev.webhooks.model.HealthObservation;
import dev.webhooks.model.HealthObservation.Seen;
import dev.webhooks.model.HealthState;
import dev.webhooks.model.UnwellWebhook;
import dev.webhooks.model.Webhook;
import dev.webhooks.model.WebhookHealth;
import dev.webhooks.model.WebhookHealth.Round;
import dev.webhooks.model.WebhookHealth.Tally;
import dev.webhooks.model.WebhookStatus;
import dev.webhooks.spi.ClaimRequest;
import dev.webhooks.spi.ClaimedDelivery;
import dev.webhooks.spi.Completed;
import dev.webhooks.spi.Completion;
import dev.webhooks.spi.HealthJudge;
import dev.webhooks.spi.HealthStore.Review;
import dev.webhooks.spi.Store;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * How {@link dev.webhooks.spi.HealthStore} remembers webhooks that are not well, who is judged, and
 * what a claim takes of them.
 *
 * @param <S> the store's type
 */
public interface HealthContract<S extends Store> extends StoreFixture<S> {

  /** Counts failures in a row, and forgets them at a success. */
  private static HealthJudge counting() {
    return (before, seen) -> {
      int failures = before.consecutiveFailures();
      for (Seen attempt : seen.attempts()) {
        failures = attempt.acknowledged() ? 0 : failures + 1;
      }
      return failures == 0
          ? WebhookHealth.healthy()
          : before.toBuilder().failing(before.failingSince(), failures).build();
    };
  }

  private static HealthJudge answering(WebhookHealth health) {
    return (before, seen) -> health;
  }

  private Completed complete(HealthJudge judge, Completion... completions) {
    return store().complete(List.of(completions), judge);
  }

  private WebhookHealth healthOf(Webhook webhook) {
    return store()
        .health(List.of(webhook.id()))
        .getOrDefault(webhook.id(), WebhookHealth.healthy());
  }

  /** The store's idea of now. */
  private Instant now() {
    List<Instant> seen = new ArrayList<>();
    Webhook webhook = activeWebhook();
    String id = append(webhook);
    ClaimedDelivery claim =
        claimAll().stream().filter(one -> one.id().equals(id)).findFirst().orElseThrow();
    complete(
        (before, observation) -> {
          seen.add(observation.now());
          return before;
        },
        Completion.exhausted(claim, refused(1)));
    return seen.get(0);
  }

  private static WebhookHealth pausedUntil(Instant until, Instant now) {
    return WebhookHealth.builder()
        .state(HealthState.PAUSED, now)
        .blockedUntil(until)
        .window(1)
        .build();
  }

  /** Without failures a webhook costs nothing. */
  @Test
  default void whatIsAcknowledgedIsNotJudged() {
    append(activeWebhook());
    List<HealthObservation> judged = Collections.synchronizedList(new ArrayList<>());

    Completed completed =
        complete(
            (before, seen) -> {
              judged.add(seen);
              return before;
            },
            Completion.delivered(claimOne(), acknowledged(1)));

    assertThat(judged).isEmpty();
    assertThat(completed.accepted()).hasSize(1);
    assertThat(completed.changes()).isEmpty();
  }

  @Test
  default void aFailureIsJudgedWithAllThatWasSeenOfItsWebhook() {
    Webhook webhook = activeWebhook();
    Webhook other = activeWebhook();
    List<String> ids = append(webhook, 4);
    append(other);
    List<ClaimedDelivery> claims = claimAll();
    List<Completion> ended = new ArrayList<>();
    for (ClaimedDelivery claim : claims) {
      int place = ids.indexOf(claim.id());
      ended.add(
          switch (place) {
            case 0 -> Completion.retry(claim, refused(1), units(1));
            case 1 -> Completion.askedToWait(claim, refused(1), units(1), units(2));
            case 2 -> Completion.released(claim, Duration.ZERO);
            default -> Completion.delivered(claim, acknowledged(1));
          });
    }
    List<HealthObservation> judged = new ArrayList<>();

    store()
        .complete(
            ended,
            (before, seen) -> {
              assertThat(before).isEqualTo(WebhookHealth.healthy());
              judged.clear(); // a transaction may be tried again
              judged.add(seen);
              return before;
            });

    assertThat(judged).hasSize(1);
    HealthObservation seen = judged.get(0);
    assertThat(seen.attempts())
        .containsExactlyInAnyOrder(
            new Seen(ids.get(0), false, 503, null),
            new Seen(ids.get(1), false, 503, units(2)),
            new Seen(ids.get(3), true, 204, null));
    assertThat(seen.unsent()).containsExactly(ids.get(2));
    assertThat(healthOf(webhook)).isEqualTo(WebhookHealth.healthy());
  }

  @Test
  default void whatTheJudgeAnswersIsRemembered() {
    Webhook webhook = activeWebhook();
    append(webhook, 2);
    List<ClaimedDelivery> claims = claimAll();

    Completed first = complete(counting(), Completion.retry(claims.get(0), refused(1), units(1)));
    Completed second = complete(counting(), Completion.retry(claims.get(1), refused(1), units(1)));

    assertThat(first.changes())
        .extracting(HealthChange::workspace, HealthChange::webhookId, HealthChange::before)
        .containsExactly(tuple(WORKSPACE, webhook.id(), WebhookHealth.healthy()));
    assertThat(second.changes()).hasSize(1);
    assertThat(second.changes().get(0).before().consecutiveFailures()).isEqualTo(1);
    assertThat(healthOf(webhook).consecutiveFailures()).isEqualTo(2);
    assertThat(otherNode().health(Set.of(webhook.id()))).hasSize(1);
  }

  @Test
  default void aSuccessIsJudgedWhereSomethingIsRemembered() {
    Webhook webhook = activeWebhook();
    append(webhook, 2);
    List<ClaimedDelivery> claims = claimAll();
    complete(counting(), Completion.retry(claims.get(0), refused(1), units(1)));

    Completed completed =
        complete(counting(), Completion.delivered(claims.get(1), acknowledged(1)));

    assertThat(completed.accepted()).containsExactly(claims.get(1).id());
    assertThat(completed.changes())
        .extracting(HealthChange::after)
        .containsExactly(WebhookHealth.healthy());
    assertThat(store().health(List.of(webhook.id()))).isEmpty();
  }

  /** Guarantee F: what is fenced off or comes twice says nothing about an endpoint. */
  @Test
  default void onlyWhatIsAcceptedCounts() {
    Webhook webhook = activeWebhook();
    append(webhook);
    ClaimedDelivery lost = claimOne();
    passTime(units(6));
    ClaimedDelivery claim = claimOne();

    complete(counting(), Completion.retry(lost, refused(1), units(1)));
    assertThat(healthOf(webhook)).isEqualTo(WebhookHealth.healthy());
    Completion failure = Completion.retry(claim, refused(1), units(1));
    complete(counting(), failure);
    Completed again = complete(counting(), failure);

    assertThat(again).isEqualTo(Completed.NOTHING);
    assertThat(healthOf(webhook).consecutiveFailures()).isEqualTo(1);
  }

  /** Two nodes' first failures of one webhook are both counted. */
  @Test
  default void nodesThatJudgeAtTheSameTimeJudgeOneAfterTheOther() {
    Webhook webhook = activeWebhook();
    append(webhook, 40);
    List<ClaimedDelivery> claims = claimAll();

    Race.run(
        4,
        thread -> {
          for (int i = thread; i < claims.size(); i += 4) {
            node(thread)
                .complete(
                    List.of(Completion.retry(claims.get(i), refused(1), units(1))), counting());
          }
          return thread;
        });

    assertThat(healthOf(webhook).consecutiveFailures()).isEqualTo(40);
  }

  @Test
  default void everyPartOfARecordComesBack() {
    Webhook webhook = activeWebhook();
    Instant time = Samples.NOON;
    WebhookHealth health =
        WebhookHealth.builder()
            .state(HealthState.RECOVERING, time)
            .blockedUntil(time.plusSeconds(1))
            .window(8)
            .round(new Round(5, "dlv_1", time.plusSeconds(2)))
            .roundFailures(2)
            .failing(time.plusSeconds(3), 7)
            .lastFailureAt(time.plusSeconds(4))
            .onlyDelivery("dlv_2")
            .pauses(3)
            .waits(4)
            .tally(new Tally(time.plusSeconds(5), 20, 9))
            .warnedPercent(50)
            .disableReason("it failed")
            .build();

    store().replaceHealth(WORKSPACE, webhook.id(), health);

    assertThat(otherNode().health(List.of(webhook.id(), "wh_none")))
        .isEqualTo(Map.of(webhook.id(), health));
    assertThat(store().unwell(null, 10))
        .containsExactly(new UnwellWebhook(WORKSPACE, webhook.id(), health));
    store().replaceHealth("globex", webhook.id(), WebhookHealth.healthy());
    assertThat(healthOf(webhook)).isEqualTo(health);
    store().replaceHealth(WORKSPACE, webhook.id(), WebhookHealth.healthy());
    assertThat(store().health(List.of(webhook.id()))).isEmpty();
  }

  @Test
  default void aRecordGoesWithItsWebhook() {
    Webhook webhook = activeWebhook();
    store().replaceHealth(WORKSPACE, webhook.id(), pausedUntil(Samples.NOON, Samples.NOON));

    store().delete(WORKSPACE, webhook.id());
    store().replaceHealth(WORKSPACE, webhook.id(), pausedUntil(Samples.NOON, Samples.NOON));

    assertThat(store().health(List.of(webhook.id()))).isEmpty();
    assertThat(store().unwell(null, 10)).isEmpty();
  }

  @Test
  default void unwellWebhooksOfAllWorkspacesComeInPages() {
    List<Webhook> webhooks =
        Stream.of("acme", "globex", "initech").map(Samples::webhook).map(this::register).toList();
    Webhook counted = activeWebhook();
    for (Webhook webhook : webhooks) {
      store()
          .replaceHealth(
              webhook.workspace(), webhook.id(), pausedUntil(Samples.NOON, Samples.NOON));
    }
    store()
        .replaceHealth(
            WORKSPACE, counted.id(), WebhookHealth.builder().failing(Samples.NOON, 1).build());

    List<UnwellWebhook> first = store().unwell(null, 2);
    List<UnwellWebhook> rest = store().unwell(first.get(1).webhookId(), 2);

    assertThat(Stream.concat(first.stream(), rest.stream()).map(UnwellWebhook::webhookId))
        .containsExactlyElementsOf(webhooks.stream().map(Webhook::id).toList());
  }

  @Test
  default void whatChangedLatelyIsFound() {
    Instant now = now();
    Webhook webhook = activeWebhook();
    store().replaceHealth(WORKSPACE, webhook.id(), pausedUntil(now.plus(units(9)), now));

    assertThat(otherNode().healthChangedWithin(units(1)))
        .extracting(UnwellWebhook::webhookId)
        .containsExactly(webhook.id());
    assertThat(otherNode().healthChangedWithin(Duration.ofDays(10_000_000))).hasSize(1);
    passTime(units(2));
    assertThat(otherNode().healthChangedWithin(units(1))).isEmpty();
  }

  /**
   * Guarantee N: whatever waits for a paused webhook, others are served, and it costs them none.
   */
  @Test
  default void nothingIsClaimedOfABlockedWebhook() {
    Instant now = now();
    Webhook webhook = activeWebhook();
    append(webhook, 3);
    String neighbours = append(activeWebhook());
    store().replaceHealth(WORKSPACE, webhook.id(), pausedUntil(now.plus(units(3)), now));

    assertThat(claimAll()).extracting(ClaimedDelivery::id).containsExactly(neighbours);

    ClaimRequest request = new ClaimRequest(10, 10, Set.of(), lease());
    assertThat(store().untilNextDue(request, units(60))).isBetween(units(2), units(3));
    append(webhook);
    assertThat(claimAll()).isEmpty();
    passTime(units(4));
    assertThat(store().untilNextDue(request, units(60))).isZero();
  }

  /** Guarantee N: one probe on the whole cluster. */
  @Test
  default void afterAPauseOneIsClaimedByOneNode() {
    Instant now = now();
    Webhook webhook = activeWebhook();
    List<String> ids = append(webhook, 20);
    store().replaceHealth(WORKSPACE, webhook.id(), pausedUntil(now.minusMillis(1), now));
    List<ClaimedDelivery> claimed = Collections.synchronizedList(new ArrayList<>());

    Race.run(
        4,
        thread -> {
          for (int i = 0; i < 5; i++) {
            claimed.addAll(node(thread).claim(new ClaimRequest(10, 10, Set.of(), lease())));
          }
          return thread;
        });
    claimed.addAll(claimAll());

    assertThat(claimed).hasSize(1);
    Round round = requireNonNull(healthOf(webhook).round());
    assertThat(round.left()).isEqualTo(1);
    assertThat(round.deliveryId()).isEqualTo(claimed.get(0).id());
    assertThat(ids).contains(claimed.get(0).id());
    ClaimRequest request = new ClaimRequest(10, 10, Set.of(), lease());
    assertThat(store().untilNextDue(request, units(60))).isGreaterThan(units(3));
  }

  /** Guarantee L: the death of the node that probes costs a lease, and no more. */
  @Test
  default void aDeadNodesProbeIsFollowedByAnother() {
    Instant now = now();
    Webhook webhook = activeWebhook();
    append(webhook, 2);
    store().replaceHealth(WORKSPACE, webhook.id(), pausedUntil(now.minusMillis(1), now));
    claimOne();
    assertThat(claimAll()).isEmpty();

    passTime(units(6));

    assertThat(claimAll()).hasSize(1);
  }

  @Test
  default void theProbeIsTheOneWithTheFewestAttempts() {
    Instant now = now();
    Webhook webhook = activeWebhook();
    append(webhook, 5);
    for (ClaimedDelivery claim : claimAll()) {
      complete(HealthJudge.none(), Completion.retry(claim, refused(1), Duration.ZERO));
    }
    passTime(units(1));
    String untried = append(webhook);
    store().replaceHealth(WORKSPACE, webhook.id(), pausedUntil(now.minusMillis(1), now));

    assertThat(claimOne().id()).isEqualTo(untried);
  }

  @Test
  default void aWindowIsClaimedOnceAndOpensAgainWhenItsRoundIsOver() {
    Instant now = now();
    Webhook webhook = activeWebhook();
    append(webhook, 20);
    WebhookHealth recovering =
        WebhookHealth.builder().state(HealthState.RECOVERING, now).window(4).build();
    store().replaceHealth(WORKSPACE, webhook.id(), recovering);

    List<ClaimedDelivery> round = claimAll();
    assertThat(round).hasSize(4);
    Round open = requireNonNull(healthOf(webhook).round());
    assertThat(open.left()).isEqualTo(4);
    assertThat(open.deliveryId()).isNull();

    complete(
        answering(recovering.toBuilder().window(8).build()),
        round.stream()
            .map(claim -> Completion.delivered(claim, acknowledged(1)))
            .toArray(Completion[]::new));
    assertThat(claimAll()).hasSize(8);
  }

  @Test
  default void whetherAnythingWaitsIsSaidWhileFewMayBeUnderWay() {
    Instant now = now();
    Webhook webhook = activeWebhook();
    append(webhook, 2);
    store()
        .replaceHealth(
            WORKSPACE,
            webhook.id(),
            WebhookHealth.builder().state(HealthState.RECOVERING, now).window(1).build());
    List<Boolean> idle = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      int count = i;
      complete(
          (before, seen) -> {
            if (idle.size() == count) {
              idle.add(seen.idle());
            }
            return before.toBuilder().round(null).build();
          },
          Completion.delivered(claimOne(), acknowledged(1)));
    }

    assertThat(idle).containsExactly(false, true);
  }

  @Test
  default void aReviewJudgesEveryRecordOnce() {
    List<Webhook> webhooks = Stream.generate(this::activeWebhook).limit(5).toList();
    webhooks.forEach(
        webhook ->
            store()
                .replaceHealth(
                    WORKSPACE,
                    webhook.id(),
                    WebhookHealth.builder().failing(Samples.NOON, 1).build()));
    HealthJudge judge =
        (before, seen) -> {
          assertThat(seen.attempts()).isEmpty();
          return before.toBuilder().warnedPercent(50).build();
        };

    List<HealthChange> changes = new ArrayList<>();
    String last = null;
    do {
      Review review = store().reviewHealth(judge, last, 2);
      changes.addAll(review.changes());
      last = review.last();
    } while (last != null);

    assertThat(changes)
        .extracting(HealthChange::webhookId)
        .containsExactlyElementsOf(webhooks.stream().map(Webhook::id).toList());
    assertThat(changes).allMatch(HealthChange::isWarning);
    assertThat(healthOf(webhooks.get(4)).warnedPercent()).isEqualTo(50);
    assertThat(store().reviewHealth(HealthJudge.none(), null, 10).changes()).hasSize(5);
    assertThat(store().health(webhooks.stream().map(Webhook::id).toList())).isEmpty();
  }

  /** Nothing else ends a state of a webhook to which nothing more is published. */
  @Test
  default void aReviewSaysWhetherNothingWaitsWhereThereIsAWindow() {
    Webhook idle = activeWebhook();
    Webhook busy = activeWebhook();
    Webhook open = activeWebhook();
    append(busy);
    for (Webhook webhook : List.of(idle, busy, open)) {
      WebhookHealth health =
          WebhookHealth.builder()
              .state(HealthState.RECOVERING, Samples.NOON)
              .window(webhook.equals(open) ? 0 : 2)
              .build();
      store().replaceHealth(WORKSPACE, webhook.id(), health);
    }
    HealthJudge judge = (before, seen) -> before.toBuilder().pauses(seen.idle() ? 1 : 2).build();

    store().reviewHealth(judge, null, 10);

    assertThat(healthOf(idle).pauses()).isEqualTo(1);
    assertThat(healthOf(busy).pauses()).isEqualTo(2);
    assertThat(healthOf(open).pauses()).isEqualTo(2);
  }

  /** As a node leaves it that died before it disabled a webhook. */
  @Test
  default void aReviewNamesThoseThatAreToBeDisabled() {
    Webhook longSince = activeWebhook();
    Webhook fromNow = activeWebhook();
    Webhook never = activeWebhook();
    for (Webhook webhook : List.of(longSince, fromNow, never)) {
      int failures = webhook.equals(fromNow) ? 2 : 1;
      WebhookHealth health =
          WebhookHealth.builder()
              .failing(Samples.NOON, failures)
              .disableReason(webhook.equals(longSince) ? "gone" : null)
              .build();
      store().replaceHealth(WORKSPACE, webhook.id(), health);
    }
    HealthJudge judge =
        (before, seen) ->
            before.consecutiveFailures() == 2
                ? before.toBuilder().disableReason("failing").build()
                : before;

    assertThat(store().reviewHealth(judge, null, 10).toBeDisabled())
        .containsExactlyInAnyOrder(
            new UnwellWebhook(WORKSPACE, longSince.id(), healthOf(longSince)),
            new UnwellWebhook(WORKSPACE, fromNow.id(), healthOf(fromNow)));
  }

  @Test
  default void anAttemptThatWasAskedToWaitUsesUpNoStep() {
    Webhook webhook = activeWebhook();
    String id = append(webhook);

    complete(
        HealthJudge.none(),
        Completion.askedToWait(claimOne(), refused(1), Duration.ZERO, units(1)));

    ClaimedDelivery claim = claimOne();
    assertThat(claim.attempts()).isEqualTo(1);
    assertThat(claim.attemptsBeforeRound()).isEqualTo(1);
    assertThat(detail(id).attempts()).hasSize(1);
  }

  /** What is remembered of a webhook that is disabled stays, and so does what it says. */
  @Test
  default void aRecordOutlastsAStatus() {
    Instant now = now();
    Webhook webhook = activeWebhook();
    append(webhook, 2);
    store().replaceHealth(WORKSPACE, webhook.id(), pausedUntil(now.plus(units(3)), now));
    Webhook disabled = changeStatus(webhook, WebhookStatus.DISABLED);
    assertThat(claimAll()).isEmpty();

    changeStatus(disabled, WebhookStatus.ACTIVE);

    assertThat(claimAll()).isEmpty();
    passTime(units(4));
    assertThat(claimAll()).hasSize(1);
  }

  /** While a POST is under way nobody can say when the next one is. */
  @Test
  default void whatIsUnderWayHasNoNextAttempt() {
    String id = append(activeWebhook());
    assertThat(delivery(id).nextAttemptAt()).isNotNull();

    ClaimedDelivery claim = claimOne();
    assertThat(delivery(id).nextAttemptAt()).isNull();
    complete(HealthJudge.none(), Completion.retry(claim, refused(1), units(1)));

    assertThat(delivery(id).nextAttemptAt()).isNotNull();
    passTime(units(2));
    claimOne();
    assertThat(delivery(id).nextAttemptAt()).isNull();
    passTime(units(6));
    assertThat(delivery(id).nextAttemptAt()).isNotNull();
  }
}
