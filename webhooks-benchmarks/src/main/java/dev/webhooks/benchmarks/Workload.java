package dev.webhooks.benchmarks;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.webhooks.model.Event;
import java.util.Map;

/**
 * What every contender delivers: the same number of events with bodies of the same length, dealt
 * out evenly to the same endpoints, each event to one of them.
 */
record Workload(int endpoints, SinkProcess sink) {
  static final int BODY_BYTES = 500;
  static final String EVENT_TYPE = "message.sent";

  private static final String BEFORE =
      "{\"event\":\"message.sent\",\"timestamp\":\"2026-05-13T19:24:02.310Z\",\"data\":{\"text\":\"";
  private static final String AFTER = "\"}}";
  private static final String TEXT = "x".repeat(BODY_BYTES - BEFORE.length() - AFTER.length());

  static String workspace(int endpoint) {
    return "workspace-" + endpoint;
  }

  int endpointOf(int delivery) {
    return delivery % endpoints;
  }

  Event event(int delivery) {
    return Event.builder(EVENT_TYPE)
        .workspace(workspace(endpointOf(delivery)))
        .data(Map.of("text", TEXT))
        .build();
  }

  String urlOf(int delivery) {
    return sink.endpoint(endpointOf(delivery));
  }

  /** The text in an event's data that makes the body as long as it shall be. */
  String text() {
    return TEXT;
  }

  /** A body as the library writes it, for contenders that need one made. */
  byte[] body() {
    return bodyText().getBytes(UTF_8);
  }

  String bodyText() {
    return BEFORE + TEXT + AFTER;
  }
}
