package dev.webhooks.testing.contract;

import static dev.webhooks.testing.contract.Samples.OTHER_WORKSPACE;
import static dev.webhooks.testing.contract.Samples.WORKSPACE;
import static dev.webhooks.testing.contract.Samples.acknowledged;
import static dev.webhooks.testing.contract.Samples.refused;
import static java.time.Instant.EPOCH;
import static org.assertj.core.api.Assertions.assertThat;

import dev.webhooks.model.DeliveryState;
import dev.webhooks.model.Webhook;
import dev.webhooks.spi.ClaimedDelivery;
import dev.webhooks.spi.Completion;
import dev.webhooks.spi.DeliveryStore;
import dev.webhooks.spi.NewEvent;
import dev.webhooks.spi.NewEvent.NewDelivery;
import dev.webhooks.spi.WebhookStore;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * What {@link DeliveryStore#recover} and {@link DeliveryStore#countRecoverable} must do.
 *
 * @param <S> the store's type
 */
public interface RecoveryContract<S extends WebhookStore & DeliveryStore> extends StoreFixture<S> {

  @Test
  default void recoveryPutsBackWhatFailedAndNothingElse() {
    Webhook webhook = activeWebhook();
    Webhook other = activeWebhook();
    append(other);
    complete(Completion.exhausted(claimOne(), refused(1)));
    String delivered = append(webhook);
    complete(Completion.delivered(claimOne(), acknowledged(1)));
    String failed = append(webhook);
    complete(Completion.exhausted(claimOne(), refused(1)));
    String parked = append(webhook);
    complete(Completion.unsendable(claimOne(), "why"));
    String cancelled = append(webhook);
    complete(Completion.cancelled(claimOne()));
    String waiting = append(webhook);
    complete(Completion.retry(claimOne(), refused(1), units(100)));

    assertThat(recover(webhook)).containsExactly(failed, parked);

    assertThat(claimAll())
        .extracting(ClaimedDelivery::id)
        .containsExactlyInAnyOrder(failed, parked);
    assertThat(stateOf(delivered)).isEqualTo(DeliveryState.DELIVERED);
    assertThat(stateOf(cancelled)).isEqualTo(DeliveryState.CANCELLED);
    assertThat(delivery(waiting).attempts()).isEqualTo(1);
    assertThat(recover(webhook)).isEmpty();
  }

  @Test
  default void aRecoveredDeliveryBeginsANewRoundAndKeepsItsLog() {
    Webhook webhook = activeWebhook();
    String id = append(webhook);
    ClaimedDelivery old = claimOne();
    complete(Completion.exhausted(old, refused(1)));

    assertThat(recover(webhook)).containsExactly(id);

    assertThat(complete(Completion.delivered(old, acknowledged(2)))).isFalse();
    ClaimedDelivery again = claimOne();
    assertThat(again.attemptsBeforeRound()).isEqualTo(1);
    assertThat(again.token()).isNotEqualTo(old.token());
    assertThat(detail(id).attempts()).containsExactly(refused(1));
  }

  @Test
  default void recoveryAndItsCountReachFromAnInstantUntilAnother() {
    Webhook webhook = activeWebhook();
    String first = failed(webhook);
    passTime(unit());
    String second = failed(webhook);
    passTime(unit());
    String third = failed(webhook);
    Instant from = delivery(second).createdAt();
    Instant until = delivery(third).createdAt();

    assertThat(countRecoverable(webhook, from, until)).isEqualTo(1);
    assertThat(countRecoverable(webhook, EPOCH, from)).isEqualTo(1);
    assertThat(countRecoverable(webhook, from, Instant.MAX)).isEqualTo(2);
    assertThat(countRecoverable(webhook, until, from)).isZero();
    assertThat(store().recover(WORKSPACE, webhook.id(), until, from, null, 100)).isEmpty();
    assertThat(store().recover(WORKSPACE, webhook.id(), from, until, null, 100))
        .containsExactly(second);

    assertThat(stateOf(first)).isEqualTo(DeliveryState.FAILED);
    assertThat(stateOf(second)).isEqualTo(DeliveryState.PENDING);
    assertThat(stateOf(third)).isEqualTo(DeliveryState.FAILED);
    assertThat(countRecoverable(webhook, EPOCH, Instant.MAX)).isEqualTo(2);
  }

  @Test
  default void whatIsNoOthersToRecoverIsNotCounted() {
    Webhook webhook = activeWebhook();
    failed(webhook);
    failed(activeWebhook());
    append(webhook);

    assertThat(countRecoverable(webhook, EPOCH, Instant.MAX)).isEqualTo(1);
    assertThat(store().countRecoverable(OTHER_WORKSPACE, webhook.id(), EPOCH, Instant.MAX))
        .isZero();
    assertThat(store().countRecoverable(WORKSPACE, "wh_unknown", EPOCH, Instant.MAX)).isZero();
  }

  /** Guarantee B. */
  @Test
  default void recoveryGoesInBoundedStepsInTheOrderOfCreation() {
    Webhook webhook = activeWebhook();
    List<String> ids = new ArrayList<>();
    for (int i = 0; i < 25; i++) {
      ids.add(Samples.id("dlv"));
    }
    List<String> shuffled = new ArrayList<>(ids);
    Collections.shuffle(shuffled, new Random(7));
    store().append(shuffled.stream().map(id -> eventTo(webhook, id)).toList());
    failAllThatIsDue();

    List<String> recovered = new ArrayList<>();
    List<String> step = store().recover(WORKSPACE, webhook.id(), EPOCH, Instant.MAX, null, 10);
    while (!step.isEmpty()) {
      assertThat(step).hasSizeLessThanOrEqualTo(10);
      recovered.addAll(step);
      assertThat(recovered).doesNotHaveDuplicates();
      step = store().recover(WORKSPACE, webhook.id(), EPOCH, Instant.MAX, last(step), 10);
    }

    assertThat(recovered).containsExactlyElementsOf(ids);
    assertThat(claimAll()).extracting(ClaimedDelivery::id).containsExactlyInAnyOrderElementsOf(ids);
  }

  /** Guarantee B: who goes on from the last id comes to an end. */
  @Test
  default void recoveryThatGoesOnFromAnIdLeavesWhatFailedAgain() {
    Webhook webhook = activeWebhook();
    List<String> ids = append(webhook, 6);
    failAllThatIsDue();
    List<String> first = store().recover(WORKSPACE, webhook.id(), EPOCH, Instant.MAX, null, 4);
    assertThat(first).containsExactlyElementsOf(ids.subList(0, 4));
    failAllThatIsDue();

    List<String> second =
        store().recover(WORKSPACE, webhook.id(), EPOCH, Instant.MAX, last(first), 4);

    assertThat(second).containsExactlyElementsOf(ids.subList(4, 6));
    assertThat(store().recover(WORKSPACE, webhook.id(), EPOCH, Instant.MAX, last(second), 4))
        .isEmpty();
    assertThat(ids.subList(0, 4)).allMatch(id -> stateOf(id) == DeliveryState.FAILED);
  }

  private void failAllThatIsDue() {
    claimAll()
        .forEach(claim -> complete(Completion.exhausted(claim, refused(claim.attempts() + 1))));
  }

  private static String last(List<String> ids) {
    return ids.get(ids.size() - 1);
  }

  private static NewEvent eventTo(Webhook webhook, String delivery) {
    return NewEvent.builder(Samples.id("evt"))
        .workspace(WORKSPACE)
        .type("message.sent")
        .body(new byte[] {'{', '}'})
        .deliveries(List.of(new NewDelivery(delivery, webhook.id())))
        .build();
  }

  private String failed(Webhook webhook) {
    String id = append(webhook);
    complete(Completion.exhausted(claimOne(), refused(1)));
    return id;
  }

  private int countRecoverable(Webhook webhook, Instant from, Instant until) {
    return store().countRecoverable(WORKSPACE, webhook.id(), from, until);
  }

  private List<String> recover(Webhook webhook) {
    return store().recover(WORKSPACE, webhook.id(), EPOCH, Instant.MAX, null, 100);
  }

  private boolean complete(Completion completion) {
    return !store().complete(List.of(completion)).isEmpty();
  }
}
