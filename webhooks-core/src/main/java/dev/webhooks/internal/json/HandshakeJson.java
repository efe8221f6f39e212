package dev.webhooks.internal.json;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.time.Instant;
import java.util.Optional;

/**
 * The two halves of a handshake: the question that is sent and the answer that proves the URL's
 * owner.
 *
 * <p>Thread safe.
 */
public final class HandshakeJson {
  private static final String EVENT = "event";
  private static final String TOKEN = "verifyToken";

  /** Some servers begin UTF-8 with one. */
  private static final String BYTE_ORDER_MARK = "\uFEFF";

  private final JsonMapper mapper =
      JsonMapper.builder()
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .build();

  public byte[] question(String eventType, String token, Instant timestamp) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(192);
    try (JsonGenerator json = mapper.createGenerator(out)) {
      json.writeStartObject();
      json.writeStringField(EVENT, eventType);
      json.writeStringField(TOKEN, token);
      json.writeStringField("timestamp", WireTime.format(timestamp));
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }

  /**
   * The token in an answer; empty when the answer is not a JSON object with a textual token. An
   * answer that also repeats the question's event is a mere echo: a server that sends back whatever
   * it gets has not said that it wants these events.
   */
  public Optional<String> answer(byte[] body) {
    try {
      // Decoded here: Jackson would guess the encoding, and takes UTF-16 and UTF-32 too.
      JsonNode root = mapper.readTree(strictUtf8(body));
      JsonNode token = root.path(TOKEN);
      boolean echo = root.has(EVENT);
      return token.isTextual() && !echo ? Optional.of(token.textValue()) : Optional.empty();
    } catch (JacksonException | CharacterCodingException e) {
      return Optional.empty();
    }
  }

  private static String strictUtf8(byte[] body) throws CharacterCodingException {
    String text = UTF_8.newDecoder().decode(ByteBuffer.wrap(body)).toString();
    return text.startsWith(BYTE_ORDER_MARK) ? text.substring(1) : text;
  }
}
