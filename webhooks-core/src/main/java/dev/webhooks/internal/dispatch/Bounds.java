package dev.webhooks.internal.dispatch;

import java.time.Duration;
import java.util.Objects;

/** Checks that a setting is within its bounds, and says which one is not. */
public final class Bounds {
  private static final Duration SHORTEST = Duration.ofMillis(1);

  private Bounds() {}

  /** From a millisecond to {@code most}. */
  static Duration between(String field, Duration most, Duration value) {
    Objects.requireNonNull(value, field);
    if (value.compareTo(SHORTEST) < 0 || value.compareTo(most) > 0) {
      throw new IllegalArgumentException(
          field + " must be from " + SHORTEST.toMillis() + " ms to " + most.toSeconds() + " s");
    }
    return value;
  }

  /** From 1 to {@code most}. */
  public static int between(String field, int most, int value) {
    if (value < 1 || value > most) {
      throw new IllegalArgumentException(field + " must be from 1 to " + most);
    }
    return value;
  }
}
