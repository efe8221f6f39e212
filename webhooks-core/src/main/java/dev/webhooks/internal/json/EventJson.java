package dev.webhooks.internal.json;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.exc.InvalidDefinitionException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.webhooks.model.InvalidInputException;
import dev.webhooks.model.JsonText;
import java.io.IOException;
import java.time.Instant;

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
      JsonMapper.builder().enable(JsonWriteFeature.COMBINE_UNICODE_SURROGATES_IN_UTF8).build();
  private final int maxBytes;

  /**
   * @param maxBytes the longest body to write
   */
  public EventJson(int maxBytes) {
    this.maxBytes = maxBytes;
  }

  /**
   * Makes one event's body.
   *
   * @param data a {@link JsonText}, or anything that Jackson serialises
   * @throws InvalidInputException naming {@code data} when it isn't JSON, can't become JSON or
   *     makes the body too long, or {@code timestamp} when the contract's format can't hold it
   */
  public byte[] write(String type, Instant timestamp, Object data) {
    String time = WireTime.format(timestamp);
    BoundedOutput out = new BoundedOutput(maxBytes);
    try (JsonGenerator json = mapper.createGenerator(out)) {
      // What is half written when data fails is thrown away, not closed into something that looks
      // whole.
      json.disable(JsonGenerator.Feature.AUTO_CLOSE_JSON_CONTENT);
      json.writeStartObject();
      json.writeStringField("event", type);
      json.writeStringField("timestamp", time);
      json.writeFieldName("data");
      if (data instanceof JsonText text) {
        copy(text.value(), json);
      } else {
        mapper.writeValue(new NoRawJson(json), data);
      }
      json.writeEndObject();
    } catch (IOException | RuntimeException e) {
      throw refusal(data, e);
    }
    return out.toByteArray();
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

  /** Says what is wrong without Jackson's message, which quotes the data. */
  private InvalidInputException refusal(Object data, Exception failure) {
    if (failure instanceof InvalidInputException known) {
      return known;
    }
    if (BoundedOutput.LimitExceeded.isCauseOf(failure)) {
      return new InvalidInputException(
          "data", "makes the event's body longer than " + maxBytes + " bytes");
    }
    if (failure instanceof InvalidDefinitionException unknown && unknown.getType() != null) {
      return new InvalidInputException(
          "data",
          "holds a "
              + unknown.getType().getRawClass().getName()
              + ", which Jackson can't write; pass maps, records or JSON text");
    }
    if (failure instanceof StreamConstraintsException) {
      return new InvalidInputException(
          "data",
          "has a number of more than 1,000 digits, more than 1,000 levels, or a name that is longer"
              + " than 50,000 characters");
    }
    if (data instanceof JsonText && failure instanceof JacksonException syntax) {
      JsonLocation at = syntax.getLocation();
      String where =
          at == null ? "" : " (line " + at.getLineNr() + ", column " + at.getColumnNr() + ")";
      return new InvalidInputException("data", "is not JSON that can be accepted" + where);
    }
    return new InvalidInputException("data", "can't be written as JSON");
  }
}
