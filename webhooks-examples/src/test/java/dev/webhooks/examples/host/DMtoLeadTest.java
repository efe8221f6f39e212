package dev.webhooks.examples.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.webhooks.examples.host.DMtoLead.Example;
import dev.webhooks.examples.receiver.Inbox;
import dev.webhooks.examples.receiver.Receipt;
import dev.webhooks.examples.receiver.Receiver;
import dev.webhooks.model.InvalidInputException;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class DMtoLeadTest {
  /** The public contract's example, to the byte. */
  private static final String MESSAGE_SENT =
      """
      {"event":"message.sent","timestamp":"2026-05-13T19:24:02.310Z","data":{"conversationId":"65f3a2...","messageId":"msg_...","direction":"outbound","type":"ai","text":"Yes!","creditsUsed":1}}"""; // one line

  @Test
  void publishesTheFiveTypesOfTheContract() {
    assertThat(DMtoLead.CONVERSATION)
        .extracting(Example::type)
        .containsExactly(
            "conversation.created",
            "message.received",
            "message.sent",
            "automation.triggered",
            "conversation.closed");
  }

  @Test
  void knowsNoOtherType() {
    assertThatThrownBy(() -> DMtoLead.eventTypes().check("event", "message.snet"))
        .isInstanceOf(InvalidInputException.class);
  }

  @Test
  void theContractsExampleArrivesToTheByte() throws Exception {
    BlockingQueue<Receipt> receipts = new LinkedBlockingQueue<>();
    Inbox inbox = new Inbox(type -> true, receipts::add);
    try (Receiver receiver = Receiver.start(0, Duration.ZERO, inbox);
        TestHost host = new TestHost()) {
      inbox.trust(host.register(receiver.url()).apiKey());
      receipts.take(); // the handshake

      host.publish(messageSent(), Instant.parse("2026-05-13T19:24:02.310Z"));

      Receipt receipt = receipts.take();
      assertThat(receipt.body()).isEqualTo(MESSAGE_SENT);
      assertThat(receipt.signature().isValid()).isTrue();
      assertThat(receipt.headers().signature()).matches("[0-9a-f]{64}");
      assertThat(receipt.headers().eventType()).isEqualTo("message.sent");
      assertThat(receipt.headers().attempt()).isEqualTo("1");
    }
  }

  private static Example messageSent() {
    return DMtoLead.CONVERSATION.stream()
        .filter(example -> example.type().equals("message.sent"))
        .findFirst()
        .orElseThrow();
  }
}
