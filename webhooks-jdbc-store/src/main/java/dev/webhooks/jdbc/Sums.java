package dev.webhooks.jdbc;

import dev.webhooks.model.Attempt;
import dev.webhooks.model.AttemptCounts;
import dev.webhooks.spi.LatencyHistogram;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Attempts that are being added up. Not thread safe. */
final class Sums {
  private final LatencyHistogram.Builder latencies = LatencyHistogram.builder();
  private long acknowledged;
  private long failed;
  private @Nullable Long lastSuccess;

  Sums add(Attempt attempt) {
    latencies.add(attempt.duration());
    if (attempt.acknowledged()) {
      acknowledged++;
      succeeded(Micros.of(attempt.startedAt()));
    } else {
      failed++;
    }
    return this;
  }

  /**
   * @param success when the last acknowledged one started, in microseconds; null if there is none
   */
  Sums add(long moreAcknowledged, long moreFailed, byte[] moreLatencies, @Nullable Long success) {
    acknowledged += moreAcknowledged;
    failed += moreFailed;
    latencies.add(LatencyHistogram.fromBytes(moreLatencies));
    succeeded(success);
    return this;
  }

  Sums add(Sums other) {
    acknowledged += other.acknowledged;
    failed += other.failed;
    latencies.add(other.latencies());
    succeeded(other.lastSuccess);
    return this;
  }

  private void succeeded(@Nullable Long at) {
    lastSuccess = Micros.later(lastSuccess, at);
  }

  AttemptCounts counts() {
    return new AttemptCounts(acknowledged, failed);
  }

  LatencyHistogram latencies() {
    return latencies.build();
  }

  /** When the last acknowledged one started, in microseconds; null if there is none. */
  @Nullable Long lastSuccess() {
    return lastSuccess;
  }

  /** When the minute or the hour begins, in microseconds, that an instant is in. */
  static long startOf(long micros, Duration step) {
    long length = Micros.of(step);
    return Math.floorDiv(micros, length) * length;
  }
}
