package dev.webhooks.policy;

import java.time.Duration;
import java.util.Optional;

/** Delays that grow by a factor up to a cap, for ever. */
record Backoff(Duration first, double factor, Duration cap) implements RetryPolicy {

  Backoff {
    requirePositive("first", first);
    if (!(factor >= 1) || Double.isInfinite(factor)) {
      throw new IllegalArgumentException("factor must be at least 1");
    }
    if (cap.compareTo(first) < 0) {
      throw new IllegalArgumentException("cap must be at least the first delay");
    }
  }

  @Override
  public Optional<Duration> delayAfter(FailedAttempt failed) {
    double growth = Math.pow(factor, failed.number() - 1.0);
    // Compared as numbers first: the product may be beyond what a Duration can hold.
    boolean capped = growth * millis(first) >= millis(cap);
    return Optional.of(capped ? cap : times(first, growth));
  }

  @Override
  public String toString() {
    return first.equals(cap)
        ? "every " + NamedPolicy.words(first)
        : NamedPolicy.words(first) + ", times " + factor + " up to " + NamedPolicy.words(cap);
  }

  static Duration times(Duration delay, double factor) {
    return Duration.ofMillis(Math.round(millis(delay) * factor));
  }

  static void requirePositive(String name, Duration delay) {
    if (delay.isNegative() || delay.isZero()) {
      throw new IllegalArgumentException(name + " must be positive");
    }
  }

  private static double millis(Duration delay) {
    return delay.toSeconds() * 1e3 + delay.toNanosPart() / 1e6;
  }
}
