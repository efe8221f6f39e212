package dev.webhooks.internal.json;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.webhooks.model.InvalidInputException;
import dev.webhooks.model.JsonText;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Writes event bodies: {@code event}, {@code timestamp}, {@code data}, in this order and without
 * white space. What it writes is what gets signed, stored and sent.
 *
 * <p>Thread safe.
 */
public final class EventJson {
  // Unless told to, Jackson escapes what lies beyond the basic plane, half a pair of surrogates
  // included.
  private final JsonMapper mapper =
      JsonMapper.builder()
          .enable(JsonWriteFeature.COMBINE_UNICODE_SURROGATES_IN_UTF8)
          .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
          .addModule(PlainTypes.module())
          .build();
  private final int maxBytes;
  private final @Nullable Function<Object, String> writer;

  /**
   * @param maxBytes the longest body to write
   * @param writer makes JSON text of data that is none yet; null for the built-in way
   */
  public EventJson(int maxBytes, @Nullable Function<Object, String> writer) {
    this.maxBytes = maxBytes;
    this.writer = writer;
  }

  /**
   * Makes one event's body.
   *
   * @param data a {@link JsonText}, or anything that the host's writer takes, or else the built-in
   *     one
   * @throws InvalidInputException naming {@code data} or a part of it when it isn't JSON, can't
   *     become JSON or makes the body too long, or {@code timestamp} when the contract's format
   *     can't hold it
   */
  public byte[] write(String type, Instant timestamp, Object data) {
    String time = time(timestamp);
    String text = text(data);
    BoundedOutput out = new BoundedOutput(maxBytes);
    try (JsonGenerator json = mapper.createGenerator(out)) {
      // What is half written when data fails is thrown away, not closed into something that looks
      // whole.
      json.disable(JsonGenerator.Feature.AUTO_CLOSE_JSON_CONTENT);
      json.writeStartObject();
      json.writeStringField("event", type);
      json.writeStringField("timestamp", time);
      json.writeFieldName("data");
      if (text != null) {
        copy(text, json);
      } else {
        mapper.writeValue(new NoRawJson(json), data);
      }
      json.writeEndObject();
    } catch (IOException | RuntimeException e) {
      String what = data instanceof JsonText ? "is" : "as json(…) wrote it is";
      throw text == null
          ? DataRefusal.ofObject(e, maxBytes)
          : DataRefusal.ofText(e, maxBytes, what);
    }
    return out.toByteArray();
  }

  private static String time(Instant timestamp) {
    try {
      return WireTime.format(timestamp);
    } catch (DateTimeException e) {
      throw new InvalidInputException("timestamp", WireTime.RANGE);
    }
  }

  /** The data as JSON text that is still to be looked at; null when it is an object. */
  private @Nullable String text(Object data) {
    if (data instanceof JsonText text) {
      return text.value();
    }
    if (writer == null) {
      return null;
    }
    String written = writer.apply(data);
    if (written == null) {
      throw new InvalidInputException("data", "was written as null by json(…), not as JSON text");
    }
    return written;
  }

  /**
   * Token by token, so that the text is proven to be one JSON value and its numbers keep every
   * digit.
   */
  private void copy(String text, JsonGenerator json) throws IOException {
    if (text.length() > maxBytes) {
      throw new BoundedOutput.LimitExceeded();
    }
    try (JsonParser parser = mapper.createParser(text)) {
      int depth = 0;
      do {
        JsonToken token = parser.nextToken();
        if (token == null) {
          throw new InvalidInputException("data", "is empty, not JSON");
        }
        if (token.isStructStart()) {
          depth++;
        } else if (token.isStructEnd()) {
          depth--;
        }
        copyToken(token, parser, json);
      } while (depth > 0);
      if (parser.nextToken() != null) {
        throw new InvalidInputException("data", "holds more than one JSON value");
      }
    }
  }

  private static void copyToken(JsonToken token, JsonParser parser, JsonGenerator json)
      throws IOException {
    switch (token) {
      case START_OBJECT -> json.writeStartObject();
      case END_OBJECT -> json.writeEndObject();
      case START_ARRAY -> json.writeStartArray();
      case END_ARRAY -> json.writeEndArray();
      case FIELD_NAME -> json.writeFieldName(parser.currentName());
      case VALUE_STRING -> json.writeString(parser.getText());
      case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> json.writeNumber(parser.getText());
      case VALUE_TRUE -> json.writeBoolean(true);
      case VALUE_FALSE -> json.writeBoolean(false);
      case VALUE_NULL -> json.writeNull();
      default -> throw new IllegalStateException("a text parser has no " + token);
    }
  }
}
