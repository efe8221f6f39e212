package dev.webhooks.testing.contract;

import static dev.webhooks.testing.contract.Samples.WORKSPACE;
import static dev.webhooks.testing.contract.Samples.acknowledged;
import static dev.webhooks.testing.contract.Samples.refused;
import static dev.webhooks.testing.contract.Samples.webhook;
import static org.assertj.core.api.Assertions.assertThat;

import dev.webhooks.model.DeliveryQuery;
import dev.webhooks.model.DeliveryState;
import dev.webhooks.model.RedeliveryAnswer;
import dev.webhooks.model.Webhook;
import dev.webhooks.model.WebhookStatus;
import dev.webhooks.spi.ClaimRequest;
import dev.webhooks.spi.ClaimedDelivery;
import dev.webhooks.spi.Completion;
import dev.webhooks.spi.DeliveryStore;
import dev.webhooks.spi.WebhookStore;
import java.time.Duration;
import java.util.ArrayList;
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
 * How deliveries are held while their webhook is not active, and come back when it is.
 *
 * @param <S> the store's type
 */
public interface HeldContract<S extends WebhookStore & DeliveryStore> extends StoreFixture<S> {

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
    assertThat(
            store()
                .query(DeliveryQuery.builder(WORKSPACE).state(DeliveryState.HELD).build())
                .deliveries())
        .hasSizeGreaterThanOrEqualTo(50);
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
                  mine.addAll(node(i).claim(ClaimRequest.builder(5, lease()).build()));
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
      otherNode().claim(ClaimRequest.builder(1, Duration.ZERO).build());
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

  private void assertNotWorkedOnAnyMore(Set<String> cancelled) {
    passTime(lease().plus(unit()));
    assertThat(claimAll()).extracting(ClaimedDelivery::id).doesNotContainAnyElementsOf(cancelled);
    assertThat(cancelled).allMatch(id -> stateOf(id) == DeliveryState.CANCELLED);
  }
}
