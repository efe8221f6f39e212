package dev.webhooks.examples.host;

import static org.assertj.core.api.Assertions.assertThat;

import dev.webhooks.EventPublisher;
import dev.webhooks.model.Event;
import dev.webhooks.model.Webhook;
import dev.webhooks.testing.Answer;
import dev.webhooks.testing.TestWebhooks;
import dev.webhooks.testing.memory.InMemoryTransaction;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** How a host tests what it publishes, and that its customers get it: see docs/testing.md. */
class ConversationsTest {
  private final TestWebhooks webhooks =
      TestWebhooks.builder()
          .settings(settings -> settings.brand(DMtoLead.BRAND).eventTypes(DMtoLead.eventTypes()))
          .build();
  private final Webhook crm = webhooks.activeWebhook("acme", "message.sent", "conversation.closed");

  @Test
  void aReplyIsPublished() {
    new Conversations(webhooks.webhooks().publisher()).reply("acme", "65f3", "Yes!");

    assertThat(webhooks)
        .published("message.sent")
        .once()
        .in("acme")
        .withData("{\"conversationId\":\"65f3\",\"text\":\"Yes!\"}");
  }

  @Test
  void aCustomerWhoseServerIsDownForAWhileGetsItAllTheSame() {
    webhooks.answer(crm).with(Answer.connectionRefused(), Answer.status(503), Answer.status(200));

    new Conversations(webhooks.webhooks().publisher()).reply("acme", "65f3", "Yes!");
    webhooks.advance(Duration.ofMinutes(1));

    assertThat(webhooks)
        .delivered("message.sent")
        .to(crm)
        .onAttempt(3)
        .withHeader("X-DMtoLead-Event", "message.sent")
        .signedWith(webhooks.apiKey(crm));
  }

  @Test
  void aCustomerWhoseServerStaysDownIsGivenUp() {
    webhooks.answer(crm).with(503);

    new Conversations(webhooks.webhooks().publisher()).reply("acme", "65f3", "Yes!");
    webhooks.advance(Duration.ofDays(5));

    assertThat(webhooks).gaveUp("message.sent").to(crm).onAttempt(6);
  }

  @Test
  void whatIsRolledBackIsNotTold() {
    try (InMemoryTransaction transaction = webhooks.store().begin()) {
      EventPublisher publisher = webhooks.webhooks().publisher().within(transaction.outbox());
      new Conversations(publisher).reply("acme", "65f3", "Yes!");
      transaction.rollback();
    }
    webhooks.sendDue();

    assertThat(webhooks).publishedNothing().sentNothing();
  }

  /** The code under test: a piece of the host's. */
  private record Conversations(EventPublisher publisher) {
    void reply(String workspace, String conversation, String text) {
      publisher.publish(
          Event.builder("message.sent")
              .workspace(workspace)
              .data(new Reply(conversation, text))
              .build());
    }
  }

  private record Reply(String conversationId, String text) {}
}
