package dev.webhooks.testing.contract;

import static dev.webhooks.testing.contract.Samples.WORKSPACE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.webhooks.model.Delivery;
import dev.webhooks.model.DeliveryDetail;
import dev.webhooks.model.DeliveryState;
import dev.webhooks.model.Webhook;
import dev.webhooks.model.WebhookStatus;
import dev.webhooks.spi.ClaimRequest;
import dev.webhooks.spi.ClaimedDelivery;
import dev.webhooks.spi.DeliveryStore;
import dev.webhooks.spi.NewEvent;
import dev.webhooks.spi.Subscriptions;
import dev.webhooks.spi.WebhookStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The store under test: three hooks that a test class fills in, and the steps that the contracts
 * share.
 *
 * <pre>{@code
 * class MyStoreTest implements WebhookStoreContract<MyStore>, DeliveryStoreContract<MyStore> {
 *   private final MyStore store = MyStore.empty();
 *
 *   @Override
 *   public MyStore store() {
 *     return store;
 *   }
 *
 *   @Override
 *   public void passTime(Duration duration) {
 *     store.execute("UPDATE delivery SET due_at = due_at - ?, created_at = created_at - ?", duration, duration);
 *   }
 * }
 * }</pre>
 *
 * @param <S> the store's type
 */
public interface StoreFixture<S extends WebhookStore & DeliveryStore> {

  /** The store of this test: empty when the test begins, the same one until it ends. */
  S store();

  /**
   * A store on the same data as {@link #store()}, as another node has it; the same one where there
   * are no nodes.
   */
  default S otherNode() {
    return store();
  }

  /**
   * Lets time pass by the store's clock: sets it forward, or sets every time that it wrote (due,
   * created, end of lease) back by as much, or waits. Tests read a time again after this.
   */
  void passTime(Duration duration);

  /**
   * The span that tests count in: a few of them pass in a test, and no single step of a test may
   * take as long. A store that really waits in {@link #passTime} may prefer a short one.
   */
  default Duration unit() {
    return Duration.ofMinutes(1);
  }

  /** Some {@linkplain #unit() units}. */
  default Duration units(int count) {
    return unit().multipliedBy(count);
  }

  /** A lease that does not end unless a test lets time pass. */
  default Duration lease() {
    return units(5);
  }

  /** One node or the other: what a thread of a {@link Race} works with. */
  default S node(int thread) {
    return thread % 2 == 0 ? store() : otherNode();
  }

  /** Stores a webhook. */
  default Webhook register(Webhook webhook) {
    assertThat(store().insert(Samples.stored(webhook), Integer.MAX_VALUE)).isTrue();
    return webhook;
  }

  /** Stores a webhook that is active. */
  default Webhook activeWebhook() {
    return register(Samples.webhook(WORKSPACE));
  }

  /** Stores a webhook that is switched off. */
  default Webhook disabledWebhook() {
    return changeStatus(activeWebhook(), WebhookStatus.DISABLED);
  }

  /** Changes a stored webhook's status; answers with the webhook as it is now. */
  default Webhook changeStatus(Webhook webhook, WebhookStatus status) {
    String reason = status == WebhookStatus.ACTIVE ? null : "for the test";
    Webhook changed = webhook.toBuilder().status(status, reason).build();
    assertThat(store().replace(Samples.stored(changed))).isTrue();
    return changed.toBuilder().version(webhook.version() + 1).build();
  }

  /** Appends an event with one delivery; answers with that delivery's id. */
  default String append(Webhook webhook) {
    return append(webhook, 1).get(0);
  }

  /** Appends an event with this body and one delivery; answers with that delivery's id. */
  default String append(Webhook webhook, byte[] body) {
    NewEvent event = Samples.event(body, webhook);
    store().append(List.of(event));
    return event.deliveries().get(0).id();
  }

  /** Appends events with one delivery each, in one call; answers with the deliveries' ids. */
  default List<String> append(Webhook webhook, int count) {
    List<NewEvent> events = Stream.generate(() -> Samples.event(webhook)).limit(count).toList();
    store().append(events);
    return events.stream().map(event -> event.deliveries().get(0).id()).toList();
  }

  /** Claims all that is due, in as many claims as it takes. */
  default List<ClaimedDelivery> claimAll() {
    return claimAll(100);
  }

  /** Claims all that is due, so many at a time; answers in the order of the claims. */
  default List<ClaimedDelivery> claimAll(int atATime) {
    List<ClaimedDelivery> claimed = new ArrayList<>();
    for (int i = 0; i < 1_000; i++) {
      List<ClaimedDelivery> some = claimSome(ClaimRequest.builder(atATime, lease()).build());
      if (some.isEmpty()) {
        return claimed;
      }
      claimed.addAll(some);
    }
    throw new AssertionError("a thousand claims did not bring all that is due");
  }

  /** Claims the one delivery that is due. */
  default ClaimedDelivery claimOne() {
    List<ClaimedDelivery> claimed = claimAll();
    assertThat(claimed).hasSize(1);
    return claimed.get(0);
  }

  /**
   * Claims until there is an answer, because none does not mean that nothing is due; empty only if
   * nothing is.
   */
  default List<ClaimedDelivery> claimSome(ClaimRequest request) {
    for (int i = 0; i < 100; i++) {
      List<ClaimedDelivery> claimed = store().claim(request);
      if (!claimed.isEmpty() || !store().untilNextDue(request, Duration.ofDays(1)).isZero()) {
        return claimed;
      }
    }
    throw new AssertionError("something is said to be due, but a hundred claims brought nothing");
  }

  /** A claim that passes over these webhooks. */
  default ClaimRequest claimWithout(String... webhooks) {
    return ClaimRequest.builder(1, lease()).excludedWebhooks(Set.of(webhooks)).build();
  }

  /** A delivery with its body and its attempts. */
  default DeliveryDetail detail(String deliveryId) {
    return store().findDelivery(WORKSPACE, deliveryId).orElseThrow();
  }

  /** A delivery as the log shows it. */
  default Delivery delivery(String deliveryId) {
    return detail(deliveryId).delivery();
  }

  /** Where a delivery stands. */
  default DeliveryState stateOf(String deliveryId) {
    return delivery(deliveryId).state();
  }

  /** The present version of the workspace's subscriptions. */
  default long subscriptionsVersion() {
    return store().subscriptions(WORKSPACE, Subscriptions.NONE).orElseThrow().version();
  }
}
