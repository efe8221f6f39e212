package dev.webhooks.examples.host;

import dev.webhooks.policy.EventCatalog;
import java.util.List;

/** The public contract of DMtoLead, the messaging product that these examples play. */
public final class DMtoLead {
  /** Makes {@code X-DMtoLead-Signature}. */
  public static final String BRAND = "DMtoLead";

  /**
   * One event of the contract.
   *
   * @param type as in {@code message.sent}
   * @param data the event's data as JSON text; its fields go over the wire in this order, without
   *     the white space
   */
  public record Example(String type, String data) {}

  /** One conversation from its first message to its end: each event type once. */
  public static final List<Example> CONVERSATION =
      List.of(
          new Example(
              "conversation.created",
              """
              {
                "conversationId": "65f3a2...",
                "channel": "instagram",
                "contact": {"id": "cnt_...", "username": "jane.doe"}
              }
              """),
          new Example(
              "message.received",
              """
              {
                "conversationId": "65f3a2...",
                "messageId": "msg_...",
                "direction": "inbound",
                "type": "text",
                "text": "Is the course still open?"
              }
              """),
          new Example(
              "message.sent",
              """
              {
                "conversationId": "65f3a2...",
                "messageId": "msg_...",
                "direction": "outbound",
                "type": "ai",
                "text": "Yes!",
                "creditsUsed": 1
              }
              """),
          new Example(
              "automation.triggered",
              """
              {
                "conversationId": "65f3a2...",
                "automationId": "aut_...",
                "name": "Send the booking link",
                "trigger": "keyword"
              }
              """),
          new Example(
              "conversation.closed",
              """
              {
                "conversationId": "65f3a2...",
                "reason": "converted",
                "messageCount": 2
              }
              """));

  private DMtoLead() {}

  /** The event types that DMtoLead publishes, and no others. */
  public static EventCatalog eventTypes() {
    return EventCatalog.of(CONVERSATION.stream().map(Example::type).toArray(String[]::new));
  }
}
