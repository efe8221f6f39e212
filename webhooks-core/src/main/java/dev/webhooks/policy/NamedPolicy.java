package dev.webhooks.policy;

import java.time.Duration;
import java.util.Locale;
import java.util.Optional;

/** A policy that says in words what it does. */
record NamedPolicy(String words, RetryPolicy policy) implements RetryPolicy {

  @Override
  public Optional<Duration> delayAfter(FailedAttempt failed) {
    return policy.delayAfter(failed);
  }

  @Override
  public String toString() {
    return words;
  }

  /** As people write it: {@code 30s}, {@code 1h30m}. */
  static String words(Duration duration) {
    return duration.toString().substring("PT".length()).toLowerCase(Locale.ROOT);
  }
}
