package dev.webhooks.benchmarks;

import java.util.Arrays;

/** How long events took from accepted to received. */
final class Latencies {
  private final long[] sorted;

  private Latencies(long[] sorted) {
    this.sorted = sorted;
  }

  static Latencies ofNanos(long[] nanos) {
    long[] sorted = nanos.clone();
    Arrays.sort(sorted);
    return new Latencies(sorted);
  }

  /** In milliseconds; of a hundred events so many took no longer. */
  double percentile(int percent) {
    int rank = (int) Math.ceil(sorted.length * percent / 100.0);
    return sorted[Math.max(0, rank - 1)] / 1e6;
  }

  /** In milliseconds. */
  double worst() {
    return sorted[sorted.length - 1] / 1e6;
  }
}
