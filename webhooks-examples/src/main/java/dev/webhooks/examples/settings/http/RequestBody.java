package dev.webhooks.examples.settings.http;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import dev.webhooks.model.InvalidInputException;
import io.javalin.http.Context;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeoutException;

/**
 * The body of a request: JSON as a whole before any of it is looked at. Immutable.
 *
 * <p>It is read whatever its content type says: programs forget that header, and what it would keep
 * out is kept out by {@link BrowserGuard}.
 */
final class RequestBody {
  private static final int MAX_BYTES = 4 * 1024 * 1024;

  /** Read and thrown away, so that the sender of a larger body gets to see its 413. */
  private static final int MAX_DISCARDED_BYTES = 32 * 1024 * 1024;

  private static final JsonFactory JSON =
      JsonFactory.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();

  private final String text;

  private RequestBody(String text) {
    this.text = text;
  }

  /**
   * Reads the body.
   *
   * @throws Refusal with status 413 when it is longer than 4 MiB, 408 when it stays away, 400 when
   *     it isn't JSON
   */
  static RequestBody of(Context call) throws IOException {
    String text = utf8(bytes(call.bodyInputStream()));
    checkSyntax(text);
    return new RequestBody(text);
  }

  /**
   * Sees to it that a call that takes no body has none, or an empty object. Called before anything
   * is done: what came after its answer would break the caller's pipe, and the answer be lost.
   *
   * @throws Refusal as {@link #of} does
   * @throws InvalidInputException naming the field that is there, or {@code body}
   */
  static void none(Context call) throws IOException {
    optional(call);
  }

  /**
   * Reads a body that may be left out, which is as good as an object without fields.
   *
   * @param known the fields that it may have
   * @throws Refusal as {@link #of} does
   * @throws InvalidInputException as {@link #object} does
   */
  static JsonFields optional(Context call, String... known) throws IOException {
    String text = utf8(bytes(call.bodyInputStream()));
    if (text.isEmpty()) {
      return JsonFields.none();
    }
    checkSyntax(text);
    return new RequestBody(text).object(known);
  }

  private static byte[] bytes(InputStream in) throws IOException {
    try {
      return bytesInTime(in);
    } catch (IOException e) {
      if (e.getCause() instanceof TimeoutException) {
        throw new Refusal(408, "the rest of the body did not come in time");
      }
      throw e;
    }
  }

  private static byte[] bytesInTime(InputStream in) throws IOException {
    byte[] bytes = in.readNBytes(MAX_BYTES + 1);
    if (bytes.length <= MAX_BYTES) {
      return bytes;
    }
    byte[] buffer = new byte[8192];
    int read = 0;
    for (int discarded = 0; read >= 0 && discarded < MAX_DISCARDED_BYTES; discarded += read) {
      read = in.read(buffer);
    }
    throw new Refusal(413, "the body is longer than " + MAX_BYTES + " bytes");
  }

  private static String utf8(byte[] bytes) {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      throw new Refusal(400, "the body is not JSON: it is not UTF-8");
    }
  }

  private static void checkSyntax(String text) throws IOException {
    try (JsonParser parser = JSON.createParser(text)) {
      if (parser.nextToken() == null) {
        throw new Refusal(400, "the body is not JSON: it is empty");
      }
      parser.skipChildren();
      parser.finishToken();
      if (parser.nextToken() != null) {
        throw new Refusal(400, "the body is not JSON: more follows its end");
      }
    } catch (StreamConstraintsException e) {
      throw new Refusal(400, "the body has " + passed(e));
    } catch (JsonProcessingException e) {
      JsonLocation at = e.getLocation();
      String where =
          at == null ? "" : " (line " + at.getLineNr() + ", column " + at.getColumnNr() + ")";
      throw new Refusal(400, "the body is not JSON with unique names" + where);
    }
  }

  /**
   * Which of Jackson's bounds was passed. It says so in its message alone, by the name of the
   * public method that tells the bound.
   */
  private static String passed(StreamConstraintsException bound) {
    String message = String.valueOf(bound.getOriginalMessage());
    if (message.contains("getMaxNumberLength")) {
      return "a number of more than 1,000 digits";
    }
    if (message.contains("getMaxNestingDepth")) {
      return "more than 1,000 levels";
    }
    return message.contains("getMaxNameLength")
        ? "a name that is longer than 50,000 characters"
        : "a number, a name or a text that is too long, or too many levels";
  }

  boolean isArray() {
    return text.stripLeading().startsWith("[");
  }

  /**
   * The body as one object.
   *
   * @param known the fields that it may have
   * @throws InvalidInputException when it is something else, or has other fields
   */
  JsonFields object(String... known) throws IOException {
    try (JsonParser parser = JSON.createParser(text)) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        throw new InvalidInputException("body", "must be an object");
      }
      return JsonFields.read(parser, text, Set.of(known));
    }
  }

  /**
   * The body as an array of objects.
   *
   * @param name what the array is called in refusals, as in {@code events[2].data}
   * @param max how many there may be
   * @throws InvalidInputException when it is something else, or has more, or other fields
   */
  List<JsonFields> objects(String name, int max, String... known) throws IOException {
    List<JsonFields> objects = new ArrayList<>();
    try (JsonParser parser = JSON.createParser(text)) {
      parser.nextToken();
      while (parser.nextToken() != JsonToken.END_ARRAY) {
        String place = name + "[" + objects.size() + "]";
        if (objects.size() == max) {
          throw new InvalidInputException(name, "are more than " + max);
        }
        if (parser.currentToken() != JsonToken.START_OBJECT) {
          throw new InvalidInputException(place, "must be an object");
        }
        try {
          objects.add(JsonFields.read(parser, text, Set.of(known)));
        } catch (InvalidInputException e) {
          throw e.within(place);
        }
      }
    }
    return objects;
  }
}
