package dev.webhooks;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.webhooks.internal.json.HandshakeJson;
import java.util.Optional;

/** An endpoint may answer the handshake with any bytes: the outcome is a token or none. */
class HandshakeFuzzTest {
  private static final String TOKEN = "c0ffee";

  private final HandshakeJson json = new HandshakeJson();

  @FuzzTest
  void anAnswerIsATokenOrNone(byte[] answer) {
    Optional<String> token = json.answer(answer);
    String text = new String(answer, UTF_8);
    if (token.isPresent() && !text.contains("{")) {
      throw new AssertionError("a token out of what is no object");
    }
    boolean escaped = text.indexOf('\\') >= 0 || text.indexOf('\0') >= 0;
    if (token.equals(Optional.of(TOKEN)) && !escaped && !text.contains(TOKEN)) {
      throw new AssertionError("the token out of nothing");
    }
  }
}
