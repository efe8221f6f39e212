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
import dev.webhooks.spi.ClaimRequest;
import dev.webhooks.spi.ClaimedDelivery;
import dev.webhooks.spi.Completion;
import dev.webhooks.spi.DeliveryStore;
import dev.webhooks.spi.NewEvent;
import dev.webhooks.spi.WebhookStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

/**
 * How deliveries must follow their webhook: held while it is not active, cancelled when it is gone.
 *
 * @param <S> the store's type
 */
public interface HeldAndCancelledContract<S extends WebhookStore & DeliveryStore>
    extends StoreFixture<S> {

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

  /** Guarantee L. */
  @ParameterizedTest
  @EnumSource(value = WebhookStatus.class, mode = Mode.EXCLUDE, names = "ACTIVE")
  default void deliveriesOfAWebhookThatIsNotActiveAreHeldUntilItIs(WebhookStatus status) {
    Webhook webhook = activeWebhook();
    List<String> ids = append(webhook, 3);

    Webhook inactive = changeStatus(webhook, status);

    assertThat(ids).allMatch(id -> stateOf(id) == DeliveryState.HELD);
    assertThat(ids).allMatch(id -> delivery(id).nextAttemptAt() == null);
    assertThat(claimAll()).isEmpty();
    passTime(units(2));
    assertThat(claimAll()).isEmpty();

    changeStatus(inactive, WebhookStatus.ACTIVE);

    assertThat(ids).allMatch(id -> stateOf(id) == DeliveryState.PENDING);
    assertThat(claimAll()).extracting(ClaimedDelivery::id).containsExactlyInAnyOrderElementsOf(ids);
  }

  /** Guarantee L. */
  @Test
  default void whatIsPublishedWhileAWebhookIsDisabledIsHeldForIt() {
    Webhook disabled = disabledWebhook();
    String id = append(disabled);

    assertThat(stateOf(id)).isEqualTo(DeliveryState.HELD);
    assertThat(claimAll()).isEmpty();

    changeStatus(disabled, WebhookStatus.ACTIVE);
    assertThat(claimOne().id()).isEqualTo(id);
  }

  /** Guarantee L. */
  @Test
  default void aRetryThatBecameDueWhileItsWebhookWasDisabledIsDueOnActivation() {
    Webhook webhook = activeWebhook();
    String id = append(webhook);
    store().complete(List.of(Completion.retry(claimOne(), refused(1), units(2))));
    Webhook disabled = changeStatus(webhook, WebhookStatus.DISABLED);
    passTime(units(3));
    assertThat(claimAll()).isEmpty();

    changeStatus(disabled, WebhookStatus.ACTIVE);

    ClaimedDelivery claim = claimOne();
    assertThat(claim.id()).isEqualTo(id);
    assertThat(claim.attempts()).isEqualTo(1);
  }

  @Test
  default void aRetryThatIsNotDueYetWaitsOnAfterActivation() {
    Webhook webhook = activeWebhook();
    append(webhook);
    store().complete(List.of(Completion.retry(claimOne(), refused(1), units(3))));

    changeStatus(changeStatus(webhook, WebhookStatus.DISABLED), WebhookStatus.ACTIVE);

    assertThat(claimAll()).isEmpty();
    passTime(units(3));
    assertThat(claimAll()).hasSize(1);
  }

  @Test
  default void aDisabledWebhookDoesNotHoldItsNeighbours() {
    Webhook disabled = disabledWebhook();
    append(disabled, 50);
    String id = append(activeWebhook());

    assertThat(claimOne().id()).isEqualTo(id);
  }

  @Test
  default void whatIsOnItsWayWhenAWebhookIsDisabledMayStillEnd() {
    Webhook webhook = activeWebhook();
    append(webhook, 2);
    List<ClaimedDelivery> claims = claimAll();
    String delivered = claims.get(0).id();
    String refused = claims.get(1).id();

    Webhook disabled = changeStatus(webhook, WebhookStatus.DISABLED);
    assertThat(stateOf(delivered)).isEqualTo(DeliveryState.HELD);
    assertThat(
            store()
                .complete(
                    List.of(
                        Completion.delivered(claims.get(0), acknowledged(1)),
                        Completion.retry(claims.get(1), refused(1), unit()))))
        .hasSize(2);

    assertThat(stateOf(delivered)).isEqualTo(DeliveryState.DELIVERED);
    assertThat(stateOf(refused)).isEqualTo(DeliveryState.HELD);
    assertThat(detail(refused).attempts()).hasSize(1);
    passTime(unit());
    assertThat(claimAll()).isEmpty();
    changeStatus(disabled, WebhookStatus.ACTIVE);
    assertThat(claimOne().id()).isEqualTo(refused);
  }

  /** Guarantee L: nothing is left behind that was published at the very moment of activation. */
  @Test
  default void whatIsPublishedWhileItsWebhookIsEnabledIsNotLeftBehind() {
    for (int round = 0; round < 15; round++) {
      Webhook disabled = disabledWebhook();

      List<String> appended =
          Race.run(
              3,
              i -> {
                if (i == 0) {
                  changeStatus(disabled, WebhookStatus.ACTIVE);
                  return "";
                }
                return append(disabled);
              });

      assertThat(claimAll())
          .extracting(ClaimedDelivery::id)
          .containsExactlyInAnyOrderElementsOf(appended.subList(1, 3));
    }
  }

  /** Guarantees L and N: whatever a store does with what waits in vain, all of it comes back. */
  @Test
  default void manyHeldDeliveriesComeBackWhenTheirWebhooksAreEnabled() {
    List<Webhook> disabled = Stream.generate(this::disabledWebhook).limit(60).toList();
    Set<String> held = new HashSet<>();
    disabled.forEach(webhook -> held.addAll(append(webhook, 3)));
    append(activeWebhook());
    claimOne();
    for (int i = 0; i < 5; i++) {
      assertThat(claimAll()).isEmpty();
    }
    String late = append(disabled.get(0));
    held.add(late);

    assertThat(held).allMatch(id -> stateOf(id) == DeliveryState.HELD);
    assertThat(listed(DeliveryState.HELD)).hasSizeGreaterThanOrEqualTo(50);
    assertThat(store().redeliver(WORKSPACE, late)).isEqualTo(RedeliveryAnswer.HELD);
    disabled.subList(0, 20).forEach(webhook -> store().delete(WORKSPACE, webhook.id()));
    Set<String> cancelled =
        held.stream()
            .filter(id -> stateOf(id) == DeliveryState.CANCELLED)
            .collect(Collectors.toSet());
    assertThat(cancelled).hasSize(61);
    disabled.subList(20, 60).forEach(webhook -> changeStatus(webhook, WebhookStatus.ACTIVE));

    held.removeAll(cancelled);
    assertThat(claimAll())
        .extracting(ClaimedDelivery::id)
        .containsExactlyInAnyOrderElementsOf(held);
    assertNotWorkedOnAnyMore(cancelled);
  }

  /** Guarantee L: a status that changes while nodes claim leaves nothing behind. */
  @Test
  default void whatIsDisabledAndEnabledWhileNodesClaimIsNotLeftBehind() {
    List<Webhook> webhooks = Stream.generate(this::activeWebhook).limit(40).toList();
    Set<String> all = ConcurrentHashMap.newKeySet();
    List<List<ClaimedDelivery>> claimed =
        Race.run(
            4,
            i -> {
              List<ClaimedDelivery> mine = new ArrayList<>();
              for (int round = 0; round < 4; round++) {
                if (i == 0) {
                  switchOffAndOn(webhooks.subList(0, 20), round);
                } else if (i == 1) {
                  switchOffAndOn(webhooks.subList(20, 40), round);
                }
                webhooks.forEach(webhook -> all.add(append(webhook)));
                for (int claim = 0; claim < 4; claim++) {
                  mine.addAll(node(i).claim(new ClaimRequest(5, 5, Set.of(), lease())));
                }
              }
              return mine;
            });

    List<ClaimedDelivery> claims = new ArrayList<>(claimAll());
    claimed.forEach(claims::addAll);
    assertThat(claims).extracting(ClaimedDelivery::id).containsExactlyInAnyOrderElementsOf(all);
  }

  private void switchOffAndOn(List<Webhook> webhooks, int round) {
    for (Webhook first : webhooks) {
      Webhook webhook = first.toBuilder().version(first.version() + 2L * round).build();
      changeStatus(webhook, WebhookStatus.DISABLED);
    }
    for (int i = 0; i < 3; i++) {
      otherNode().claim(new ClaimRequest(1, 1, Set.of(), Duration.ZERO));
    }
    for (Webhook first : webhooks) {
      Webhook webhook =
          first.toBuilder()
              .version(first.version() + 2L * round + 1)
              .status(WebhookStatus.DISABLED, "for the test")
              .build();
      changeStatus(webhook, WebhookStatus.ACTIVE);
    }
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

  private void assertNotWorkedOnAnyMore(Set<String> cancelled) {
    passTime(lease().plus(unit()));
    assertThat(claimAll()).extracting(ClaimedDelivery::id).doesNotContainAnyElementsOf(cancelled);
    assertThat(cancelled).allMatch(id -> stateOf(id) == DeliveryState.CANCELLED);
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
