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
import dev.webhooks.spi.WebhookStore;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What {@link DeliveryStore#redeliver} must do.
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

  /**
   * Claims the one delivery that is due and stores a failed attempt of it, this many times; it is
   * due again then. A store whose test knows a shorter way to the same rows may take that.
   */
  default void failRepeatedly(String deliveryId, int attempts) {
    for (int number = 1; number <= attempts; number++) {
      complete(Completion.retry(claimOne(), refused(number), Duration.ZERO));
    }
  }

  /** Guarantee B. */
  @Test
  default void aDeliveryIsNotSentAgainAfterTooManyAttempts() {
    Webhook webhook = activeWebhook();
    String id = append(webhook);
    failRepeatedly(id, Delivery.MAX_ATTEMPTS - 1);
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
                return node(i / 2).claim(ClaimRequest.builder(1, lease()).build()).size();
              });

      int claims = claimed.stream().mapToInt(Integer::intValue).sum() + claimAll().size();
      assertThat(claims).isEqualTo(1);
      assertThat(store().redeliver(WORKSPACE, id)).isEqualTo(UNDER_WAY);
    }
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
