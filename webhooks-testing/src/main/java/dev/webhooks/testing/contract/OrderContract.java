package dev.webhooks.testing.contract;

import static dev.webhooks.testing.contract.Samples.WORKSPACE;
import static dev.webhooks.testing.contract.Samples.acknowledged;
import static dev.webhooks.testing.contract.Samples.refused;
import static org.assertj.core.api.Assertions.assertThat;

import dev.webhooks.model.DeliveryState;
import dev.webhooks.model.RedeliveryAnswer;
import dev.webhooks.model.Webhook;
import dev.webhooks.model.WebhookStatus;
import dev.webhooks.spi.ClaimRequest;
import dev.webhooks.spi.ClaimedDelivery;
import dev.webhooks.spi.Completion;
import dev.webhooks.spi.EventBatch;
import dev.webhooks.spi.NewEvent;
import dev.webhooks.spi.Store;
import dev.webhooks.spi.Subscriptions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * How deliveries to ordered webhooks are claimed.
 *
 * @param <S> the store's type
 */
public interface OrderContract<S extends Store> extends StoreFixture<S> {

  private Webhook orderedWebhook() {
    Webhook webhook = Samples.webhook(WORKSPACE);
    return register(webhook.toBuilder().settings(settings -> settings.ordered(true)).build());
  }

  private Webhook setOrdered(Webhook webhook, boolean ordered) {
    Webhook changed = webhook.toBuilder().settings(settings -> settings.ordered(ordered)).build();
    assertThat(store().replace(Samples.stored(changed))).isTrue();
    return changed.toBuilder().version(webhook.version() + 1).build();
  }

  private void complete(Completion completion) {
    assertThat(store().complete(List.of(completion))).hasSize(1);
  }

  /** Guarantee O. */
  @Test
  default void oneAtATimeIsClaimedInTheOrderOfPublishing() {
    Webhook webhook = orderedWebhook();
    List<String> ids = new ArrayList<>(append(webhook, 3));
    ids.add(append(webhook));
    ids.addAll(append(webhook, 2));

    List<String> claimed = new ArrayList<>();
    for (int i = 0; i < ids.size(); i++) {
      ClaimedDelivery claim = claimOne();
      claimed.add(claim.id());
      complete(
          i % 2 == 0
              ? Completion.delivered(claim, acknowledged(1))
              : Completion.exhausted(claim, refused(1)));
    }

    assertThat(claimed).isEqualTo(ids);
    assertThat(claimAll()).isEmpty();
  }

  /** Guarantees O and N: a failing head keeps its own webhook waiting, and nobody else. */
  @Test
  default void aHeadThatWaitsForARetryKeepsTheOthersWaiting() {
    Webhook webhook = orderedWebhook();
    List<String> ids = append(webhook, 3);
    complete(Completion.retry(claimOne(), refused(1), units(2)));
    String neighbours = append(activeWebhook());

    assertThat(claimOne().id()).isEqualTo(neighbours);
    ClaimRequest request = ClaimRequest.builder(10, lease()).build();
    assertThat(store().untilNextDue(request, units(60))).isBetween(units(1), units(2));

    passTime(units(3));
    ClaimedDelivery head = claimOne();
    assertThat(head.id()).isEqualTo(ids.get(0));
    complete(Completion.released(head, Duration.ZERO));
    assertThat(claimOne().id()).isEqualTo(ids.get(0));
  }

  /** Guarantees O and L: a dead node's head comes back first. */
  @Test
  default void aHeadWhoseLeaseEndedComesFirst() {
    Webhook webhook = orderedWebhook();
    List<String> ids = append(webhook, 3);
    claimOne();
    passTime(units(6));

    assertThat(claimOne().id()).isEqualTo(ids.get(0));
  }

  /** Guarantee O: of several nodes one has the head, and none has the next. */
  @Test
  default void nodesThatClaimAtTheSameTimeKeepTheOrder() {
    Webhook webhook = orderedWebhook();
    List<String> ids = append(webhook, 24);
    List<String> sent = Collections.synchronizedList(new ArrayList<>());

    Race.run(
        4,
        thread -> {
          for (int i = 0; i < 2_000 && sent.size() < ids.size(); i++) {
            List<ClaimedDelivery> claims =
                node(thread).claim(ClaimRequest.builder(10, lease()).build());
            for (ClaimedDelivery claim : claims) {
              sent.add(claim.id());
              node(thread).complete(List.of(Completion.delivered(claim, acknowledged(1))));
            }
          }
          return thread;
        });

    assertThat(sent).isEqualTo(ids);
  }

  /** Guarantee O: however an event is published, in one call or by several nodes. */
  @Test
  default void publishingThatEndedBeforeIsFirst() {
    Webhook webhook = orderedWebhook();
    List<String> ids = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      var event = Samples.event(webhook);
      node(i).append(List.of(event));
      ids.add(event.deliveries().get(0).id());
    }

