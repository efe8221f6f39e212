package dev.webhooks.policy;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * When a delivery that failed is tried again, and when it is given up.
 *
 * <pre>{@code
 * RetryPolicy.exponential(Duration.ofSeconds(5), 2, Duration.ofHours(1), 12)
 *     .withJitter(0.2, new SecureRandom());
 * }</pre>
 *
 * Implementations must be thread safe.
 */
@FunctionalInterface
public interface RetryPolicy {

  /**
   * Decides after a failed attempt.
   *
   * @param attempts how many attempts have failed in this round, at least 1; a redelivery begins a
   *     new round
   * @return how long to wait before the next attempt, from zero to a year; empty to give up
   */
  Optional<Duration> delayAfter(int attempts);

  /** The default: 1 s, 5 s, 30 s, 5 min, 30 min, then give up. Six attempts in all. */
  static RetryPolicy standard() {
    return delays(
        List.of(
            Duration.ofSeconds(1),
            Duration.ofSeconds(5),
            Duration.ofSeconds(30),
            Duration.ofMinutes(5),
            Duration.ofMinutes(30)));
  }

  /** One delay after each failure, in this order; one attempt more than there are delays. */
  static RetryPolicy delays(List<Duration> delays) {
    List<Duration> schedule = List.copyOf(delays);
    schedule.forEach(delay -> Backoff.requirePositive("delays", delay));
    return attempts ->
        attempts <= schedule.size() ? Optional.of(schedule.get(attempts - 1)) : Optional.empty();
  }

  /** The same delay after every failure, for {@code maxAttempts} attempts in all. */
  static RetryPolicy fixed(Duration delay, int maxAttempts) {
    return exponential(delay, 1, delay, maxAttempts);
  }

  /**
   * A delay that grows by {@code factor} with each failure, for {@code maxAttempts} attempts in
   * all.
   *
   * @param first the delay after the first failure
   * @param factor at least 1
   * @param cap the longest delay, at least {@code first}
   */
  static RetryPolicy exponential(Duration first, double factor, Duration cap, int maxAttempts) {
    return new Backoff(first, factor, cap).withMaxAttempts(maxAttempts);
  }

  /** No second attempt. */
  static RetryPolicy never() {
    return attempts -> Optional.empty();
  }

  /** This policy, given up after {@code maxAttempts} attempts at the latest. */
  default RetryPolicy withMaxAttempts(int maxAttempts) {
    if (maxAttempts < 1) {
      throw new IllegalArgumentException("maxAttempts must be at least 1");
    }
    return attempts -> attempts < maxAttempts ? delayAfter(attempts) : Optional.empty();
  }

  /**
   * This policy with each delay spread at random, so that what failed together is not tried again
   * together.
   *
   * @param share how far a delay strays, as a share of itself: 0.2 means between 0.8 and 1.2 times;
   *     from 0 to 1
   */
  default RetryPolicy withJitter(double share, RandomGenerator random) {
    if (!(share >= 0 && share <= 1)) {
      throw new IllegalArgumentException("share must be between 0 and 1");
    }
    return attempts ->
        delayAfter(attempts)
            .map(delay -> Backoff.times(delay, 1 + share * (2 * random.nextDouble() - 1)));
  }
}
