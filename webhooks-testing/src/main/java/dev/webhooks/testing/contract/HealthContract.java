package dev.webhooks.testing.contract;

import static dev.webhooks.testing.contract.HealthSteps.healthOf;
import static dev.webhooks.testing.contract.HealthSteps.now;
import static dev.webhooks.testing.contract.Samples.WORKSPACE;
import static dev.webhooks.testing.contract.Samples.acknowledged;
import static dev.webhooks.testing.contract.Samples.refused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.webhooks.model.DeliveryState;
import dev.webhooks.model.HealthChange;
import dev.webhooks.model.HealthObservation;
import dev.webhooks.model.HealthObservation.Seen;
import dev.webhooks.model.HealthState;
import dev.webhooks.model.Webhook;
import dev.webhooks.model.WebhookHealth;
import dev.webhooks.spi.ClaimedDelivery;
import dev.webhooks.spi.Completion;
import dev.webhooks.spi.CompletionResult;
import dev.webhooks.spi.HealthJudge;
import dev.webhooks.spi.Store;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/**
 * Which webhooks {@link dev.webhooks.spi.HealthStore} has judged, and by what was seen of them.
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

  private CompletionResult complete(HealthJudge judge, Completion... completions) {
    return store().complete(List.of(completions), judge);
  }

  /** Without failures a webhook costs nothing. */
  @Test
  default void whatIsAcknowledgedIsNotJudged() {
    append(activeWebhook());
    List<HealthObservation> judged = Collections.synchronizedList(new ArrayList<>());

    CompletionResult completed =
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
            new Seen(ids.get(0), false, 503, null, false),
            new Seen(ids.get(1), false, 503, units(2), false),
            new Seen(ids.get(3), true, 204, null, false));
    assertThat(seen.unsentOfRound()).as("no round is under way").isZero();
    assertThat(healthOf(this, webhook)).isEqualTo(WebhookHealth.healthy());
  }

  /** What a URL answers late says nothing of the one that has taken its place. */
  @Test
  default void whatWasSentToAFormerUrlIsNotHeldAgainstThePresentOne() {
    Webhook webhook = activeWebhook();
    append(webhook, 3);
    List<ClaimedDelivery> claims = claimAll();
    String former = webhook.url();
    Webhook moved =
        webhook.toBuilder().settings(s -> s.url("https://elsewhere.example.com/")).build();
    assertThat(store().replace(Samples.stored(moved))).isTrue();

    CompletionResult late = complete(counting(), refusedBy(former, claims.get(0)));
    assertThat(late.accepted()).containsExactly(claims.get(0).id());
    assertThat(late.changes()).isEmpty();
    assertThat(healthOf(this, webhook)).isEqualTo(WebhookHealth.healthy());

    complete(counting(), refusedBy(former, claims.get(1)), refusedBy(moved.url(), claims.get(2)));
    assertThat(healthOf(this, webhook).consecutiveFailures()).isEqualTo(1);
  }

  private static Completion refusedBy(String url, ClaimedDelivery claim) {
    return Completion.builder(claim, DeliveryState.FAILED).attempt(refused(1)).sentTo(url).build();
  }

  /** By the store's clock, because nodes find by it what changed. */
  @Test
  default void aDecisionIsJudgedAtTheStoresTime() {
    Instant now = now(this);
    Webhook webhook = activeWebhook();

    Optional<HealthChange> change =
        store()
            .judgeHealth(
                WORKSPACE,
                webhook.id(),
                (before, seen) ->
                    before.toBuilder().state(HealthState.RECOVERING, seen.now()).window(1).build());

    assertThat(change).map(HealthChange::before).contains(WebhookHealth.healthy());
    assertThat(change).map(HealthChange::after).contains(healthOf(this, webhook));
    assertThat(healthOf(this, webhook).changedAt()).isBetween(now, now.plus(unit()));
    assertThat(store().judgeHealth(WORKSPACE, webhook.id(), (before, seen) -> before)).isEmpty();
  }

  @Test
  default void whatTheJudgeAnswersIsRemembered() {
    Webhook webhook = activeWebhook();
    append(webhook, 2);
    List<ClaimedDelivery> claims = claimAll();

    CompletionResult first =
        complete(counting(), Completion.retry(claims.get(0), refused(1), units(1)));
    CompletionResult second =
        complete(counting(), Completion.retry(claims.get(1), refused(1), units(1)));

    assertThat(first.changes())
        .extracting(HealthChange::workspace, HealthChange::webhookId, HealthChange::before)
        .containsExactly(tuple(WORKSPACE, webhook.id(), WebhookHealth.healthy()));
    assertThat(second.changes()).hasSize(1);
    assertThat(second.changes().get(0).before().consecutiveFailures()).isEqualTo(1);
    assertThat(healthOf(this, webhook).consecutiveFailures()).isEqualTo(2);
    assertThat(otherNode().health(Set.of(webhook.id()))).hasSize(1);
  }

  @Test
  default void aSuccessIsJudgedWhereSomethingIsRemembered() {
    Webhook webhook = activeWebhook();
    append(webhook, 2);
    List<ClaimedDelivery> claims = claimAll();
    complete(counting(), Completion.retry(claims.get(0), refused(1), units(1)));

    CompletionResult completed =
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
    assertThat(healthOf(this, webhook)).isEqualTo(WebhookHealth.healthy());
    Completion failure = Completion.retry(claim, refused(1), units(1));
    complete(counting(), failure);
    CompletionResult again = complete(counting(), failure);

    assertThat(again).isEqualTo(CompletionResult.NOTHING);
    assertThat(healthOf(this, webhook).consecutiveFailures()).isEqualTo(1);
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

    assertThat(healthOf(this, webhook).consecutiveFailures()).isEqualTo(40);
  }

  @Test
  default void whetherAnythingWaitsIsSaidWhileFewMayBeUnderWay() {
    Instant now = now(this);
    Webhook webhook = activeWebhook();
    append(webhook, 2);
    store()
        .judgeHealth(
            WORKSPACE,
            webhook.id(),
            (former, observed) ->
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
}
