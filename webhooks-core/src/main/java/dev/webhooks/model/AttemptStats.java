package dev.webhooks.model;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Attempts counted by when they started, all of them and none sampled, and how long they took,
 * whether they were acknowledged or not. A latency is that of the attempt which comes at so many
 * percent of them in the order of their latencies; it is off by 5 % at most.
 *
 * @param steps those in which an attempt started, the earliest first
 * @param p50 of all of these steps together; null if there was no attempt
 * @param p95 of all of these steps together; null if there was no attempt
 * @param p99 of all of these steps together; null if there was no attempt
 */
public record AttemptStats(
    List<Step> steps, @Nullable Duration p50, @Nullable Duration p95, @Nullable Duration p99) {

  public AttemptStats {
    steps = List.copyOf(steps);
  }

  /**
   * The attempts of a minute or an hour, of which there is at least one.
   *
   * @param at when it begins
   */
  public record Step(Instant at, AttemptCounts attempts, Duration p50, Duration p95) {

    public Step {
      requireNonNull(at, "at");
      requireNonNull(attempts, "attempts");
      requireNonNull(p50, "p50");
      requireNonNull(p95, "p95");
    }
  }
}
