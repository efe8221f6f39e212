package dev.webhooks.testing.contract;

import static dev.webhooks.testing.contract.Samples.OTHER_WORKSPACE;
import static dev.webhooks.testing.contract.Samples.WORKSPACE;
import static dev.webhooks.testing.contract.Samples.acknowledged;
import static dev.webhooks.testing.contract.Samples.event;
import static dev.webhooks.testing.contract.Samples.refused;
import static dev.webhooks.testing.contract.Samples.webhook;
import static org.assertj.core.api.Assertions.assertThat;

import dev.webhooks.model.Delivery;
import dev.webhooks.model.DeliveryQuery;
import dev.webhooks.model.DeliveryState;
import dev.webhooks.model.RedeliveryAnswer;
import dev.webhooks.model.Webhook;
import dev.webhooks.model.WebhookStatus;
import dev.webhooks.spi.ClaimedDelivery;
import dev.webhooks.spi.Completion;
import dev.webhooks.spi.DeliveryStore;
import dev.webhooks.spi.NewEvent;
import dev.webhooks.spi.WebhookStore;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * How deliveries end that nobody wants any more: their owner dropped them, or their webhook is
 * gone.
 *
 * @param <S> the store's type
 */
public interface CancelledContract<S extends WebhookStore & DeliveryStore> extends StoreFixture<S> {

  /** What its owner does not want any more is not sent, and stays in the log. */
  @Test
  default void whatWaitsCanBeDropped() {
    Webhook webhook = activeWebhook();
    String other = append(activeWebhook());
    List<String> ids = append(webhook, 5);
    List<ClaimedDelivery> claims =
        claimAll().stream().filter(claim -> claim.webhookId().equals(webhook.id())).toList();
    store().complete(List.of(Completion.delivered(claims.get(0), acknowledged(1))));
    store().complete(List.of(Completion.retry(claims.get(1), refused(1), Duration.ZERO)));
    changeStatus(webhook, WebhookStatus.DISABLED);

    assertThat(store().dropWaiting("globex", webhook.id(), 10)).isZero();
    assertThat(store().dropWaiting(WORKSPACE, webhook.id(), 3)).isEqualTo(3);
    assertThat(store().dropWaiting(WORKSPACE, webhook.id(), 3)).isEqualTo(1);
    assertThat(store().dropWaiting(WORKSPACE, webhook.id(), 3)).isZero();

    assertThat(ids.stream().map(this::stateOf))
        .filteredOn(DeliveryState.CANCELLED::equals)
        .hasSize(4);
    assertThat(stateOf(other)).isEqualTo(DeliveryState.PENDING);
    Completion late = Completion.delivered(claims.get(2), acknowledged(1));
    assertThat(store().complete(List.of(late))).isEmpty();
    assertThat(store().complete(List.of(late))).isEmpty();
    assertThat(stateOf(claims.get(2).id())).isEqualTo(DeliveryState.CANCELLED);
    assertThat(detail(claims.get(2).id()).attempts()).hasSize(1);
  }

  /** Guarantee L, for who wants it after all; the claim from before counts no more. */
  @Test
  default void whatWasDroppedCanBeSentAgain() {
    Webhook webhook = activeWebhook();
    String claimed = append(webhook);
    ClaimedDelivery old = claimOne();
    String fresh = append(webhook);
    assertThat(store().dropWaiting(WORKSPACE, webhook.id(), 10)).isEqualTo(2);

    assertThat(store().redeliver(WORKSPACE, claimed)).isEqualTo(RedeliveryAnswer.ACCEPTED);
    assertThat(store().redeliver(WORKSPACE, fresh)).isEqualTo(RedeliveryAnswer.ACCEPTED);

    assertThat(store().complete(List.of(Completion.delivered(old, acknowledged(1))))).isEmpty();
    assertThat(claimAll())
        .extracting(ClaimedDelivery::id)
        .containsExactlyInAnyOrder(claimed, fresh);
  }

  /** Guarantee L: what is not delivered ends in a state that can be queried. */
  @Test
  default void pendingDeliveriesOfADeletedWebhookAreCancelled() {
    Webhook webhook = activeWebhook();
    String fresh = append(webhook);
    ClaimedDelivery claim = claimOne();
    store().complete(List.of(Completion.retry(claim, refused(1), unit())));
    Webhook disabled = disabledWebhook();
    String held = append(disabled);

    store().delete(WORKSPACE, webhook.id());
    store().delete(WORKSPACE, disabled.id());

    for (String id : List.of(fresh, held)) {
      assertThat(stateOf(id)).isEqualTo(DeliveryState.CANCELLED);
      assertThat(delivery(id).nextAttemptAt()).isNull();
    }
    assertThat(detail(fresh).attempts()).containsExactly(refused(1));
    assertThat(listed(DeliveryState.CANCELLED)).containsExactlyInAnyOrder(fresh, held);
    assertThat(listed(DeliveryState.PENDING)).isEmpty();
    assertThat(listed(DeliveryState.HELD)).isEmpty();
    assertNotWorkedOnAnyMore();
    assertThat(listed(DeliveryState.CANCELLED)).containsExactlyInAnyOrder(fresh, held);
  }

  @Test
  default void finishedDeliveriesOfADeletedWebhookStayInTheLog() {
    Webhook webhook = activeWebhook();
    String delivered = append(webhook);
    store().complete(List.of(Completion.delivered(claimOne(), acknowledged(1))));
    String failed = append(webhook);
    store().complete(List.of(Completion.exhausted(claimOne(), refused(1))));

    store().delete(WORKSPACE, webhook.id());

    assertThat(listed(DeliveryState.DELIVERED)).containsExactly(delivered);
    assertThat(listed(DeliveryState.FAILED)).containsExactly(failed);
    assertThat(detail(delivered).attempts()).containsExactly(acknowledged(1));
  }

