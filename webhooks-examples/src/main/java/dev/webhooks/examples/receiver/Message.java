package dev.webhooks.examples.receiver;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The body of a POST: an event, or the question of a handshake.
 *
 * @param type the event's type
 * @param verifyToken what a handshake wants back
 */
record Message(String type, @Nullable String verifyToken) {
  private static final String HANDSHAKE = "webhook.verify";
  private static final JsonMapper JSON =
      JsonMapper.builder().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS).build();

  /** Reads a body; empty when it is neither. */
  static Optional<Message> read(byte[] body) {
    JsonNode root;
    try {
      root = JSON.readTree(body);
    } catch (IOException e) {
      return Optional.empty();
    }
    String type = root.path("event").textValue();
    String token = root.path("verifyToken").textValue();
    if (type == null || (type.equals(HANDSHAKE) && token == null)) {
      return Optional.empty();
    }
    return Optional.of(new Message(type, token));
  }

  boolean isHandshake() {
    return type.equals(HANDSHAKE);
  }
}
