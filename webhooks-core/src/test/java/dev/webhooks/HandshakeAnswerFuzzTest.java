package dev.webhooks;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.webhooks.internal.json.HandshakeJson;
import dev.webhooks.signing.Handshake;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.Map;
import java.util.Optional;

/**
 * A stranger may ask a receiver with any bytes: it answers a question, as a second reader finds it,
 * with a token that the sender's own reader finds again, and nothing else.
 */
class HandshakeAnswerFuzzTest {
  private static final int MAX_LENGTH = 8192;

  /** Receivers go 64 levels deep; less than that is a question to both readers or to none. */
  private static final int MAX_BRACKETS = 64;

  private final HandshakeJson sender = new HandshakeJson();

  @FuzzTest
  void aQuestionIsAnsweredWithItsTokenAndNothingElseIs(byte[] body) {
    Optional<String> answered =
        Handshake.answer(body).flatMap(answer -> sender.answer(answer.getBytes(UTF_8)));
    if (brackets(body) <= MAX_BRACKETS && !answered.equals(independently(body))) {
      throw new AssertionError("read differently: " + new String(body, UTF_8));
    }
  }

  private static int brackets(byte[] body) {
    int brackets = 0;
    for (byte b : body) {
      brackets += b == '{' || b == '[' ? 1 : 0;
    }
    return brackets;
  }

  private static Optional<String> independently(byte[] body) {
    try {
      String text = UTF_8.newDecoder().decode(ByteBuffer.wrap(body)).toString();
      return body.length <= MAX_LENGTH
              && StrictJson.read(text) instanceof Map<?, ?> object
              && "webhook.verify".equals(object.get("event"))
              && object.get("verifyToken") instanceof String token
          ? Optional.of(token)
          : Optional.empty();
    } catch (IllegalArgumentException | CharacterCodingException e) {
      return Optional.empty();
    }
  }
}