  /** Guarantee W: a POST was made, so it is in the log; nothing else comes of it. */
  @Test
  default void whatIsOnItsWayWhenItsWebhookIsDeletedKeepsItsAttempt() {
    Webhook webhook = activeWebhook();
    List<String> ids = append(webhook, 4);
    List<ClaimedDelivery> claims =
        claimAll().stream().sorted(Comparator.comparing(ClaimedDelivery::id)).toList();
    store().delete(WORKSPACE, webhook.id());
    assertThat(ids).allMatch(id -> stateOf(id) == DeliveryState.CANCELLED);
    List<Completion> completions =
        List.of(
            Completion.delivered(claims.get(0), acknowledged(1)),
            Completion.retry(claims.get(1), refused(1), unit()),
            Completion.exhausted(claims.get(2), refused(1)),
            Completion.cancelled(claims.get(3)));

    store().complete(completions);
    otherNode().complete(completions);

    assertThat(ids).allMatch(id -> stateOf(id) == DeliveryState.CANCELLED);
    assertThat(ids).allMatch(id -> delivery(id).nextAttemptAt() == null);
    assertThat(detail(ids.get(0)).attempts()).containsExactly(acknowledged(1));
    assertThat(delivery(ids.get(0)).lastHttpStatus()).isEqualTo(204);
    assertThat(detail(ids.get(1)).attempts()).containsExactly(refused(1));
    assertThat(delivery(ids.get(1)).attempts()).isEqualTo(1);
    assertThat(delivery(ids.get(1)).lastError()).isEqualTo("status 503");
    assertThat(detail(ids.get(2)).attempts()).containsExactly(refused(1));
    assertThat(detail(ids.get(3)).attempts()).isEmpty();
    assertNotWorkedOnAnyMore();
    assertThat(ids).allMatch(id -> stateOf(id) == DeliveryState.CANCELLED);
  }

  /** Guarantee F: a claim that was lost before does not tell, and nobody tells twice. */
  @Test
  default void ofACancelledDeliveryOnlyTheLatestClaimTells() {
    Webhook webhook = activeWebhook();
    String id = append(webhook);
    complete(Completion.retry(claimOne(), refused(1), Duration.ZERO));
    ClaimedDelivery lost = claimOne();
    passTime(lease());
    ClaimedDelivery latest = claimOne();
    String waiting = append(webhook);
    ClaimedDelivery ended = claimOne();
    complete(Completion.retry(ended, refused(1), unit()));
    store().delete(WORKSPACE, webhook.id());

    complete(Completion.delivered(lost, acknowledged(2)));
    complete(Completion.delivered(ended, acknowledged(2)));
    assertThat(detail(id).attempts()).containsExactly(refused(1));
    complete(Completion.retry(latest, refused(2), unit()));
    complete(Completion.delivered(latest, acknowledged(3)));

    assertThat(detail(id).attempts()).containsExactly(refused(1), refused(2));
    assertThat(detail(waiting).attempts()).containsExactly(refused(1));
    assertThat(stateOf(id)).isEqualTo(DeliveryState.CANCELLED);
  }

  @Test
  default void ofADeliveryThatWasCancelledByItsClaimNobodyTellsLater() {
    String id = append(activeWebhook());
    ClaimedDelivery claim = claimOne();
    complete(Completion.cancelled(claim));

    complete(Completion.delivered(claim, acknowledged(1)));

    assertThat(detail(id).attempts()).isEmpty();
    assertThat(stateOf(id)).isEqualTo(DeliveryState.CANCELLED);
  }

  /** Guarantee L: a publisher may know a webhook a moment longer than the store. */
  @Test
  default void anEventForAWebhookThatIsGoneIsStoredAndItsDeliveryCancelled() {
    Webhook gone = activeWebhook();
    Webhook there = activeWebhook();
    store().delete(WORKSPACE, gone.id());
    NewEvent event = event(WORKSPACE, "order-7", gone, there);

    store().append(List.of(event));

    assertThat(stateOf(event.deliveries().get(0).id())).isEqualTo(DeliveryState.CANCELLED);
    assertThat(stateOf(event.deliveries().get(1).id())).isEqualTo(DeliveryState.PENDING);
    assertThat(listed(DeliveryState.CANCELLED)).hasSize(1);
    assertThat(claimAll()).extracting(ClaimedDelivery::id).contains(event.deliveries().get(1).id());
  }

  @Test
  default void theLogOfAnotherWorkspaceIsUntouched() {
    Webhook theirs = register(webhook(OTHER_WORKSPACE));
    append(theirs);
    Webhook ours = activeWebhook();
    append(ours);

    store().delete(WORKSPACE, ours.id());

    assertThat(store().query(DeliveryQuery.builder(OTHER_WORKSPACE).build()).deliveries())
        .extracting(Delivery::state)
        .containsExactly(DeliveryState.PENDING);
  }

  /**
   * A cancelled delivery may be claimed once more, to be told that it is cancelled, and never after
   * that.
   */
  private void assertNotWorkedOnAnyMore() {
    passTime(lease().plus(unit()));
    claimAll().forEach(claim -> store().complete(List.of(Completion.cancelled(claim))));
    passTime(lease().plus(unit()));
    assertThat(claimAll()).isEmpty();
  }

  private void complete(Completion completion) {
    store().complete(List.of(completion));
  }

  private List<String> listed(DeliveryState state) {
    return store()
        .query(DeliveryQuery.builder(WORKSPACE).state(state).build())
        .deliveries()
        .stream()
        .map(Delivery::id)
        .toList();
  }
}
