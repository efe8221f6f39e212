package dev.webhooks.model;

import java.time.Duration;
import java.time.Instant;

/** How finely attempts are counted: by the minute or by the hour in which they started, in UTC. */
public enum StatsStep {
  MINUTE(Duration.ofMinutes(1)),
  HOUR(Duration.ofHours(1));

  private final Duration length;

  StatsStep(Duration length) {
    this.length = length;
  }

  /** How long a step is. */
  public Duration length() {
    return length;
  }

  /** When the step begins that this instant is in. */
  public Instant startOf(Instant instant) {
    long seconds = length.toSeconds();
    return Instant.ofEpochSecond(Math.floorDiv(instant.getEpochSecond(), seconds) * seconds);
  }
}
