package dev.webhooks.testing.contract;

import static dev.webhooks.testing.contract.Samples.NOON;
import static dev.webhooks.testing.contract.Samples.acknowledged;
import static dev.webhooks.testing.contract.Samples.refused;
import static org.assertj.core.api.Assertions.assertThat;

import dev.webhooks.model.Attempt;
import dev.webhooks.model.Delivery;
import dev.webhooks.model.DeliveryDetail;
import dev.webhooks.model.DeliveryState;
import dev.webhooks.model.Webhook;
import dev.webhooks.spi.ClaimRequest;
import dev.webhooks.spi.ClaimedDelivery;
import dev.webhooks.spi.Completion;
import dev.webhooks.spi.DeliveryStore;
import dev.webhooks.spi.WebhookStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * What {@link DeliveryStore#complete} must do.
 *
 * @param <S> the store's type
 */
public interface CompletionContract<S extends WebhookStore & DeliveryStore>
    extends StoreFixture<S> {

  @Test
  default void anAcknowledgedDeliveryIsDoneForGood() {
    String id = append(activeWebhook());

    assertThat(complete(Completion.delivered(claimOne(), acknowledged(1)))).containsExactly(id);

    DeliveryDetail found = otherNode().findDelivery(Samples.WORKSPACE, id).orElseThrow();
    assertThat(found.delivery().state()).isEqualTo(DeliveryState.DELIVERED);
    assertThat(found.delivery().attempts()).isEqualTo(1);
    assertThat(found.delivery().nextAttemptAt()).isNull();
    assertThat(found.delivery().lastHttpStatus()).isEqualTo(204);
    assertThat(found.delivery().lastError()).isNull();
    assertThat(found.attempts()).containsExactly(acknowledged(1));
    assertNeverClaimedAgain();
  }

  /** Guarantees L and I: what failed comes again, the same in every byte. */
  @Test
  default void aRetryComesBackAfterItsDelay() {
    String id = append(activeWebhook());
    ClaimedDelivery first = claimOne();

    assertThat(complete(Completion.retry(first, refused(1), units(3)))).containsExactly(id);

    Delivery waiting = delivery(id);
    assertThat(waiting.state()).isEqualTo(DeliveryState.PENDING);
    assertThat(waiting.attempts()).isEqualTo(1);
    assertThat(waiting.nextAttemptAt())
        .isBetween(waiting.createdAt().plus(units(3)), waiting.createdAt().plus(units(4)));
    assertThat(waiting.lastHttpStatus()).isEqualTo(503);
    assertThat(waiting.lastError()).isEqualTo("status 503");
    assertThat(claimAll()).isEmpty();
    passTime(units(2));
    assertThat(claimAll()).isEmpty();
    passTime(unit());
    ClaimedDelivery second = claimOne();
    assertThat(second.token()).isNotEqualTo(first.token());
    assertThat(second)
        .usingRecursiveComparison()
        .ignoringFields("token", "attempts", "overdue", "age", "delivery.createdAt")
        .isEqualTo(first);
    assertThat(second.attempts()).isEqualTo(1);
  }

  @Test
  default void anExhaustedDeliveryIsGivenUp() {
    String id = append(activeWebhook());

    assertThat(complete(Completion.exhausted(claimOne(), refused(1)))).containsExactly(id);

    Delivery failed = delivery(id);
    assertThat(failed.state()).isEqualTo(DeliveryState.FAILED);
    assertThat(failed.attempts()).isEqualTo(1);
    assertThat(failed.nextAttemptAt()).isNull();
    assertThat(failed.lastHttpStatus()).isEqualTo(503);
    assertThat(failed.lastError()).isEqualTo("status 503");
    assertNeverClaimedAgain();
  }

  @Test
  default void aParkedDeliveryIsGivenUpWithoutAnAttempt() {
    String id = append(activeWebhook());
    complete(Completion.retry(claimOne(), refused(1), Duration.ZERO));

    assertThat(complete(Completion.unsendable(claimOne(), "the key can't be read")))
        .containsExactly(id);

    Delivery parked = delivery(id);
    assertThat(parked.state()).isEqualTo(DeliveryState.FAILED);
    assertThat(parked.attempts()).isEqualTo(1);
    assertThat(parked.lastHttpStatus()).isEqualTo(503);
    assertThat(parked.lastError()).isEqualTo("the key can't be read");
    assertThat(detail(id).attempts()).containsExactly(refused(1));
    assertNeverClaimedAgain();
  }

  /** Guarantee L: what a dispatcher falls back to when the attempt itself is refused. */
  @Test
  default void anAcknowledgedDeliveryIsDoneEvenWithoutItsAttempt() {
    String id = append(activeWebhook());
    ClaimedDelivery claim = claimOne();

    assertThat(complete(Completion.builder(claim, DeliveryState.DELIVERED).build()))
        .containsExactly(id);

    assertThat(stateOf(id)).isEqualTo(DeliveryState.DELIVERED);
    assertThat(detail(id).attempts()).isEmpty();
    assertNeverClaimedAgain();
  }

  @Test
  default void anAttemptThatWasAskedToWaitUsesUpNoStep() {
    Webhook webhook = activeWebhook();
    String id = append(webhook);

    complete(Completion.askedToWait(claimOne(), refused(1), Duration.ZERO, units(1)));

    ClaimedDelivery claim = claimOne();
    assertThat(claim.attempts()).isEqualTo(1);
    assertThat(claim.attemptsBeforeRound()).isEqualTo(1);
    assertThat(detail(id).attempts()).hasSize(1);
  }

  @Test
  default void aCancelledDeliveryIsDoneForGood() {
    String id = append(activeWebhook());

    assertThat(complete(Completion.cancelled(claimOne()))).containsExactly(id);

    assertThat(stateOf(id)).isEqualTo(DeliveryState.CANCELLED);
    assertThat(delivery(id).nextAttemptAt()).isNull();
    assertThat(detail(id).attempts()).isEmpty();
    assertNeverClaimedAgain();
  }

  @Test
  default void aReleasedDeliveryComesBackAsItWas() {
    String id = append(activeWebhook());
    complete(Completion.retry(claimOne(), refused(1), Duration.ZERO));

    assertThat(complete(Completion.released(claimOne(), units(2)))).containsExactly(id);

    Delivery released = delivery(id);
    assertThat(released.state()).isEqualTo(DeliveryState.PENDING);
    assertThat(released.attempts()).isEqualTo(1);
    assertThat(released.lastHttpStatus()).isEqualTo(503);
    assertThat(released.lastError()).isEqualTo("status 503");
    assertThat(claimAll()).isEmpty();
    passTime(units(2));
    ClaimedDelivery claim = claimOne();
    assertThat(claim.attempts()).isEqualTo(1);
    complete(Completion.released(claim, Duration.ZERO));
    assertThat(claimOne().id()).isEqualTo(id);
  }

  @Test
  default void attemptsAreRecordedOldestFirst() {
    String id = append(activeWebhook());
    List<Attempt> attempts =
        List.of(
            Attempt.builder(1, NOON, Duration.ZERO).error("no route to the host").build(),
            Attempt.builder(2, NOON.plusMillis(1), Duration.ofMillis(9_999))
                .httpStatus(500)
                .error("status 500")
                .responseBody("")
                .build(),
            Attempt.builder(3, NOON.minusSeconds(9), Duration.ofHours(3))
                .httpStatus(302)
                .error("status 302")
                .responseBody("moved")
                .build(),
            Attempt.builder(4, NOON.plusSeconds(9), Duration.ofMillis(1))
                .httpStatus(200)
                .responseBody("{\"ok\":true}")
                .build());

    for (Attempt attempt : attempts.subList(0, 3)) {
      complete(Completion.retry(claimOne(), attempt, Duration.ZERO));
    }
    assertThat(delivery(id).lastHttpStatus()).isEqualTo(302);
    complete(Completion.delivered(claimOne(), attempts.get(3)));

    assertThat(detail(id).attempts()).containsExactlyElementsOf(attempts);
    assertThat(delivery(id).attempts()).isEqualTo(4);
    assertThat(delivery(id).lastHttpStatus()).isEqualTo(200);
    assertThat(delivery(id).lastError()).isNull();
  }

  @Test
  default void anAttemptWithoutAStatusLeavesNoOldStatusBehind() {
    String id = append(activeWebhook());
    complete(Completion.retry(claimOne(), refused(1), Duration.ZERO));
    Attempt timedOut = Attempt.builder(2, NOON, Duration.ofSeconds(10)).error("timed out").build();

    complete(Completion.retry(claimOne(), timedOut, Duration.ZERO));

    assertThat(delivery(id).lastHttpStatus()).isNull();
    assertThat(delivery(id).lastError()).isEqualTo("timed out");
  }

  /**
   * Guarantees B and L: 4 KiB of any bytes are at most 4,096 characters, up to three bytes each.
   */
  @Test
  default void whateverAnEndpointAnswersIsRecorded() {
    List<String> bodies =
        List.of("\ufffd".repeat(4_096), "🦐".repeat(1_024), "x\u0001\u007f'\\%\u200f€".repeat(512));
    Webhook webhook = activeWebhook();
    for (String body : bodies) {
      String id = append(webhook);
      Attempt attempt =
          Attempt.builder(1, NOON, Duration.ofMillis(5))
              .httpStatus(500)
              .error("größer 🦐")
              .responseBody(body)
              .build();

      complete(Completion.exhausted(claimOne(), attempt));

      assertThat(detail(id).attempts()).containsExactly(attempt);
      assertThat(delivery(id).lastError()).isEqualTo("größer 🦐");
    }
  }

  @Test
  default void aBatchTellsWhichOfItsCompletionsCounted() {
    append(activeWebhook(), 3);
    append(activeWebhook(), 2);
    List<ClaimedDelivery> lost = claimAll();
    passTime(lease());
    Map<String, ClaimedDelivery> current =
        claimAll().stream().collect(Collectors.toMap(ClaimedDelivery::id, claim -> claim));
    List<ClaimedDelivery> claims = lost.stream().map(old -> current.get(old.id())).toList();
    Completion unknown =
        Completion.builder("dlv_unknown", "wh_unknown", 1, DeliveryState.FAILED)
            .error("why")
            .build();

    Set<String> accepted =
        complete(
            Completion.delivered(lost.get(0), acknowledged(1)),
            Completion.delivered(claims.get(1), acknowledged(1)),
            unknown,
            Completion.retry(claims.get(2), refused(1), unit()),
            Completion.exhausted(claims.get(3), refused(1)),
            Completion.unsendable(lost.get(4), "why"));

    assertThat(accepted)
        .containsExactlyInAnyOrder(claims.get(1).id(), claims.get(2).id(), claims.get(3).id());
    assertThat(claims)
        .extracting(claim -> stateOf(claim.id()))
        .containsExactly(
            DeliveryState.PENDING,
            DeliveryState.DELIVERED,
            DeliveryState.PENDING,
            DeliveryState.FAILED,
            DeliveryState.PENDING);
    assertThat(claims)
        .extracting(claim -> detail(claim.id()).attempts().size())
        .containsExactly(0, 1, 1, 1, 0);
    assertThat(complete()).isEmpty();
  }

  @Test
  default void fiveHundredCompletionsGoInAtOnce() {
    List<String> ids = append(activeWebhook(), 500);
    List<ClaimedDelivery> claims = claimAll();

    Set<String> accepted =
        store()
            .complete(
                claims.stream()
                    .map(claim -> Completion.delivered(claim, acknowledged(1)))
                    .toList());

    assertThat(accepted).containsExactlyInAnyOrderElementsOf(ids);
    assertThat(ids).allMatch(id -> stateOf(id) == DeliveryState.DELIVERED);
  }

  /** Guarantees L and W: each delivery is sent once and none is left. */
  @Test
  default void nodesThatWorkTogetherDeliverEachDeliveryOnce() {
    List<String> ids =
        Stream.generate(this::activeWebhook)
            .limit(6)
            .flatMap(webhook -> append(webhook, 50).stream())
            .toList();

    List<Set<String>> delivered = Race.run(6, i -> work(node(i), ids.size() * 4));

    assertThat(delivered.stream().flatMap(Set::stream).toList())
        .containsExactlyInAnyOrderElementsOf(ids);
    assertThat(ids).allMatch(id -> detail(id).attempts().size() == 1);
  }

  /** A node that claims and delivers until nothing is due; answers with what it delivered. */
  private Set<String> work(S node, int claimsAtMost) {
    Set<String> delivered = new HashSet<>();
    for (int i = 0; i < claimsAtMost && node.untilNextDue(claimWithout(), unit()).isZero(); i++) {
      List<Completion> completions = new ArrayList<>();
      for (ClaimedDelivery claim :
          node.claim(ClaimRequest.builder(10, lease()).perWebhook(4).build())) {
        completions.add(Completion.delivered(claim, acknowledged(1)));
      }
      delivered.addAll(node.complete(completions));
    }
    return delivered;
  }

  private Set<String> complete(Completion... completions) {
    return store().complete(List.of(completions));
  }

  private void assertNeverClaimedAgain() {
    assertThat(claimAll()).isEmpty();
    passTime(lease().plus(unit()));
    assertThat(claimAll()).isEmpty();
  }
}
