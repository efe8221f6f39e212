package dev.webhooks;

import static dev.webhooks.Rig.WORKSPACE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.webhooks.model.Event;
import dev.webhooks.model.InvalidInputException;
import dev.webhooks.model.Webhook;
import dev.webhooks.model.WebhookQuery;
import dev.webhooks.model.WebhookSettings;
import dev.webhooks.policy.EventCatalog;
import java.io.IOException;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The handshake's event type in whatever case: a receiver that compares without regard to case
 * would answer an event as if it were the question.
 */
class ReservedTypeTest {

  @ParameterizedTest
  @ValueSource(strings = {"webhook.verify", "Webhook.Verify", "WEBHOOK.VERIFY", "webhook.VERIFY"})
  void nobodyPublishesItOrListensToIt(String type) throws IOException {
    try (TestEndpoint endpoint = TestEndpoint.start();
        Rig rig = new Rig()) {
      Webhook webhook = rig.register(endpoint).webhook();
      WebhookRegistry registry = rig.webhooks.registry();
      EventPublisher publisher = rig.webhooks.publisher();
      Event event = Event.builder(type).workspace(WORKSPACE).data("Yes!").build();
      WebhookSettings.Builder settings = WebhookSettings.builder().name("CRM").url(endpoint.url());

      refused("event", () -> publisher.publish(event));
      refused("events[0].event", () -> publisher.publishAll(List.of(event)));
      refused("event", () -> publisher.publishTest(webhook.id(), event));
      refused(
          "eventTypes",
          () -> registry.register(WORKSPACE, settings.eventTypes(List.of(type)).build()));
      refused(
          "eventTypes",
          () -> registry.update(WORKSPACE, webhook.id(), s -> s.eventTypes(List.of("a.b", type))));
      refused("type", () -> EventCatalog.any().check("type", type));
      assertThatIllegalArgumentException()
          .isThrownBy(() -> EventCatalog.of("message.sent", type))
          .withMessageContaining("reserved for the handshake");

      assertThat(registry.list(WebhookQuery.of(WORKSPACE)).webhooks()).hasSize(1);
      assertThat(endpoint.events()).isEmpty();
    }
  }

  private static void refused(String field, ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            InvalidInputException.class, e -> assertThat(e.field()).isEqualTo(field))
        .hasMessageContaining("reserved for the handshake");
  }
}
