package dev.webhooks.testing.contract;

import static dev.webhooks.testing.contract.Samples.OTHER_WORKSPACE;
import static dev.webhooks.testing.contract.Samples.WORKSPACE;
import static dev.webhooks.testing.contract.Samples.acknowledged;
import static dev.webhooks.testing.contract.Samples.event;
import static dev.webhooks.testing.contract.Samples.webhook;
import static org.assertj.core.api.Assertions.assertThat;

import dev.webhooks.model.DeliveryState;
import dev.webhooks.model.Webhook;
import dev.webhooks.model.WebhookStatus;
import dev.webhooks.spi.ClaimedDelivery;
import dev.webhooks.spi.Completion;
import dev.webhooks.spi.DeliveryStore;
import dev.webhooks.spi.EventBatch;
import dev.webhooks.spi.NewEvent;
import dev.webhooks.spi.NewEvent.NewDelivery;
import dev.webhooks.spi.Subscriptions;
import dev.webhooks.spi.WebhookStore;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * What {@link DeliveryStore#append} must do with what an {@link EventBatch} says beside its events:
 * by which subscriptions they were matched, and which deliveries are their publisher's.
 *
 * @param <S> the store's type
 */
public interface EventBatchContract<S extends WebhookStore & DeliveryStore>
    extends StoreFixture<S> {

  /** Guarantee W: what its publisher sends, nobody else does meanwhile. */
  @Test
  default void aLeasedDeliveryIsItsPublishersAsIfClaimed() {
    Webhook webhook = activeWebhook();
    NewEvent event = leased(webhook);
    String id = event.deliveries().get(0).id();

    assertThat(store().append(new EventBatch(List.of(event), Map.of(), lease()))).isPresent();

    assertThat(claimAll()).isEmpty();
    assertThat(otherNode().untilNextDue(claimWithout(), units(9)))
        .isBetween(lease().minus(unit()), lease());
    assertThat(store().complete(List.of(acknowledgedByItsPublisher(id, webhook))))
        .containsExactly(id);
    assertThat(stateOf(id)).isEqualTo(DeliveryState.DELIVERED);
    assertThat(detail(id).attempts()).containsExactly(acknowledged(1));
    passTime(lease());
    assertThat(claimAll()).isEmpty();
  }

  /** Guarantees L and F: what a publisher died with comes back, and it changes nothing then. */
  @Test
  default void aLeasedDeliveryComesBackWithAnotherTokenWhenItsLeaseEnds() {
    Webhook webhook = activeWebhook();
    NewEvent event = leased(webhook);
    NewEvent due = event(webhook);
    String id = event.deliveries().get(0).id();
    store().append(new EventBatch(List.of(event, due), Map.of(), lease()));
    assertThat(claimOne().id()).isEqualTo(due.deliveries().get(0).id());

    passTime(lease().minus(unit()));
    assertThat(claimAll()).isEmpty();
    passTime(unit());
    List<ClaimedDelivery> claimed = claimAll();

    assertThat(claimed).extracting(ClaimedDelivery::id).contains(id);
    assertThat(claimed).allMatch(claim -> claim.token() != NewDelivery.FIRST_TOKEN);
    assertThat(store().complete(List.of(acknowledgedByItsPublisher(id, webhook)))).isEmpty();
    assertThat(stateOf(id)).isEqualTo(DeliveryState.PENDING);
    assertThat(detail(id).attempts()).isEmpty();
  }

  /** Guarantees I and W: what comes alone, with all that can be said of it. */
  @Test
  default void anEventThatIsAppendedByItselfIsStoredAsItIs() {
    Webhook ours = activeWebhook();
    Webhook other = activeWebhook();
    NewEvent plain = leased(ours);
    String sentByUs = plain.deliveries().get(0).id();
    NewDelivery due = event(other).deliveries().get(0);
    NewEvent event =
        NewEvent.builder(plain.id())
            .workspace(WORKSPACE)
            .account("acct_9")
            .type("message.received")
            .body(new byte[] {0, 1, (byte) 0xff})
            .idempotencyKey("order-7")
            .traceparent("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01")
            .test(true)
            .deliveries(List.of(plain.deliveries().get(0), due))
            .build();
    Map<String, Long> present = versions(WORKSPACE);

    assertThat(store().append(new EventBatch(List.of(event), present, lease())).orElseThrow())
        .extracting(AppendAnswer::of)
        .containsExactly(AppendAnswer.stored(event.id(), 2));
    assertThat(store().append(new EventBatch(List.of(event), present, lease())).orElseThrow())
        .extracting(AppendAnswer::of)
        .containsExactly(AppendAnswer.duplicateOf(event.id(), 2));

    ClaimedDelivery claimed = claimOne();
    assertThat(claimed.id()).isEqualTo(due.id());
    assertThat(claimed.body()).isEqualTo(event.body());
    assertThat(claimed.traceparent()).isEqualTo(event.traceparent());
    assertThat(claimed.delivery().account()).isEqualTo("acct_9");
    assertThat(claimed.delivery().eventType()).isEqualTo("message.received");
    assertThat(claimed.delivery().test()).isTrue();
    assertThat(claimAll()).isEmpty();
    assertThat(store().complete(List.of(acknowledgedByItsPublisher(sentByUs, ours))))
        .containsExactly(sentByUs);
  }

  /** Guarantee L: a publisher that was told so publishes to the webhooks that there are now. */
  @Test
  default void eventsByAnOlderVersionOfTheSubscriptionsAreNotStored() {
    Webhook webhook = activeWebhook();
    Map<String, Long> before = versions(WORKSPACE);
    NewEvent unkeyed = event(webhook);
    NewEvent keyed = event(WORKSPACE, "order-7", webhook);
    List<NewEvent> events = List.of(unkeyed, keyed);
    changeStatus(webhook, WebhookStatus.ACTIVE);

    assertThat(otherNode().append(new EventBatch(events, before, lease()))).isEmpty();

    assertThat(claimAll()).isEmpty();
    assertThat(store().findDelivery(WORKSPACE, unkeyed.deliveries().get(0).id())).isEmpty();
    assertThat(store().append(new EventBatch(events, versions(WORKSPACE), lease())).orElseThrow())
        .extracting(AppendAnswer::of)
        .containsExactly(AppendAnswer.stored(unkeyed.id(), 1), AppendAnswer.stored(keyed.id(), 1));
    assertThat(claimAll()).hasSize(2);
  }

  /** A key that is known changes nothing about that. */
  @Test
  default void aKnownKeyByAnOlderVersionOfTheSubscriptionsIsNotAnswered() {
    Webhook webhook = activeWebhook();
    Map<String, Long> before = versions(WORKSPACE);
    NewEvent first = event(WORKSPACE, "order-7", webhook);
    store().append(List.of(first));
    changeStatus(webhook, WebhookStatus.ACTIVE);
    List<NewEvent> again = List.of(event(WORKSPACE, "order-7", webhook));

    assertThat(store().append(new EventBatch(again, before, lease()))).isEmpty();
    assertThat(store().append(new EventBatch(again, versions(WORKSPACE), lease())).orElseThrow())
        .extracting(AppendAnswer::of)
        .containsExactly(AppendAnswer.duplicateOf(first.id(), 1));
  }

  /** Guarantee L: no half of a list is stored, or lost. */
  @Test
  default void oneOlderVersionAmongSeveralWorkspacesIsOneTooMany() {
    Webhook ours = activeWebhook();
    Webhook theirs = register(webhook(OTHER_WORKSPACE));
    List<NewEvent> events = List.of(event(ours), event(theirs));
    Map<String, Long> before = versions(WORKSPACE, OTHER_WORKSPACE);
    register(webhook(OTHER_WORKSPACE));

    assertThat(store().append(new EventBatch(events, before, lease()))).isEmpty();
    assertThat(claimAll()).isEmpty();

    Map<String, Long> present = versions(WORKSPACE, OTHER_WORKSPACE);
    assertThat(store().append(new EventBatch(events, present, lease()))).isPresent();
    assertThat(claimAll())
        .extracting(claim -> claim.delivery().workspace())
        .containsExactlyInAnyOrder(WORKSPACE, OTHER_WORKSPACE);
  }

  /** A workspace that has no webhooks yet has a version too. */
  @Test
  default void theFirstWebhookOfAWorkspaceMakesItsVersionAnOlderOne() {
    Map<String, Long> before = versions(WORKSPACE);
    NewEvent unwanted = event(WORKSPACE, "order-7", new Webhook[0]);

    Webhook webhook = activeWebhook();

    assertThat(store().append(new EventBatch(List.of(unwanted), before, lease()))).isEmpty();
    NewEvent wanted = event(WORKSPACE, "order-7", webhook);
    assertThat(store().append(List.of(wanted)))
        .extracting(AppendAnswer::of)
        .containsExactly(AppendAnswer.stored(wanted.id(), 1));
  }

  /** Nothing is to be compared, and what nobody wants may be stored or not. */
  @Test
  default void anEventThatNobodyWantsIsAnsweredByAPresentVersion() {
    Map<String, Long> present = versions(WORKSPACE, OTHER_WORKSPACE);
    NewEvent unwanted = event(WORKSPACE, null, new Webhook[0]);
    NewEvent keyed = event(OTHER_WORKSPACE, "order-7", new Webhook[0]);

    assertThat(
            store()
                .append(new EventBatch(List.of(unwanted, keyed), present, lease()))
                .orElseThrow())
        .extracting(AppendAnswer::of)
        .containsExactly(AppendAnswer.stored(unwanted.id(), 0), AppendAnswer.stored(keyed.id(), 0));
  }

  private Map<String, Long> versions(String... workspaces) {
    return Stream.of(workspaces)
        .collect(
            Collectors.toMap(
                workspace -> workspace,
                workspace ->
                    store().subscriptions(workspace, Subscriptions.NONE).orElseThrow().version()));
  }

  /** An event with one delivery that its publisher sends itself. */
  private static NewEvent leased(Webhook webhook) {
    NewEvent event = event(webhook);
    return NewEvent.builder(event.id())
        .workspace(event.workspace())
        .account(event.account())
        .type(event.type())
        .body(event.body())
        .deliveries(
            List.of(new NewDelivery(event.deliveries().get(0).id(), webhook.id(), true, true)))
        .build();
  }

  private static Completion acknowledgedByItsPublisher(String deliveryId, Webhook webhook) {
    return Completion.builder(
            deliveryId, webhook.id(), NewDelivery.FIRST_TOKEN, DeliveryState.DELIVERED)
        .attempt(acknowledged(1))
        .build();
  }
}
