package dev.webhooks.benchmarks;

import java.time.Duration;

/** One way to deliver what waits. */
interface Contender extends AutoCloseable {
  /** How long a drain may take before it counts as broken. */
  Duration LIMIT = Duration.ofMinutes(5);

  String name();

  /** Empties its tables and publishes so many deliveries. Not measured. */
  void publish(int deliveries);

  /**
   * Starts to deliver, and returns the time from then until the last delivery was final and its
   * attempt in the log.
   *
   * @throws IllegalStateException when something is missing in the end
   */
  Duration drain(int deliveries) throws InterruptedException;

  @Override
  void close();
}
