package dev.webhooks.micrometer;

import io.micrometer.observation.transport.Kind;
import io.micrometer.observation.transport.SenderContext;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A context that takes from a tracer what it wants to hand on, and keeps the {@code traceparent} of
 * it alone: baggage never leaves the process, nor does any other field.
 */
abstract class TracedContext extends SenderContext<Map<String, String>> {
  private static final String TRACEPARENT = "traceparent";

  private final Map<String, String> kept = new HashMap<>();

  TracedContext(Kind kind) {
    super(TracedContext::keep, kind);
    setCarrier(kept);
  }

  private static void keep(@Nullable Map<String, String> carrier, String name, String value) {
    if (carrier != null && name.toLowerCase(Locale.ROOT).equals(TRACEPARENT)) {
      carrier.put(TRACEPARENT, value);
    }
  }

  /**
   * What W3C Trace Context calls the span of this observation; null when nothing is traced, or by
   * another convention alone.
   */
  public @Nullable String traceparent() {
    return kept.get(TRACEPARENT);
  }
}
