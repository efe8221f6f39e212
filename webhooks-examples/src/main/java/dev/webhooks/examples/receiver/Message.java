package dev.webhooks.examples.receiver;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.util.Optional;

/**
 * The body of a POST that brings an event.
 *
 * @param type the event's type
 */
record Message(String type) {
  /** What the body of a question says in its type's place; no event has that type. */
  static final String HANDSHAKE = "webhook.verify";

  private static final JsonMapper JSON =
      JsonMapper.builder().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS).build();

  /** Reads a body; empty when it is no event. */
  static Optional<Message> read(byte[] body) {
    JsonNode root;
    try {
      root = JSON.readTree(body);
    } catch (IOException e) {
      return Optional.empty();
    }
    String type = root.path("event").textValue();
    return type == null || type.equals(HANDSHAKE)
        ? Optional.empty()
        : Optional.of(new Message(type));
  }
}
