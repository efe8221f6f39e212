package dev.webhooks.examples.settings.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.javalin.http.Context;

/** Writes answers: records, their components in the order in which they are declared. */
final class Json {
  private static final JsonMapper MAPPER = new JsonMapper();

  private Json() {}

  static void answer(Context call, int status, Object body) {
    answer(call, status, "application/json", body);
  }

  static void answer(Context call, int status, String mediaType, Object body) {
    byte[] bytes = bytes(body);
    if (status == 200 && Revision.of(bytes).isKnownTo(call)) {
      call.status(304);
    } else {
      call.status(status).contentType(mediaType).result(bytes);
    }
  }

  static byte[] bytes(Object body) {
    try {
      return MAPPER.writeValueAsBytes(body);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("an answer can't be written as JSON", e);
    }
  }
}
