package dev.webhooks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.webhooks.model.Delivery;
import dev.webhooks.model.DeliveryQuery;
import dev.webhooks.model.DeliveryReference;
import dev.webhooks.model.Event;
import dev.webhooks.model.InvalidInputException;
import dev.webhooks.model.NotFoundException;
import dev.webhooks.model.Webhook;
import dev.webhooks.model.WebhookNotActiveException;
import dev.webhooks.model.WebhookStatus;
import dev.webhooks.policy.EventCatalog;
import dev.webhooks.spi.SecretCipher;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class TestEventTest {
  private final Rig rig = new Rig(settings -> settings.eventTypes(EventCatalog.of("message.sent")));
  private final EventPublisher publisher = rig.webhooks.publisher();
  private TestEndpoint endpoint;
  private Webhook webhook;

  @BeforeEach
  void start() throws IOException {
    endpoint = TestEndpoint.start();
    webhook = rig.register(endpoint, settings -> settings.accounts(List.of("acct_9"))).webhook();
    rig.register(endpoint);
  }

  @AfterEach
  void stop() {
    rig.close();
    endpoint.close();
  }

  @Test
  void itGoesToOneWebhookWhateverThatWantsAndIsMarked() {
    DeliveryReference sent = publisher.publishTest(webhook.id(), event().build());

    assertThat(sent.test()).isTrue();
    List<Delivery> log = deliveries();
    assertThat(log).hasSize(1);
    assertThat(log.get(0).reference()).isEqualTo(sent);
    assertThat(log.get(0).webhookId()).isEqualTo(webhook.id());
  }

  @Test
  void whatReallyHappenedIsNotMarked() {
    publisher.publish(event().build());

    assertThat(deliveries()).extracting(one -> one.reference().test()).containsExactly(false);
  }

  @Test
  void aWebhookThatIsNotActiveIsRefusedWithItsStatus() {
    rig.webhooks.registry().disable(Rig.WORKSPACE, webhook.id());

    assertThatThrownBy(() -> publisher.publishTest(webhook.id(), event().build()))
        .isInstanceOfSatisfying(
            WebhookNotActiveException.class,
            e -> assertThat(e.status()).isEqualTo(WebhookStatus.DISABLED))
        .hasMessageContaining(webhook.id());
    assertThat(deliveries()).isEmpty();
  }

  @Test
  void aWebhookOfAnotherWorkspaceIsNotThere() {
    for (String[] place : new String[][] {{"other", webhook.id()}, {Rig.WORKSPACE, "wh_none"}}) {
      Event event = Event.builder("message.sent").workspace(place[0]).data("x").build();
      assertThatThrownBy(() -> publisher.publishTest(place[1], event))
          .isInstanceOf(NotFoundException.class);
    }
  }

  @Test
  void whatAnotherNodeHasJustDoneIsSeen() {
    publisher.publish(event().build()); // so that this node remembers the webhooks
    try (Webhooks other = rig.webhooks(SecretCipher.unprotected(), settings -> {})) {
      Webhook added = Rig.register(other, endpoint.url(), settings -> {}).webhook();
      assertThat(publisher.publishTest(added.id(), event().build()).webhookId())
          .isEqualTo(added.id());

      other.registry().disable(Rig.WORKSPACE, webhook.id());
      assertThatThrownBy(() -> publisher.publishTest(webhook.id(), event().build()))
          .isInstanceOf(WebhookNotActiveException.class);
    }
  }

  @Test
  void itsTypeMustExistAndItHasNoKey() {
    assertRefused("event", Event.builder("message.snet").workspace(Rig.WORKSPACE).data("x"));
    assertRefused("idempotencyKey", event().idempotencyKey("order-17"));
    assertThat(deliveries()).isEmpty();
  }

  private void assertRefused(String field, Event.Builder event) {
    assertThatThrownBy(() -> publisher.publishTest(webhook.id(), event.build()))
        .isInstanceOfSatisfying(
            InvalidInputException.class, e -> assertThat(e.field()).isEqualTo(field));
  }

  private static Event.Builder event() {
    return Event.builder("message.sent").workspace(Rig.WORKSPACE).data(Map.of("text", "Yes!"));
  }

  private List<Delivery> deliveries() {
    return rig.webhooks
        .deliveryLog()
        .query(DeliveryQuery.builder(Rig.WORKSPACE).build())
        .deliveries();
  }
}
