package dev.webhooks.benchmarks;

import static java.nio.charset.StandardCharsets.UTF_8;

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

  int endpointOf(int delivery) {
    return delivery % endpoints;
  }

  String urlOf(int delivery) {
    return sink.endpoint(endpointOf(delivery));
  }

  /** The text in the event's data that makes the body as long as it shall be. */
  String text() {
    return TEXT;
  }

  /** A body as the library writes it, for contenders that need one made. */
  byte[] body() {
    return (BEFORE + TEXT + AFTER).getBytes(UTF_8);
  }
}
