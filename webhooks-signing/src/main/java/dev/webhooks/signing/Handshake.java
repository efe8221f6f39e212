package dev.webhooks.signing;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Answers the question by which a sender finds out whether a URL's owner wants its events.
 *
 * <pre>{@code
 * Optional<String> answer = Handshake.answer(body);
 * if (answer.isPresent()) {
 *   return respond(200, "application/json", answer.get());
 * }
 * }</pre>
 *
 * <p>The first question comes before there is a key: the sender shows it once the URL is saved. So
 * an endpoint that has no key yet answers the question and refuses everything else. Once it has
 * one, it verifies questions like every other request, and answers them afterwards: anybody may
 * ask, and an answer says that events are welcome.
 */
public final class Handshake {
  private static final String EVENT = "event";
  private static final String QUESTION = "webhook.verify";
  private static final String TOKEN = "verifyToken";

  /** A question has some 150 bytes. What is longer is an event, and not worth a look. */
  private static final int MAX_BODY_BYTES = 8192;

  /** What neither JSON nor a page that shows it would take for anything but text. */
  private static final String ESCAPED = "\"\\<>&'";

  private Handshake() {}

  /**
   * Returns what to answer a question with, and nothing for any other request. Only the body
   * decides, which is what the sender signs; no header does.
   *
   * <p>A question is a JSON object in UTF-8, of at most 8192 bytes, with {@code "event":
   * "webhook.verify"} and a text as its {@code "verifyToken"}; other members may stand beside them,
   * but no name may stand there twice. Whatever a stranger puts into the body, this never throws.
   *
   * @param body the bytes that arrived, before any parsing, decoding or reformatting
   * @return the JSON text to answer with, in ASCII, together with status 200 and content type
   *     {@code application/json}; empty if the body is no question
   */
  @CheckReturnValue
  public static Optional<String> answer(byte[] body) {
    if (Objects.requireNonNull(body, "body").length > MAX_BODY_BYTES) {
      return Optional.empty();
    }
    try {
      String json = UTF_8.newDecoder().decode(ByteBuffer.wrap(body)).toString();
      Map<String, @Nullable String> question = JsonObject.read(json);
      String token = question.get(TOKEN);
      return QUESTION.equals(question.get(EVENT)) && token != null
          ? Optional.of(answer(token))
          : Optional.empty();
    } catch (CharacterCodingException | IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private static String answer(String token) {
    StringBuilder json = new StringBuilder("{\"").append(TOKEN).append("\":\"");
    for (int i = 0; i < token.length(); i++) {
      char c = token.charAt(i);
      if (c < ' ' || c > '~' || ESCAPED.indexOf(c) >= 0) {
        json.append("\\u").append(Hex.encode(new byte[] {(byte) (c >> 8), (byte) c}));
      } else {
        json.append(c);
      }
    }
    return json.append("\"}").toString();
  }
}