    List<String> claimed = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      ClaimedDelivery claim = claimOne();
      claimed.add(claim.id());
      complete(Completion.delivered(claim, acknowledged(1)));
    }
    assertThat(claimed).isEqualTo(ids);
  }

  /** Guarantee O: what a publisher knew of a webhook counts by the version that it says. */
  @Test
  default void whatWasKnownBeforeOrderWasAskedForIsLookedAtAnew() {
    Webhook webhook = activeWebhook();
    NewEvent first = Samples.event(webhook);
    NewEvent second = Samples.event(webhook);
    long version = store().subscriptions(WORKSPACE, Subscriptions.NONE).orElseThrow().version();
    setOrdered(webhook, true);

    assertThat(store().append(new EventBatch(List.of(first), Map.of(WORKSPACE, version), lease())))
        .isEmpty();
    store().append(EventBatch.of(List.of(first)));
    store().append(EventBatch.of(List.of(second)));

    assertThat(claimOne().id()).isEqualTo(first.deliveries().get(0).id());
    assertThat(claimAll()).isEmpty();
  }

  /** Redelivery does not disturb the order: what is sent again comes last. */
  @Test
  default void whatIsSentAgainComesLast() {
    Webhook webhook = orderedWebhook();
    List<String> ids = append(webhook, 3);
    complete(Completion.exhausted(claimOne(), refused(1)));

    assertThat(store().redeliver(WORKSPACE, ids.get(0))).isEqualTo(RedeliveryAnswer.ACCEPTED);

    assertThat(stateOf(ids.get(0))).isEqualTo(DeliveryState.PENDING);
    List<String> claimed = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      ClaimedDelivery claim = claimOne();
      claimed.add(claim.id());
      complete(Completion.delivered(claim, acknowledged(claim.attempts() + 1)));
    }
    assertThat(claimed).containsExactly(ids.get(1), ids.get(2), ids.get(0));
  }

  @Test
  default void whatIsRecoveredComesLastInItsOrder() {
    Webhook webhook = orderedWebhook();
    List<String> ids = append(webhook, 4);
    complete(Completion.exhausted(claimOne(), refused(1)));
    complete(Completion.exhausted(claimOne(), refused(1)));

    assertThat(
            store()
                .recover(
                    WORKSPACE,
                    webhook.id(),
                    Instant.EPOCH,
                    Instant.parse("2100-01-01T00:00:00Z"),
                    null,
                    10))
        .containsExactly(ids.get(0), ids.get(1));

    List<String> claimed = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      ClaimedDelivery claim = claimOne();
      claimed.add(claim.id());
      complete(Completion.delivered(claim, acknowledged(claim.attempts() + 1)));
    }
    assertThat(claimed).containsExactly(ids.get(2), ids.get(3), ids.get(0), ids.get(1));
  }

  /** Guarantee O: of what waits, the head alone can be moved. */
  @Test
  default void onlyTheHeadCanBeSentNow() {
    Webhook webhook = orderedWebhook();
    List<String> ids = append(webhook, 2);
    complete(Completion.retry(claimOne(), refused(1), units(9)));

    assertThat(store().redeliver(WORKSPACE, ids.get(1))).isEqualTo(RedeliveryAnswer.NOT_FIRST);
    assertThat(claimAll()).isEmpty();
    assertThat(delivery(ids.get(1)).nextAttemptAt()).isNull();
    assertThat(store().redeliver(WORKSPACE, ids.get(0))).isEqualTo(RedeliveryAnswer.ACCEPTED);
    assertThat(claimOne().id()).isEqualTo(ids.get(0));
    assertThat(store().redeliver(WORKSPACE, ids.get(0))).isEqualTo(RedeliveryAnswer.UNDER_WAY);
  }

  @Test
  default void theOrderOutlastsBeingDisabled() {
    Webhook webhook = orderedWebhook();
    List<String> ids = new ArrayList<>(append(webhook, 2));
    Webhook disabled = changeStatus(webhook, WebhookStatus.DISABLED);
    ids.add(append(webhook));
    assertThat(claimAll()).isEmpty();
    changeStatus(disabled, WebhookStatus.ACTIVE);

    List<String> claimed = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      ClaimedDelivery claim = claimOne();
      claimed.add(claim.id());
      complete(Completion.delivered(claim, acknowledged(1)));
    }
    assertThat(claimed).isEqualTo(ids);
  }

  /** Guarantee L: nothing waits for ever because order was asked for or is no longer. */
  @Test
  default void whatWaitsIsDeliveredWhateverBecomesOfTheOrder() {
    Webhook webhook = activeWebhook();
    List<String> ids = new ArrayList<>(append(webhook, 3));
    Webhook ordered = setOrdered(webhook, true);
    ids.addAll(append(ordered, 3));
    List<String> claimed = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      for (ClaimedDelivery claim : claimAll()) {
        claimed.add(claim.id());
        complete(Completion.delivered(claim, acknowledged(1)));
      }
    }
    setOrdered(ordered, false);
    claimAll().forEach(claim -> claimed.add(claim.id()));

    assertThat(claimed).containsExactlyInAnyOrderElementsOf(ids);
  }

  /** While order is asked for, what was published before goes first. */
  @Test
  default void aWebhookThatIsNoLongerOrderedGetsAllAtOnce() {
    Webhook webhook = orderedWebhook();
    append(webhook, 5);
    claimOne();
    setOrdered(webhook, false);

    List<String> claimed = new ArrayList<>();
    for (int i = 0; i < 50 && claimed.size() < 4; i++) {
      claimAll().forEach(claim -> claimed.add(claim.id()));
    }
    assertThat(claimed).hasSize(4);
  }
}
