package dev.webhooks.internal.registry;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.webhooks.StrictJson;
import dev.webhooks.internal.json.HandshakeJson;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.Map;
import java.util.Optional;

/**
 * An endpoint may answer the handshake with any bytes: the outcome is the token, or none, as a
 * second and stricter reader finds it.
 */
class HandshakeFuzzTest {
  private static final char BYTE_ORDER_MARK = '\uFEFF';

  /**
   * Jackson has limits of its own on the length of names and numbers; shorter answers meet none.
   */
  private static final int MAX_LENGTH = 1000;

  private final HandshakeJson json = new HandshakeJson();

  @FuzzTest
  void anAnswerIsATokenOrNone(byte[] answer) {
    Optional<String> token = json.answer(answer);
    if (answer.length < MAX_LENGTH && !token.equals(independently(answer))) {
      throw new AssertionError("read differently: " + new String(answer, UTF_8));
    }
  }

  private static Optional<String> independently(byte[] answer) {
    try {
      String text = UTF_8.newDecoder().decode(ByteBuffer.wrap(answer)).toString();
      boolean marked = !text.isEmpty() && text.charAt(0) == BYTE_ORDER_MARK;
      return StrictJson.read(marked ? text.substring(1) : text) instanceof Map<?, ?> object
              && !object.containsKey("event")
              && object.get("verifyToken") instanceof String token
          ? Optional.of(token)
          : Optional.empty();
    } catch (IllegalArgumentException | CharacterCodingException e) {
      return Optional.empty();
    }
  }
}
