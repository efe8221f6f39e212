package dev.webhooks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.webhooks.model.Delivery;
import dev.webhooks.model.DeliveryQuery;
import dev.webhooks.model.DeliveryState;
import dev.webhooks.model.Event;
import dev.webhooks.model.Webhook;
import dev.webhooks.spi.SecretCipher;
import dev.webhooks.testing.memory.InMemoryTransaction;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is published on a node that sends goes straight to its workers. */
class HandoverTest {
  /** So long that a delivery which nobody handed over stays where it is. */
  private static final Duration LEASE = Duration.ofMinutes(10);

  private TestEndpoint endpoint;
  private final Rig rig = new Rig(settings -> settings.lease(LEASE));
  private Webhook webhook;

  @BeforeEach
  void start() throws Exception {
    endpoint = TestEndpoint.start();
    webhook = rig.register(endpoint).webhook();
    rig.webhooks.dispatcher().start();
    await().until(() -> rig.webhooks.dispatcher().lastClaimedAt().isPresent());
  }

  @AfterEach
  void close() throws Exception {
    rig.close();
    endpoint.close();
  }

  /** Guarantees L and W. */
  @Test
  void aPublishedEventArrivesOnceWithoutAClaim() {
    String delivery = rig.publish(webhook);

    rig.awaitState(delivery, DeliveryState.DELIVERED);
    assertThat(endpoint.events()).hasSize(1);
    assertThat(rig.detail(delivery).attempts()).hasSize(1);
  }

  @Test
  void aNodeThatDoesNotSendLeavesItToOthers() {
    rig.webhooks.dispatcher().stop();

    String delivery = rig.publish(webhook);

    assertThat(rig.delivery(delivery).nextAttemptAt()).isEqualTo(rig.clock.instant());
  }

  /** Guarantee L: what was rolled back never was, and is never sent. */
  @Test
  void whatIsRolledBackIsNotSent() {
    List<Runnable> afterCommit = new ArrayList<>();
    try (InMemoryTransaction transaction = rig.store.begin()) {
      publishWithin(transaction, afterCommit);
      transaction.rollback();
    }

    String delivery = rig.publish(webhook);
    rig.awaitState(delivery, DeliveryState.DELIVERED);
    assertThat(endpoint.events()).hasSize(1);
    assertThat(deliveries()).hasSize(1);
  }

  @Test
  void aJoinedTransactionHandsOverOnceItHasCommitted() {
    List<Runnable> afterCommit = new ArrayList<>();
    try (InMemoryTransaction transaction = rig.store.begin()) {
      publishWithin(transaction, afterCommit);
      publishWithin(transaction, afterCommit);
      transaction.commit();
    }
    assertThat(afterCommit).hasSize(2);
    assertThat(deliveries())
        .as("held by this node, and by no claim of its own")
        .extracting(Delivery::nextAttemptAt)
        .containsOnlyNulls();

    afterCommit.forEach(Runnable::run);

    await().until(() -> endpoint.events().size() == 2);
  }

  /** Guarantee L: as when the node dies between the commit and the hand-over. */
  @Test
  void whatIsNeverHandedOverIsDueWhenItsLeaseEnds() {
    try (InMemoryTransaction transaction = rig.store.begin()) {
      publishWithin(transaction, new ArrayList<>());
      transaction.commit();
    }

    rig.clock.advance(LEASE);

    await().until(() -> deliveries().get(0).state() == DeliveryState.DELIVERED);
    assertThat(endpoint.events()).hasSize(1);
  }

  @Test
  void withoutAWayToRunSomethingAfterTheCommitItIsLookedFor() {
    try (InMemoryTransaction transaction = rig.store.begin()) {
      rig.webhooks.publisher().within(transaction.outbox()).publish(event());
      transaction.commit();
    }

    await().until(() -> deliveries().get(0).state() == DeliveryState.DELIVERED);
  }

  /** As when another node registers it at that moment. */
  @Test
  void aWebhookThatWasJustRegisteredTakesPart() {
    rig.publish(webhook);
    try (Webhooks otherNode = rig.webhooks(SecretCipher.unprotected(), s -> {})) {
      Webhook second =
          Rig.register(otherNode, endpoint.url(), settings -> settings.name("second")).webhook();

      String delivery = rig.publish(second);

      rig.awaitState(delivery, DeliveryState.DELIVERED);
    }
  }

  /** A repeat of a known key is not handed over either. */
  @Test
  void aKnownKeySendsNothing() {
    Event event = event("order-7");
    rig.webhooks.publisher().publish(event);
    rig.webhooks.publisher().publish(event);
    rig.webhooks.publisher().publishAll(List.of(event, event));
    assertThat(deliveries()).hasSize(1);

    await().until(() -> deliveries().get(0).state() == DeliveryState.DELIVERED);
    rig.awaitState(rig.publish(webhook), DeliveryState.DELIVERED);
    assertThat(endpoint.events()).hasSize(2);
  }

  private void publishWithin(InMemoryTransaction transaction, List<Runnable> afterCommit) {
    rig.webhooks.publisher().within(transaction.outbox(), afterCommit::add).publish(event());
  }

  private static Event event() {
    return Event.builder("message.sent").workspace(Rig.WORKSPACE).data("Yes!").build();
  }

  private static Event event(String key) {
    return Event.builder("message.sent")
        .workspace(Rig.WORKSPACE)
        .data("Yes!")
        .idempotencyKey(key)
        .build();
  }

  private List<Delivery> deliveries() {
    return rig.webhooks
        .deliveryLog()
        .query(DeliveryQuery.builder(Rig.WORKSPACE).build())
        .deliveries();
  }
}
