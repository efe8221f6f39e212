package dev.webhooks.spi;

import static java.util.Objects.requireNonNull;

import dev.webhooks.model.AttemptCounts;
import java.time.Instant;

/**
 * Attempts added up that started within one minute or one hour.
 *
 * @param start when that begins
 * @param attempts how many there were, at least one
 * @param latencies how long they took
 */
public record AttemptSums(Instant start, AttemptCounts attempts, LatencyHistogram latencies) {

  public AttemptSums {
    requireNonNull(start, "start");
    requireNonNull(attempts, "attempts");
    requireNonNull(latencies, "latencies");
  }
}
