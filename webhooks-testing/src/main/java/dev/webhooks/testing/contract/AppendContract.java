package dev.webhooks.testing.contract;

import static dev.webhooks.testing.contract.Samples.OTHER_WORKSPACE;
import static dev.webhooks.testing.contract.Samples.WORKSPACE;
import static dev.webhooks.testing.contract.Samples.deliveriesTo;
import static dev.webhooks.testing.contract.Samples.event;
import static dev.webhooks.testing.contract.Samples.id;
import static dev.webhooks.testing.contract.Samples.webhook;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.webhooks.model.Delivery;
import dev.webhooks.model.DeliveryState;
import dev.webhooks.model.PublishedEvent;
import dev.webhooks.model.Webhook;
import dev.webhooks.spi.ClaimedDelivery;
import dev.webhooks.spi.DeliveryStore;
import dev.webhooks.spi.NewEvent;
import dev.webhooks.spi.NewEvent.NewDelivery;
import dev.webhooks.spi.StoreException;
import dev.webhooks.spi.WebhookStore;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What {@link DeliveryStore#append} must do.
 *
 * @param <S> the store's type
 */
public interface AppendContract<S extends WebhookStore & DeliveryStore> extends StoreFixture<S> {

  /** Guarantee L. */
  @Test
  default void anEventIsDueAtOnceAtEachOfItsWebhooks() {
    Webhook one = activeWebhook();
    Webhook two = activeWebhook();
    NewEvent event = event(one, two);

    assertThat(store().append(List.of(event)))
        .extracting(AppendAnswer::of)
        .containsExactly(AppendAnswer.stored(event.id(), 2));

    List<ClaimedDelivery> claimed = claimAll();
    assertThat(claimed)
        .extracting(claim -> new NewDelivery(claim.id(), claim.webhookId(), false, true))
        .containsExactlyInAnyOrderElementsOf(event.deliveries());
    for (ClaimedDelivery claim : claimed) {
      assertThat(claim.delivery().eventId()).isEqualTo(event.id());
      assertThat(claim.delivery().eventType()).isEqualTo("message.sent");
      assertThat(claim.delivery().workspace()).isEqualTo(WORKSPACE);
      assertThat(claim.delivery().account()).isEqualTo("acct_7");
      assertThat(claim.body()).isEqualTo(event.body());
      assertThat(claim.attempts()).isZero();
      assertThat(claim.attemptsBeforeRound()).isZero();
      assertThat(claim.webhookVersion()).isEqualTo(1);
      assertThat(claim.delivery().createdAt()).isEqualTo(delivery(claim.id()).createdAt());
    }
  }

  /** Guarantee L. */
  @Test
  default void anAppendedEventIsSeenByEveryNode() {
    String delivery = append(activeWebhook());

    assertThat(otherNode().findDelivery(WORKSPACE, delivery)).isPresent();
    assertThat(otherNode().untilNextDue(claimWithout(), unit())).isZero();
  }

  @Test
  default void aFreshDeliveryIsPendingAndHasNoAttempts() {
    Webhook webhook = activeWebhook();
    NewEvent event =
        NewEvent.builder(id("evt"))
            .workspace(WORKSPACE)
            .type("x")
            .body("{}".getBytes(UTF_8))
            .deliveries(deliveriesTo(webhook))
            .build();
    store().append(List.of(event));

    Delivery delivery = delivery(event.deliveries().get(0).id());

    assertThat(delivery.eventId()).isEqualTo(event.id());
    assertThat(delivery.eventType()).isEqualTo("x");
    assertThat(delivery.workspace()).isEqualTo(WORKSPACE);
    assertThat(delivery.account()).isNull();
    assertThat(delivery.webhookId()).isEqualTo(webhook.id());
    assertThat(delivery.state()).isEqualTo(DeliveryState.PENDING);
    assertThat(delivery.attempts()).isZero();
    assertThat(delivery.nextAttemptAt())
        .isBetween(delivery.createdAt().minus(unit()), delivery.createdAt().plus(unit()));
    assertThat(delivery.lastHttpStatus()).isNull();
    assertThat(delivery.lastError()).isNull();
  }

  @Test
  default void answersComeInTheOrderOfTheEvents() {
    Webhook one = activeWebhook();
    Webhook two = activeWebhook();
    store().append(List.of(event(WORKSPACE, "known", two)));
    List<NewEvent> events =
        List.of(event(one), event(WORKSPACE, "known", one), event(one, two), event(two));

    assertThat(store().append(events))
        .extracting(PublishedEvent::duplicate, PublishedEvent::deliveries)
        .containsExactly(tuple(false, 1), tuple(true, 1), tuple(false, 2), tuple(false, 1));
    assertThat(store().append(List.of())).isEmpty();
  }

  @Test
  default void anEventThatNobodyWantsIsAnsweredAllTheSame() {
    NewEvent unwanted = event(WORKSPACE, null, new Webhook[0]);

    assertThat(store().append(List.of(unwanted)))
        .extracting(AppendAnswer::of)
        .containsExactly(AppendAnswer.stored(unwanted.id(), 0));
  }

  /** Guarantee L: no half of a list is lost, or stored unseen. */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  default void aListIsStoredAsAWholeOrNotAtAll(boolean eventIdTaken) {
    Webhook webhook = activeWebhook();
    NewEvent stored = event(webhook);
    store().append(List.of(stored));
    NewEvent good = event(WORKSPACE, "key of the good one", webhook);
    NewEvent fresh = event(webhook);
    NewEvent bad =
        NewEvent.builder(eventIdTaken ? stored.id() : fresh.id())
            .workspace(WORKSPACE)
            .type("message.sent")
            .body(stored.body())
            .deliveries(eventIdTaken ? fresh.deliveries() : stored.deliveries())
            .build();

    assertThatThrownBy(() -> store().append(List.of(good, bad)))
        .isInstanceOfSatisfying(StoreException.class, e -> assertThat(e.isRetryable()).isFalse());

    assertThat(store().findDelivery(WORKSPACE, good.deliveries().get(0).id())).isEmpty();
    assertThat(store().findDelivery(WORKSPACE, fresh.deliveries().get(0).id())).isEmpty();
    assertThat(claimAll())
        .extracting(ClaimedDelivery::id)
        .containsExactly(stored.deliveries().get(0).id());
    assertThat(store().append(List.of(good)).get(0).duplicate()).isFalse();
  }

  @Test
  default void anEventWithAKnownKeyIsNotStored() {
    Webhook one = activeWebhook();
    Webhook two = activeWebhook();
    NewEvent first = event(WORKSPACE, "order-7", one, two);
    NewEvent second = event(WORKSPACE, "order-7", one);

    assertThat(store().append(List.of(first)))
        .extracting(AppendAnswer::of)
        .containsExactly(AppendAnswer.stored(first.id(), 2));
    assertThat(otherNode().append(List.of(second)))
        .extracting(AppendAnswer::of)
        .containsExactly(AppendAnswer.duplicateOf(first.id(), 2));

    assertThat(store().findDelivery(WORKSPACE, second.deliveries().get(0).id())).isEmpty();
    assertThat(claimAll())
        .extracting(claim -> claim.delivery().eventId())
        .containsOnly(first.id())
        .hasSize(2);
  }

  @Test
  default void aKeyThatComesTwiceInAListIsStoredOnce() {
    Webhook webhook = activeWebhook();
    NewEvent first = event(WORKSPACE, "order-7", webhook);
    NewEvent second = event(WORKSPACE, "order-7", webhook);
    NewEvent other = event(WORKSPACE, "order-8", webhook);

    assertThat(store().append(List.of(first, second, other)))
        .extracting(AppendAnswer::of)
        .containsExactly(
            AppendAnswer.stored(first.id(), 1),
            AppendAnswer.duplicateOf(first.id(), 1),
            AppendAnswer.stored(other.id(), 1));

    assertThat(claimAll())
        .extracting(claim -> claim.delivery().eventId())
        .containsExactlyInAnyOrder(first.id(), other.id());
  }

  /**
   * Guarantee L, when a commit's reply was lost: the very same event, its ids included, comes
   * again.
   */
  @Test
  default void anEventWithAKeyCanBeAppendedAgainAsItIs() {
    NewEvent event = event(WORKSPACE, "order-7", activeWebhook());
    store().append(List.of(event));

    assertThat(store().append(List.of(event)))
        .extracting(AppendAnswer::of)
        .containsExactly(AppendAnswer.duplicateOf(event.id(), 1));

    assertThat(claimAll()).hasSize(1);
  }

  @Test
  default void anEventThatNobodyWantsKeepsItsKey() {
    Webhook webhook = activeWebhook();
    NewEvent unwanted = event(WORKSPACE, "order-7", new Webhook[0]);
    store().append(List.of(unwanted));

    assertThat(store().append(List.of(event(WORKSPACE, "order-7", webhook))))
        .extracting(AppendAnswer::of)
        .containsExactly(AppendAnswer.duplicateOf(unwanted.id(), 0));

    assertThat(claimAll()).isEmpty();
  }

  @Test
  default void theSameKeyInAnotherWorkspaceIsAnotherKey() {
    Webhook ours = activeWebhook();
    Webhook theirs = register(webhook(OTHER_WORKSPACE));

    assertThat(
            store()
                .append(
                    List.of(
                        event(WORKSPACE, "order-7", ours),
                        event(OTHER_WORKSPACE, "order-7", theirs))))
        .extracting(PublishedEvent::duplicate)
        .containsExactly(false, false);

    assertThat(claimAll()).hasSize(2);
  }

  @ParameterizedTest
  @ValueSource(strings = {"ORDER-7", "order-7 ", "ördér-7", "order-７"})
  default void keysThatLookAlikeAreDifferentOnes(String lookAlike) {
    Webhook webhook = activeWebhook();
    store().append(List.of(event(WORKSPACE, "order-7", webhook)));

    assertThat(store().append(List.of(event(WORKSPACE, lookAlike, webhook))).get(0).duplicate())
        .isFalse();
    assertThat(store().append(List.of(event(WORKSPACE, lookAlike, webhook))).get(0).duplicate())
        .isTrue();
  }

  @Test
  default void ofNodesThatAppendTheSameKeyAtTheSameTimeOneStores() {
    Webhook webhook = activeWebhook();

    List<PublishedEvent> answers =
        Race.run(20, i -> node(i).append(List.of(event(WORKSPACE, "order-7", webhook))).get(0));

    assertThat(answers).filteredOn(answer -> !answer.duplicate()).hasSize(1);
    assertThat(answers)
        .extracting(PublishedEvent::eventId)
        .containsOnly(claimOne().delivery().eventId());
  }

  /** Guarantee L. */
  @Test
  default void nodesThatAppendAtTheSameTimeStoreAllTheirEvents() {
    Webhook webhook = activeWebhook();

    List<List<String>> appended =
        Race.run(8, i -> IntStream.range(0, 20).mapToObj(n -> append(webhook)).toList());

    assertThat(claimAll())
        .extracting(ClaimedDelivery::id)
        .containsExactlyInAnyOrderElementsOf(appended.stream().flatMap(List::stream).toList());
  }

  /** Guarantee I: what was stored is what every attempt sends. */
  @ParameterizedTest
  @MethodSource("dev.webhooks.testing.contract.AppendContract#bodies")
  default void aBodyComesBackByteForByte(String body) {
    NewEvent event = event(WORKSPACE, null, body.getBytes(UTF_8), activeWebhook());

    store().append(List.of(event));

    assertThat(claimOne().body()).isEqualTo(body.getBytes(UTF_8));
    assertThat(detail(event.deliveries().get(0).id()).body()).isEqualTo(body);
  }

  /** Bodies that a store with the wrong column type, escape or collation would change. */
  static Stream<String> bodies() {
    return Stream.of(
        "{}",
        "\"\"",
        " {\"a\" : 1.10,\t\"a\":2}\r\n ",
        "{\"text\":\"Zoë 日本語 🦐👩‍👩‍👧 é e\u0301 \u200f\u2028 \ufeff\"}",
        "{\"text\":\"\\u0000 \\\\ \\\" \\ud83d \\n ' % _ ; -- \u007f\"}",
        "{\"text\":\"" + "x€🚀".repeat(32_768) + "\"}");
  }

  /** When it was stored, by the same clock as everything else of it. */
  @Test
  default void anAnswerTellsWhenItsEventWasStored() {
    Webhook webhook = activeWebhook();
    NewEvent first = event(WORKSPACE, "order-7", webhook);

    PublishedEvent stored = store().append(List.of(first)).get(0);
    PublishedEvent again = store().append(List.of(event(WORKSPACE, "order-7", webhook))).get(0);

    assertThat(stored.createdAt())
        .isEqualTo(delivery(first.deliveries().get(0).id()).createdAt())
        .isEqualTo(again.createdAt());
  }

  @Test
  default void theLongestTextsFit() {
    String workspace = "ü".repeat(100);
    Webhook webhook = register(webhook(workspace));
    NewEvent event =
        NewEvent.builder("e".repeat(30))
            .workspace(workspace)
            .account("日".repeat(100))
            .type("ß".repeat(100))
            .body("{}".getBytes(UTF_8))
            .idempotencyKey("🚀".repeat(100))
            .deliveries(List.of(new NewDelivery("d".repeat(30), webhook.id())))
            .build();

    store().append(List.of(event));

    ClaimedDelivery claim = claimOne();
    assertThat(claim.id()).isEqualTo("d".repeat(30));
    assertThat(claim.delivery().eventId()).isEqualTo("e".repeat(30));
    assertThat(claim.delivery().eventType()).isEqualTo("ß".repeat(100));
    assertThat(claim.delivery().workspace()).isEqualTo(workspace);
    assertThat(claim.delivery().account()).isEqualTo("日".repeat(100));
    assertThat(store().append(List.of(event)).get(0).duplicate()).isTrue();
  }

  @Test
  default void aThousandEventsGoInAtOnce() {
    Webhook webhook = activeWebhook();
    List<NewEvent> events =
        IntStream.range(0, 1_000).mapToObj(i -> event(WORKSPACE, "key " + i, webhook)).toList();

    List<PublishedEvent> answers = store().append(events);

    assertThat(answers)
        .extracting(AppendAnswer::of)
        .containsExactlyElementsOf(
            events.stream().map(event -> AppendAnswer.stored(event.id(), 1)).toList());
    Set<String> claimed =
        claimAll().stream().map(claim -> claim.delivery().eventId()).collect(Collectors.toSet());
    assertThat(claimed).hasSize(1_000);
  }
}
