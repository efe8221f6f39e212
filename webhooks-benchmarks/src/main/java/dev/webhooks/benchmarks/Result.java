package dev.webhooks.benchmarks;

import java.time.Duration;

/** What one drain took. */
record Result(int deliveries, Duration elapsed, ProcessorTime processor) {

  double perSecond() {
    return deliveries / seconds(elapsed);
  }

  /**
   * What counts when others use the machine too: deliveries for each second of all parties' time.
   */
  double perProcessorSecond() {
    return deliveries
        / seconds(processor.client().plus(processor.database()).plus(processor.sink()));
  }

  /** Microseconds of one party's processor time for each delivery. */
  double microsEach(Duration used) {
    return seconds(used) * 1_000_000 / deliveries;
  }

  /** How much of one core a party kept busy, from 0 to 1 or, with several threads, more. */
  double load(Duration used) {
    return seconds(used) / seconds(elapsed);
  }

  private static double seconds(Duration duration) {
    return duration.toNanos() / 1e9;
  }
}
