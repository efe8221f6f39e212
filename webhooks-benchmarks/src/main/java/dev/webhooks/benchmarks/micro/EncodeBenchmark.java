package dev.webhooks.benchmarks.micro;

import dev.webhooks.internal.json.EventJson;
import java.time.Instant;
import java.util.Map;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** Writing an event's body of some 500 bytes. */
@State(Scope.Thread)
public class EncodeBenchmark {
  private final EventJson json = new EventJson(256 * 1024, null);
  private final Instant timestamp = Instant.parse("2026-05-13T19:24:02.310Z");
  private final Map<String, Object> data = Map.of("text", "x".repeat(420));

  /** As for each event. */
  @Benchmark
  public byte[] encode() {
    return json.write("message.sent", timestamp, data);
  }
}
