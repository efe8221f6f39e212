package dev.webhooks.examples.receiver;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a request is answered with.
 *
 * @param body JSON text; none when there is nothing to say
 */
public record Answer(int status, @Nullable String body) {
  private static final JsonMapper JSON = new JsonMapper();

  /** Any 2xx acknowledges an event: it won't be sent again. */
  static Answer acknowledged() {
    return new Answer(200, null);
  }

  /** Proves that the question arrived here, and that whoever answers wants these events. */
  static Answer handshake(String json) {
    return new Answer(200, json);
  }

  static Answer refused(int status, String reason) {
    return new Answer(status, JSON.valueToTree(Map.of("error", reason)).toString());
  }

  byte[] bytes() {
    return body == null ? new byte[0] : body.getBytes(UTF_8);
  }
}
