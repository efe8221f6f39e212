package dev.webhooks.testing.contract;

import static dev.webhooks.testing.contract.Samples.acknowledged;
import static dev.webhooks.testing.contract.Samples.refused;
import static org.assertj.core.api.Assertions.assertThat;

import dev.webhooks.model.DeliveryDetail;
import dev.webhooks.model.DeliveryState;
import dev.webhooks.model.RedeliveryAnswer;
import dev.webhooks.model.Webhook;
import dev.webhooks.spi.ClaimedDelivery;
import dev.webhooks.spi.Completion;
import dev.webhooks.spi.DeliveryStore;
import dev.webhooks.spi.WebhookStore;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/**
 * Which completions {@link DeliveryStore#complete} must ignore: those of claims that were lost or
 * ended.
 *
 * @param <S> the store's type
 */
public interface FencingContract<S extends WebhookStore & DeliveryStore> extends StoreFixture<S> {

  /** The work is done, and nobody else has begun it. */
  @Test
  default void aLateCompletionCountsWhileNobodyTookOver() {
    String id = append(activeWebhook());
    ClaimedDelivery claim = claimOne();
    passTime(lease().plus(unit()));

    assertThat(complete(Completion.delivered(claim, acknowledged(1)))).containsExactly(id);

    assertThat(stateOf(id)).isEqualTo(DeliveryState.DELIVERED);
    assertThat(claimAll()).isEmpty();
  }

  /** Guarantee F. */
  @Test
  default void aClaimThatWasTakenOverChangesNothing() {
    String id = append(activeWebhook());
    ClaimedDelivery lost = claimOne();
    passTime(lease());
    ClaimedDelivery current = claimOne();
    DeliveryDetail before = detail(id);

    for (Completion late : everyEndOf(lost)) {
      assertThat(complete(late)).isEmpty();
      assertThat(detail(id)).isEqualTo(before);
    }

    assertThat(claimAll()).isEmpty();
    assertThat(complete(Completion.delivered(current, acknowledged(1)))).containsExactly(id);
    assertThat(detail(id).attempts()).containsExactly(acknowledged(1));
  }

  /** Guarantee F: a write that is repeated because its reply was lost records nothing twice. */
  @Test
  default void aClaimEndsOnce() {
    Webhook webhook = activeWebhook();
    for (int end = 0; end < 6; end++) {
      String id = append(webhook);
      ClaimedDelivery claim = claimOne();
      Completion first = everyEndOf(claim).get(end);
      assertThat(complete(first)).containsExactly(id);
      DeliveryDetail before = detail(id);

      assertThat(complete(first)).as("%s again", first).isEmpty();
      for (Completion second : everyEndOf(claim)) {
        assertThat(complete(second)).as("%s after %s", second, first).isEmpty();
      }

      assertThat(detail(id)).isEqualTo(before);
    }
  }

  /** Guarantee F. */
  @Test
  default void aClaimFromBeforeARedeliveryChangesNothing() {
    String id = append(activeWebhook());
    ClaimedDelivery claim = claimOne();
    complete(Completion.exhausted(claim, refused(1)));
    assertThat(store().redeliver(Samples.WORKSPACE, id)).isEqualTo(RedeliveryAnswer.ACCEPTED);
    DeliveryDetail before = detail(id);

    for (Completion late : everyEndOf(claim)) {
      assertThat(complete(late)).isEmpty();
    }

    assertThat(detail(id)).isEqualTo(before);
    assertThat(claimOne().token()).isNotEqualTo(claim.token());
  }

  /** Guarantees F and W. */
  @Test
  default void ofNodesThatEndAClaimAtTheSameTimeOneSucceeds() {
    String id = append(activeWebhook());
    ClaimedDelivery claim = claimOne();

    List<Set<String>> accepted =
        Race.run(10, i -> node(i).complete(List.of(Completion.retry(claim, refused(1), unit()))));

    assertThat(accepted).filteredOn(ids -> !ids.isEmpty()).containsExactly(Set.of(id));
    assertThat(detail(id).attempts()).hasSize(1);
  }

  /** Guarantee F: a slow node may claim again what it lost, and report both claims in one batch. */
  @Test
  default void aBatchMayHoldALostAndACurrentClaimOfOneDelivery() {
    for (boolean lostFirst : new boolean[] {true, false}) {
      String id = append(activeWebhook());
      Completion lost = Completion.exhausted(claimOne(), refused(1));
      passTime(lease());
      Completion current = Completion.delivered(claimOne(), acknowledged(1));

      assertThat(lostFirst ? complete(lost, current) : complete(current, lost)).containsExactly(id);

      assertThat(stateOf(id)).isEqualTo(DeliveryState.DELIVERED);
      assertThat(detail(id).attempts()).containsExactly(acknowledged(1));
    }
  }

  /** The six ways in which a claim may end. */
  private List<Completion> everyEndOf(ClaimedDelivery claim) {
    return List.of(
        Completion.delivered(claim, acknowledged(1)),
        Completion.retry(claim, refused(1), units(100)),
        Completion.exhausted(claim, refused(1)),
        Completion.unsendable(claim, "why"),
        Completion.cancelled(claim),
        Completion.released(claim, units(100)));
  }

  private Set<String> complete(Completion... completions) {
    return store().complete(List.of(completions));
  }
}
