package dev.webhooks.testing.contract;

import static dev.webhooks.model.RedeliveryAnswer.ACCEPTED;
import static dev.webhooks.model.RedeliveryAnswer.HELD;
import static dev.webhooks.model.RedeliveryAnswer.NOT_FOUND;
import static dev.webhooks.model.RedeliveryAnswer.TOO_MANY_ATTEMPTS;
import static dev.webhooks.model.RedeliveryAnswer.UNDER_WAY;
import static dev.webhooks.model.RedeliveryAnswer.WEBHOOK_DELETED;
import static dev.webhooks.testing.contract.Samples.OTHER_WORKSPACE;
import static dev.webhooks.testing.contract.Samples.WORKSPACE;
import static dev.webhooks.testing.contract.Samples.acknowledged;
import static dev.webhooks.testing.contract.Samples.refused;
import static java.time.Instant.EPOCH;
import static org.assertj.core.api.Assertions.assertThat;

import dev.webhooks.model.Attempt;
import dev.webhooks.model.Delivery;
import dev.webhooks.model.DeliveryDetail;
import dev.webhooks.model.DeliveryState;
import dev.webhooks.model.RedeliveryAnswer;
import dev.webhooks.model.Webhook;
import dev.webhooks.model.WebhookStatus;
import dev.webhooks.spi.ClaimRequest;
import dev.webhooks.spi.ClaimedDelivery;
import dev.webhooks.spi.Completion;
import dev.webhooks.spi.DeliveryStore;
import dev.webhooks.spi.NewEvent;
import dev.webhooks.spi.NewEvent.NewDelivery;
import dev.webhooks.spi.WebhookStore;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What {@link DeliveryStore#redeliver} and {@link DeliveryStore#recover} must do.
 *
 * @param <S> the store's type
 */
public interface RedeliveryContract<S extends WebhookStore & DeliveryStore>
    extends StoreFixture<S> {

  /** Guarantee I: the same id and body once more. */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  default void aFinishedDeliveryIsPutBackToWork(boolean wasDelivered) {
    String id = append(activeWebhook());
    ClaimedDelivery first = claimOne();
    complete(Completion.retry(first, refused(1), Duration.ZERO));
    complete(
        wasDelivered
            ? Completion.delivered(claimOne(), acknowledged(2))
            : Completion.exhausted(claimOne(), refused(2)));
    DeliveryDetail before = detail(id);

    assertThat(store().redeliver(WORKSPACE, id)).isEqualTo(ACCEPTED);

    assertThat(stateOf(id)).isEqualTo(DeliveryState.PENDING);
    assertThat(delivery(id).nextAttemptAt()).isNotNull();
    assertThat(delivery(id).attempts()).isEqualTo(2);
    assertThat(delivery(id).createdAt()).isEqualTo(before.delivery().createdAt());
    assertThat(detail(id).attempts()).isEqualTo(before.attempts());
    ClaimedDelivery again = claimOne();
    assertThat(again.id()).isEqualTo(id);
    assertThat(again.body()).isEqualTo(first.body());
    assertThat(again.attempts()).isEqualTo(2);
    assertThat(again.attemptsBeforeRound()).isEqualTo(2);
    complete(Completion.retry(again, refused(3), Duration.ZERO));
    assertThat(claimOne().attemptsBeforeRound()).isEqualTo(2);
    assertThat(detail(id).attempts()).hasSize(3);
  }

  @Test
  default void aParkedDeliveryIsPutBackToWork() {
    String id = append(activeWebhook());
    complete(Completion.unsendable(claimOne(), "the key can't be read"));

    assertThat(store().redeliver(WORKSPACE, id)).isEqualTo(ACCEPTED);

    ClaimedDelivery claim = claimOne();
    assertThat(claim.attempts()).isZero();
    assertThat(claim.attemptsBeforeRound()).isZero();
  }

  /** It leaves at once, and its round goes on: the schedule does not begin anew. */
  @Test
  default void aDeliveryThatWaitsForItsRetryIsDueNow() {
    String id = append(activeWebhook());
    complete(Completion.retry(claimOne(), refused(1), units(100)));
    assertThat(claimAll()).isEmpty();

    assertThat(otherNode().redeliver(WORKSPACE, id)).isEqualTo(ACCEPTED);

    ClaimedDelivery claim = claimOne();
    assertThat(claim.id()).isEqualTo(id);
    assertThat(claim.attempts()).isEqualTo(1);
    assertThat(claim.attemptsBeforeRound()).isZero();
    complete(Completion.retry(claim, refused(2), units(100)));
    assertThat(store().redeliver(WORKSPACE, id)).isEqualTo(ACCEPTED);
    ClaimedDelivery third = claimOne();
    assertThat(third.attempts()).isEqualTo(2);
    assertThat(third.attemptsBeforeRound()).isZero();
    assertThat(detail(id).attempts()).hasSize(2);
  }

  @Test
  default void aDeliveryThatIsDueStaysDue() {
    String id = append(activeWebhook());
    DeliveryDetail before = detail(id);

    assertThat(store().redeliver(WORKSPACE, id)).isEqualTo(ACCEPTED);

    assertThat(detail(id)).isEqualTo(before);
    assertThat(claimOne().id()).isEqualTo(id);
  }

  /** Guarantee F: a claim is its node's until its lease ends, in every round. */
  @Test
  default void aDeliveryThatIsBeingSentIsLeftAlone() {
    String id = append(activeWebhook());
    ClaimedDelivery first = claimOne();
    assertStaysAsItIs(id, UNDER_WAY);
    assertThat(claimAll()).isEmpty();
    assertThat(complete(Completion.retry(first, refused(1), Duration.ZERO))).isTrue();

    ClaimedDelivery second = claimOne();
    assertStaysAsItIs(id, UNDER_WAY);
    assertThat(complete(Completion.released(second, units(100)))).isTrue();
    assertThat(store().redeliver(WORKSPACE, id)).isEqualTo(ACCEPTED);

    ClaimedDelivery lost = claimOne();
    passTime(lease());
    assertThat(store().redeliver(WORKSPACE, id)).isEqualTo(ACCEPTED);
    ClaimedDelivery found = claimOne();
    assertThat(found.token()).isNotEqualTo(lost.token());
    assertStaysAsItIs(id, UNDER_WAY);
    assertThat(complete(Completion.exhausted(found, refused(2)))).isTrue();

    assertThat(store().redeliver(WORKSPACE, id)).isEqualTo(ACCEPTED);
    assertThat(store().redeliver(WORKSPACE, id)).isEqualTo(ACCEPTED);
    ClaimedDelivery again = claimOne();
    assertStaysAsItIs(id, UNDER_WAY);
    assertThat(complete(Completion.delivered(again, acknowledged(3)))).isTrue();
  }

  /** Guarantee B. */
  @Test
  default void aDeliveryIsNotSentAgainAfterTooManyAttempts() {
    Webhook webhook = activeWebhook();
    String id = append(webhook);
    for (int number = 1; number < Delivery.MAX_ATTEMPTS; number++) {
      complete(Completion.retry(claimOne(), refused(number), Duration.ZERO));
    }
    complete(Completion.exhausted(claimOne(), refused(Delivery.MAX_ATTEMPTS)));

    assertStaysAsItIs(id, TOO_MANY_ATTEMPTS);
    assertThat(recover(webhook)).isEmpty();

    assertThat(delivery(id).attempts()).isEqualTo(Delivery.MAX_ATTEMPTS);
    assertThat(detail(id).attempts())
        .extracting(Attempt::number)
        .containsExactlyElementsOf(numbers(901, 1_000));
    assertThat(attempts(id, 901, 100)).containsExactlyElementsOf(numbers(801, 900));
    assertThat(attempts(id, 11, 100)).containsExactlyElementsOf(numbers(1, 10));
    assertThat(attempts(id, Integer.MAX_VALUE, 1)).containsExactly(1_000);
    assertThat(attempts(id, 1, 100)).isEmpty();
    assertThat(attempts(id, Integer.MIN_VALUE, 100)).isEmpty();
    assertThat(store().findAttempts(OTHER_WORKSPACE, id, 901, 100)).isEmpty();
    assertThat(store().findAttempts(WORKSPACE, "dlv_unknown", 901, 100)).isEmpty();
  }

  @Test
  default void aHeldDeliveryStaysAsItIs() {
    Webhook webhook = activeWebhook();
    String waiting = append(webhook);
    complete(Completion.retry(claimOne(), refused(1), units(100)));
    changeStatus(webhook, WebhookStatus.DISABLED);

    assertStaysAsItIs(waiting, HELD);
    assertStaysAsItIs(append(disabledWebhook()), HELD);
  }

  @Test
  default void aCancelledDeliveryStaysAsItIs() {
    Webhook webhook = activeWebhook();
    String cancelled = append(webhook);
    complete(Completion.cancelled(claimOne()));
    String orphan = append(webhook);
    store().delete(WORKSPACE, webhook.id());

    assertStaysAsItIs(cancelled, WEBHOOK_DELETED);
    assertStaysAsItIs(orphan, WEBHOOK_DELETED);
  }

  @Test
  default void aFinishedDeliveryWhoseWebhookIsGoneStaysAsItIs() {
    Webhook webhook = activeWebhook();
    String failed = append(webhook);
    complete(Completion.exhausted(claimOne(), refused(1)));
    String delivered = append(webhook);
    complete(Completion.delivered(claimOne(), acknowledged(1)));

    store().delete(WORKSPACE, webhook.id());

    assertStaysAsItIs(failed, WEBHOOK_DELETED);
    assertStaysAsItIs(delivered, WEBHOOK_DELETED);
    assertThat(recover(webhook)).isEmpty();
    assertThat(stateOf(failed)).isEqualTo(DeliveryState.FAILED);
    assertThat(claimAll()).isEmpty();
  }

  @Test
  default void aDeliveryOfAnotherWorkspaceIsNotRedelivered() {
    Webhook webhook = activeWebhook();
    String id = append(webhook);
    complete(Completion.exhausted(claimOne(), refused(1)));

    assertThat(store().redeliver(OTHER_WORKSPACE, id)).isEqualTo(NOT_FOUND);
    assertThat(store().redeliver(WORKSPACE, "dlv_unknown")).isEqualTo(NOT_FOUND);
    assertThat(store().recover(OTHER_WORKSPACE, webhook.id(), EPOCH, Instant.MAX, null, 100))
        .isEmpty();
    assertThat(store().recover(WORKSPACE, "wh_unknown", EPOCH, Instant.MAX, null, 100)).isEmpty();

    assertThat(stateOf(id)).isEqualTo(DeliveryState.FAILED);
  }

  /** It waits for its webhook like any other. */
  @Test
  default void whatIsPutBackWhileItsWebhookIsDisabledIsHeld() {
    Webhook webhook = activeWebhook();
    List<String> ids = append(webhook, 2);
    claimAll().forEach(claim -> complete(Completion.exhausted(claim, refused(1))));
    Webhook disabled = changeStatus(webhook, WebhookStatus.DISABLED);

    assertThat(store().redeliver(WORKSPACE, ids.get(0))).isEqualTo(ACCEPTED);
    assertThat(recover(disabled)).containsExactly(ids.get(1));

    assertThat(ids).allMatch(id -> stateOf(id) == DeliveryState.HELD);
    assertThat(claimAll()).isEmpty();
    changeStatus(disabled, WebhookStatus.ACTIVE);
    assertThat(claimAll()).hasSize(2);
  }

  @Test
  default void nodesThatRedeliverAtTheSameTimeBeginOneRound() {
    String id = append(activeWebhook());
    complete(Completion.exhausted(claimOne(), refused(1)));

    List<RedeliveryAnswer> answers = Race.run(10, i -> node(i).redeliver(WORKSPACE, id));

    assertThat(answers).containsOnly(ACCEPTED);
    ClaimedDelivery claim = claimOne();
    assertThat(claim.attemptsBeforeRound()).isEqualTo(1);
    assertThat(claimAll()).isEmpty();
  }

  /** Guarantee F: whoever comes first, the claim or the redelivery, one POST follows. */
  @Test
  default void aRedeliveryAndAClaimAtTheSameTimeMakeOneClaim() {
    Webhook webhook = activeWebhook();
    for (int round = 0; round < 10; round++) {
      String id = append(webhook);
      complete(Completion.retry(claimOne(), refused(1), units(100)));
      List<Integer> claimed =
          Race.run(
              4,
              i -> {
                if (i % 2 == 0) {
                  node(i / 2).redeliver(WORKSPACE, id);
                  return 0;
                }
                return node(i / 2).claim(new ClaimRequest(1, 1, Set.of(), lease())).size();
              });

      int claims = claimed.stream().mapToInt(Integer::intValue).sum() + claimAll().size();
      assertThat(claims).isEqualTo(1);
      assertThat(store().redeliver(WORKSPACE, id)).isEqualTo(UNDER_WAY);
    }
  }

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
    return new NewEvent(
        Samples.id("evt"),
        WORKSPACE,
        null,
        "message.sent",
        new byte[] {'{', '}'},
        null,
        List.of(new NewDelivery(delivery, webhook.id())));
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

  private List<Integer> attempts(String id, int before, int limit) {
    return store().findAttempts(WORKSPACE, id, before, limit).stream()
        .map(Attempt::number)
        .toList();
  }

  private static List<Integer> numbers(int first, int last) {
    return IntStream.rangeClosed(first, last).boxed().toList();
  }

  private void assertStaysAsItIs(String id, RedeliveryAnswer why) {
    DeliveryDetail before = detail(id);
    assertThat(store().redeliver(WORKSPACE, id)).isEqualTo(why);
    assertThat(detail(id)).isEqualTo(before);
  }
}
