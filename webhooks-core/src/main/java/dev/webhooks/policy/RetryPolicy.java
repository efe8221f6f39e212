package dev.webhooks.policy;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;

/**
 * When a delivery that failed is tried again, and when it is given up.
 *
 * <pre>{@code
 * RetryPolicy.exponential(Duration.ofSeconds(5), 2, Duration.ofHours(1), 12)
 *     .withJitter(0.2, new SecureRandom());
 * }</pre>
 *
 * <p>One of your own looks at the attempt, and leaves the rest to another:
 *
 * <pre>{@code
 * RetryPolicy standard = RetryPolicy.standard();
 * RetryPolicy policy = failed -> Objects.equals(failed.httpStatus(), 410)
 *     ? Optional.empty()               // gone for good
 *     : standard.delayAfter(failed);
 * }</pre>
 *
 * <p>It says the earliest time. An endpoint that answers 429 or 503 and asks to wait for longer is
 * left alone for as long, an hour at most, and that uses up none of the attempts; see {@link
 * HealthPolicy} for what becomes of those that fail.
 *
 * <p>The policies that are made here say in {@code toString} what they do: {@code 1s, 5s, 30s, 5m,
 * 30m, then give up}. Implementations must be thread safe and must not block. One that throws an
 * exception gives the delivery up. After an error, such as {@link OutOfMemoryError}, the delays of
 * {@link #standard()} apply.
 *
 * <p>Whatever it says, a delivery is given up after {@value #MAX_ATTEMPTS} attempts, those of all
 * its rounds together.
 */
@FunctionalInterface
public interface RetryPolicy {
  /** More attempts than a policy has use for: one every five minutes for a month. */
  int MAX_ATTEMPTS = 10_000;

  /**
   * Decides after a failed attempt.
   *
   * @param failed the attempt; its number says how many have failed in this round
   * @return how long to wait before the next attempt; less than zero counts as zero, more than a
   *     year as a year; empty to give up
   */
  Optional<Duration> delayAfter(FailedAttempt failed);

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

  /**
   * One delay after each failure, in this order; one attempt more than there are delays.
   *
   * @throws IllegalArgumentException when one of them is not positive
   */
  static RetryPolicy delays(List<Duration> delays) {
    List<Duration> schedule = List.copyOf(delays);
    schedule.forEach(delay -> Backoff.requirePositive("delays", delay));
    String words =
        schedule.stream()
            .map(delay -> NamedPolicy.words(delay) + ", ")
            .collect(Collectors.joining());
    return new NamedPolicy(
        schedule.isEmpty() ? "give up" : words + "then give up",
        failed ->
            failed.number() <= schedule.size()
                ? Optional.of(schedule.get(failed.number() - 1))
                : Optional.empty());
  }

  /**
   * The same delay after every failure, for {@code maxAttempts} attempts in all.
   *
   * @throws IllegalArgumentException when the delay is not positive, or there is no attempt at all
   */
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
   * @throws IllegalArgumentException when one of them is out of its range
   */
  static RetryPolicy exponential(Duration first, double factor, Duration cap, int maxAttempts) {
    return new Backoff(first, factor, cap).withMaxAttempts(maxAttempts);
  }

  /** No second attempt. */
  static RetryPolicy never() {
    return new NamedPolicy("give up", failed -> Optional.empty());
  }

  /**
   * This policy, given up after {@code maxAttempts} attempts at the latest.
   *
   * @throws IllegalArgumentException when that is less than 1
   */
  default RetryPolicy withMaxAttempts(int maxAttempts) {
    if (maxAttempts < 1) {
      throw new IllegalArgumentException("maxAttempts must be at least 1");
    }
    return new NamedPolicy(
        this + ", at most " + maxAttempts + " attempts",
        failed -> failed.number() < maxAttempts ? delayAfter(failed) : Optional.empty());
  }

  /**
   * This policy with each delay spread at random, so that what failed together is not tried again
   * together.
   *
   * @param share how far a delay strays, as a share of itself: 0.2 means between 0.8 and 1.2 times;
   *     from 0 to 1
   * @throws IllegalArgumentException when the share is anything else
   */
  default RetryPolicy withJitter(double share, RandomGenerator random) {
    if (!(share >= 0 && share <= 1)) {
      throw new IllegalArgumentException("share must be between 0 and 1");
    }
    return new NamedPolicy(
        this + ", give or take " + Math.round(100 * share) + "%",
        failed ->
            delayAfter(failed)
                .map(delay -> Backoff.times(delay, 1 + share * (2 * random.nextDouble() - 1))));
  }
}
