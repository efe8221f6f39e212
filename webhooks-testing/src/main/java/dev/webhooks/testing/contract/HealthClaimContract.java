package dev.webhooks.testing.contract;

import static dev.webhooks.testing.contract.HealthSteps.healthOf;
import static dev.webhooks.testing.contract.HealthSteps.now;
import static dev.webhooks.testing.contract.HealthSteps.pausedUntil;
import static dev.webhooks.testing.contract.Samples.WORKSPACE;
import static dev.webhooks.testing.contract.Samples.acknowledged;
import static dev.webhooks.testing.contract.Samples.refused;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.webhooks.model.HealthObservation;
import dev.webhooks.model.HealthObservation.Seen;
import dev.webhooks.model.HealthState;
import dev.webhooks.model.Webhook;
import dev.webhooks.model.WebhookHealth;
import dev.webhooks.model.WebhookHealth.Round;
import dev.webhooks.model.WebhookStatus;
import dev.webhooks.spi.ClaimRequest;
import dev.webhooks.spi.ClaimedDelivery;
import dev.webhooks.spi.Completion;
import dev.webhooks.spi.Store;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * What {@link dev.webhooks.spi.DeliveryStore#claim} takes of webhooks that are not well.
 *
 * @param <S> the store's type
 */
public interface HealthClaimContract<S extends Store> extends StoreFixture<S> {

  /**
   * Guarantee N: whatever waits for a paused webhook, others are served, and it costs them none.
   */
  @Test
  default void nothingIsClaimedOfABlockedWebhook() {
    Instant now = now(this);
    Webhook webhook = activeWebhook();
    append(webhook, 3);
    String neighbours = append(activeWebhook());
    store()
        .judgeHealth(
            WORKSPACE, webhook.id(), (former, observed) -> pausedUntil(now.plus(units(3)), now));

    assertThat(claimAll()).extracting(ClaimedDelivery::id).containsExactly(neighbours);

    ClaimRequest request = ClaimRequest.builder(10, lease()).build();
    assertThat(store().untilNextDue(request, units(60))).isBetween(units(2), units(3));
    append(webhook);
    assertThat(claimAll()).isEmpty();
    passTime(units(4));
    assertThat(store().untilNextDue(request, units(60))).isZero();
  }

  /** Guarantee N: one probe on the whole cluster. */
  @Test
  default void afterAPauseOneIsClaimedByOneNode() {
    Instant now = now(this);
    Webhook webhook = activeWebhook();
    List<String> ids = append(webhook, 20);
    store()
        .judgeHealth(
            WORKSPACE, webhook.id(), (former, observed) -> pausedUntil(now.minusMillis(1), now));
    List<ClaimedDelivery> claimed = Collections.synchronizedList(new ArrayList<>());

    Race.run(
        4,
        thread -> {
          for (int i = 0; i < 5; i++) {
            claimed.addAll(node(thread).claim(ClaimRequest.builder(10, lease()).build()));
          }
          return thread;
        });
    claimed.addAll(claimAll());

    assertThat(claimed).hasSize(1);
    Round round = requireNonNull(healthOf(this, webhook).round());
    assertThat(round.left()).isEqualTo(1);
    assertThat(round.deliveryId()).isEqualTo(claimed.get(0).id());
    assertThat(ids).contains(claimed.get(0).id());
    ClaimRequest request = ClaimRequest.builder(10, lease()).build();
    assertThat(store().untilNextDue(request, units(60))).isGreaterThan(units(3));
  }

  /** Guarantee L: the death of the node that probes costs a lease, and no more. */
  @Test
  default void aDeadNodesProbeIsFollowedByAnother() {
    Instant now = now(this);
    Webhook webhook = activeWebhook();
    append(webhook, 2);
    store()
        .judgeHealth(
            WORKSPACE, webhook.id(), (former, observed) -> pausedUntil(now.minusMillis(1), now));
    claimOne();
    assertThat(claimAll()).isEmpty();

    passTime(units(6));

    assertThat(claimAll()).hasSize(1);
  }

  @Test
  default void theProbeIsTheOneWithTheFewestAttempts() {
    Instant now = now(this);
    Webhook webhook = activeWebhook();
    append(webhook, 5);
    for (ClaimedDelivery claim : claimAll()) {
      store().complete(List.of(Completion.retry(claim, refused(1), Duration.ZERO)));
    }
    passTime(units(1));
    String untried = append(webhook);
    store()
        .judgeHealth(
            WORKSPACE, webhook.id(), (former, observed) -> pausedUntil(now.minusMillis(1), now));

    assertThat(claimOne().id()).isEqualTo(untried);
  }

  @Test
  default void aWindowIsClaimedOnceAndOpensAgainWhenItsRoundIsOver() {
    Instant now = now(this);
    Webhook webhook = activeWebhook();
    append(webhook, 20);
    WebhookHealth recovering =
        WebhookHealth.builder().state(HealthState.RECOVERING, now).window(4).build();
    store().judgeHealth(WORKSPACE, webhook.id(), (former, observed) -> recovering);

    List<ClaimedDelivery> round = claimAll();
    assertThat(round).hasSize(4);
    Round open = requireNonNull(healthOf(this, webhook).round());
    assertThat(open.left()).isEqualTo(4);
    assertThat(open.deliveryId()).isNull();

    WebhookHealth wider = recovering.toBuilder().window(8).build();
    store()
        .complete(
            round.stream().map(claim -> Completion.delivered(claim, acknowledged(1))).toList(),
            (before, seen) -> wider);
    assertThat(claimAll()).hasSize(8);
  }

  /** Guarantee N: what a hanging endpoint answers late says nothing of those that came after. */
  @Test
  default void aRoundIsToldFromWhatWasClaimedBeforeIt() {
    WebhookHealth recovering =
        WebhookHealth.builder().state(HealthState.RECOVERING, now(this)).window(4).build();
    Webhook webhook = activeWebhook();
    append(webhook, 3);
    List<ClaimedDelivery> early = claimAll();
    append(webhook, 20);
    store().judgeHealth(WORKSPACE, webhook.id(), (former, observed) -> recovering);
    List<ClaimedDelivery> round = claimAll();
    List<HealthObservation> seen = new ArrayList<>();

    store()
        .complete(
            List.of(
                Completion.delivered(early.get(0), acknowledged(1)),
                Completion.delivered(round.get(0), acknowledged(1)),
                Completion.released(early.get(1), Duration.ZERO),
                Completion.released(round.get(1), Duration.ZERO),
                Completion.released(round.get(2), Duration.ZERO)),
            (before, observed) -> {
              seen.add(observed);
              return before;
            });

    assertThat(early).extracting(ClaimedDelivery::roundEnds).containsOnlyNulls();
    assertThat(round).hasSize(4).extracting(ClaimedDelivery::roundEnds).doesNotContainNull();
    HealthObservation last = seen.get(seen.size() - 1);
    assertThat(last.attempts())
        .extracting(Seen::deliveryId, Seen::ofRound)
        .containsExactlyInAnyOrder(tuple(early.get(0).id(), false), tuple(round.get(0).id(), true));
    assertThat(last.unsentOfRound()).isEqualTo(2);
  }

  /** What is remembered of a webhook that is disabled stays, and so does what it says. */
  @Test
  default void aRecordOutlastsAStatus() {
    Instant now = now(this);
    Webhook webhook = activeWebhook();
    append(webhook, 2);
    store()
        .judgeHealth(
            WORKSPACE, webhook.id(), (former, observed) -> pausedUntil(now.plus(units(3)), now));
    Webhook disabled = changeStatus(webhook, WebhookStatus.DISABLED);
    assertThat(claimAll()).isEmpty();

    changeStatus(disabled, WebhookStatus.ACTIVE);

    assertThat(claimAll()).isEmpty();
    passTime(units(4));
    assertThat(claimAll()).hasSize(1);
  }
}
