package dev.webhooks.examples.settings.http;

import static com.fasterxml.jackson.core.JsonToken.START_ARRAY;
import static com.fasterxml.jackson.core.JsonToken.START_OBJECT;
import static com.fasterxml.jackson.core.JsonToken.VALUE_FALSE;
import static com.fasterxml.jackson.core.JsonToken.VALUE_NULL;
import static com.fasterxml.jackson.core.JsonToken.VALUE_NUMBER_INT;
import static com.fasterxml.jackson.core.JsonToken.VALUE_STRING;
import static com.fasterxml.jackson.core.JsonToken.VALUE_TRUE;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.webhooks.examples.cli.Durations;
import dev.webhooks.model.InvalidInputException;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The fields of one JSON object of a request, told apart by name and type. Every refusal names the
 * field. Immutable.
 */
final class JsonFields {
  private static final int MAX_QUOTED_NAME = 100;

  /**
   * One field's value.
   *
   * @param text a string's characters, anything else as it is written
   * @param texts the strings of an array of nothing else; null for all others
   * @param textsByName the strings of an object of nothing else, in their order; null for all
   *     others
   */
  private record Value(
      JsonToken token,
      String text,
      @Nullable List<String> texts,
      @Nullable Map<String, String> textsByName) {}

  private final Map<String, Value> values;

  private JsonFields(Map<String, Value> values) {
    this.values = values;
  }

  /** An object without any. */
  static JsonFields none() {
    return new JsonFields(Map.of());
  }

  /**
   * Reads an object to its end.
   *
   * @param parser at the object's beginning
   * @param json all that the parser reads, for what is taken out as it is written
   * @param known the fields that the object may have
   */
  static JsonFields read(JsonParser parser, String json, Set<String> known) throws IOException {
    Map<String, Value> values = new HashMap<>();
    for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
      if (!known.contains(name)) {
        throw new InvalidInputException(
            name.length() <= MAX_QUOTED_NAME ? name : name.substring(0, MAX_QUOTED_NAME),
            "is not a field of this call");
      }
      parser.nextToken();
      values.put(name, value(parser, json));
    }
    return new JsonFields(values);
  }

  private static Value value(JsonParser parser, String json) throws IOException {
    JsonToken token = parser.currentToken();
    if (token == VALUE_STRING) {
      return new Value(token, parser.getText(), null, null);
    }
    int start = (int) parser.currentTokenLocation().getCharOffset();
    List<String> texts = token == START_ARRAY ? texts(parser) : null;
    Map<String, String> textsByName = token == START_OBJECT ? textsByName(parser) : null;
    parser.skipChildren();
    int end = (int) parser.currentLocation().getCharOffset();
    return new Value(token, json.substring(start, end), texts, textsByName);
  }

  /** Goes to the array's end; null when there is anything but strings in it. */
  private static @Nullable List<String> texts(JsonParser parser) throws IOException {
    List<String> texts = new ArrayList<>();
    boolean onlyTexts = true;
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      if (parser.currentToken() == VALUE_STRING) {
        texts.add(parser.getText());
      } else {
        onlyTexts = false;
        parser.skipChildren();
      }
    }
    return onlyTexts ? texts : null;
  }

  /** Goes to the object's end; null when there is anything but strings in it. */
  private static @Nullable Map<String, String> textsByName(JsonParser parser) throws IOException {
    Map<String, String> texts = new LinkedHashMap<>();
    boolean onlyTexts = true;
    for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
      if (parser.nextToken() == VALUE_STRING) {
        texts.put(name, parser.getText());
      } else {
        onlyTexts = false;
        parser.skipChildren();
      }
    }
    return onlyTexts ? texts : null;
  }

  boolean has(String field) {
    return values.containsKey(field);
  }

  /** A string that must be there. */
  String text(String field) {
    return of(field, VALUE_STRING, "a string").text();
  }

  /** A string that may be null or absent. */
  @Nullable String optionalText(String field) {
    return isNull(field) ? null : text(field);
  }

  /** An array of strings that must be there, none of them blank. */
  List<String> texts(String field) {
    List<String> texts = of(field, START_ARRAY, "an array of strings").texts();
    if (texts == null) {
      throw new InvalidInputException(field, "must be an array of strings");
    }
    for (int i = 0; i < texts.size(); i++) {
      if (texts.get(i).isBlank()) {
        throw new InvalidInputException(
            field, "must not hold a blank, as " + field + "[" + i + "]");
      }
    }
    return texts;
  }

  /** An object of strings that must be there. */
  Map<String, String> textsByName(String field) {
    Map<String, String> texts = of(field, START_OBJECT, "an object of strings").textsByName();
    if (texts == null) {
      throw new InvalidInputException(field, "must be an object of strings");
    }
    return texts;
  }

  /** A string that must be there, and the name of one of these. */
  <E extends Enum<E>> E oneOf(String field, E[] known) {
    return OneOf.of(field, text(field), known);
  }

  /** A time that must be there. */
  Instant time(String field) {
    return Times.parse(field, text(field));
  }

  /** A time that may be null or absent. */
  @Nullable Instant optionalTime(String field) {
    return isNull(field) ? null : time(field);
  }

  /** A duration such as {@code 24h}, which may be null or absent. */
  @Nullable Duration optionalDuration(String field) {
    return isNull(field)
        ? null
        : Durations.parse(text(field))
            .orElseThrow(
                () -> new InvalidInputException(field, "must be a duration such as 30m or 24h"));
  }

  /** A whole number, which may be null or absent. */
  @Nullable Integer optionalInteger(String field) {
    if (isNull(field)) {
      return null;
    }
    String text = of(field, VALUE_NUMBER_INT, "a whole number").text();
    try {
      return Integer.valueOf(text);
    } catch (NumberFormatException e) {
      throw new InvalidInputException(field, "is too large a number");
    }
  }

  /** Whether a field is true; one that is absent is not, and null is no answer to the question. */
  boolean isTrue(String field) {
    Value value = values.get(field);
    if (value == null) {
      return false;
    }
    if (value.token() != VALUE_TRUE && value.token() != VALUE_FALSE) {
      throw new InvalidInputException(field, "must be true or false");
    }
    return value.token() == VALUE_TRUE;
  }

  /** An object that must be there, as it is written: its numbers keep every digit. */
  String object(String field) {
    return of(field, START_OBJECT, "an object").text();
  }

  private boolean isNull(String field) {
    Value value = values.get(field);
    return value == null || value.token() == VALUE_NULL;
  }

  private Value of(String field, JsonToken token, String type) {
    Value value = values.get(field);
    if (value == null) {
      throw new InvalidInputException(field, "is required");
    }
    if (value.token() != token) {
      throw new InvalidInputException(field, "must be " + type);
    }
    return value;
  }
}
