package dev.webhooks.policy;

import dev.webhooks.model.HealthObservation;
import dev.webhooks.model.WebhookHealth;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The library's own judgement of endpoints.
 *
 * <ul>
 *   <li>An endpoint is paused when 5 attempts in a row fail within no less than 10 seconds, or half
 *       of at least 20 within a minute, of two deliveries at least: one alone has its retries, and
 *       they are pause enough. The first pause takes 30 seconds, each one after it twice as long,
 *       up to an hour; half of each is at random.
 *   <li>After a pause one delivery is sent. If it is acknowledged, the endpoint gets one more, then
 *       2, 4 and so on; each failure halves that, and three in a row pause it again. It is healthy
 *       when it took 32 at a time, or nothing waits.
 *   <li>One that asks the sender to wait gets nothing until then, an hour at most. From the second
 *       time in a row on the wait is doubled. It counts neither as a failure nor as a success.
 *   <li>A webhook is to be disabled when its attempts did nothing but fail for five days, or when
 *       its endpoint answers 410. Its owner can be warned at 50 and at 90 percent of that.
 * </ul>
 *
 * <p>Immutable and thread safe.
 */
public final class StandardHealth implements HealthPolicy {
  private static final Duration MARGIN = Duration.ofMinutes(10);

  private final Duration firstPause;
  private final Duration longestPause;
  private final Duration longestWait;
  private final int tripFailures;
  private final Duration tripSpan;
  private final int fullWindow;
  private final @Nullable Duration disableAfter;
  private final RandomGenerator random;

  private StandardHealth(Builder builder) {
    this.firstPause = builder.firstPause;
    this.longestPause = builder.longestPause;
    this.longestWait = builder.longestWait;
    this.tripFailures = builder.tripFailures;
    this.tripSpan = builder.tripSpan;
    this.fullWindow = builder.fullWindow;
    this.disableAfter = builder.disableAfter;
    this.random = builder.random;
    if (longestPause.compareTo(firstPause) < 0) {
      throw new IllegalArgumentException("longestPause must not be shorter than firstPause");
    }
  }

  @Override
  public WebhookHealth after(WebhookHealth before, HealthObservation seen) {
    return new HealthJudgement(this, before, seen.now()).of(seen);
  }

  /** How long to pause for the so manyth time in a row. */
  Duration pause(int number) {
    Duration pause = doubled(firstPause, number - 1, longestPause);
    return Backoff.times(pause, 0.5 + random.nextDouble() / 2);
  }

  /** How long to wait when it is asked for the so manyth time in a row. */
  Duration waitFor(Duration asked, int number) {
    return doubled(asked, number - 1, longestWait);
  }

  private static Duration doubled(Duration first, int times, Duration most) {
    Duration duration = first;
    for (int i = 0; i < times && duration.compareTo(most) < 0; i++) {
      duration = duration.multipliedBy(2);
    }
    return duration.compareTo(most) < 0 ? duration : most;
  }

  int tripFailures() {
    return tripFailures;
  }

  Duration tripSpan() {
    return tripSpan;
  }

  int fullWindow() {
    return fullWindow;
  }

  /** Null if no webhook is ever disabled for failing. */
  @Nullable Duration disableAfter() {
    return disableAfter;
  }

  /** How old the last failure may be for an endpoint to be failing still. */
  Duration failingFor(Duration disableAfter) {
    Duration pause = longestPause.plus(MARGIN);
    Duration share = disableAfter.dividedBy(10);
    return pause.compareTo(share) > 0 ? pause : share;
  }

  @Override
  public String toString() {
    return "pauses of "
        + NamedPolicy.words(firstPause)
        + " to "
        + NamedPolicy.words(longestPause)
        + ", disabled "
        + (disableAfter == null
            ? "never"
            : "after " + NamedPolicy.words(disableAfter) + " of failures");
  }

  /** Collects the settings. Not thread safe. */
  public static final class Builder {
    private static final Duration LONGEST = Duration.ofDays(365);

    private Duration firstPause = Duration.ofSeconds(30);
    private Duration longestPause = Duration.ofHours(1);
    private Duration longestWait = Duration.ofHours(1);
    private int tripFailures = 5;
    private Duration tripSpan = Duration.ofSeconds(10);
    private int fullWindow = 32;
    private @Nullable Duration disableAfter = Duration.ofDays(5);
    private RandomGenerator random = () -> ThreadLocalRandom.current().nextLong();

    Builder() {}

    /**
     * How long the first pause takes; the next ones are longer. Default: 30 seconds.
     *
     * @throws IllegalArgumentException unless it is positive and at most a year
     */
    public Builder firstPause(Duration firstPause) {
      this.firstPause = positive("firstPause", firstPause);
      return this;
    }

    /**
     * How long a pause takes at most. Default: an hour.
     *
     * @throws IllegalArgumentException unless it is positive and at most a year
     */
    public Builder longestPause(Duration longestPause) {
      this.longestPause = positive("longestPause", longestPause);
      return this;
    }

    /**
     * How long an endpoint may ask the sender to wait; more is cut to that. Default: an hour.
     *
     * @throws IllegalArgumentException unless it is positive and at most a year
     */
    public Builder longestWait(Duration longestWait) {
      this.longestWait = positive("longestWait", longestWait);
      return this;
    }

    /**
     * How many attempts in a row must fail for a pause, and how long after the first of them the
     * last one must be. Default: 5, and 10 seconds.
     *
     * @throws IllegalArgumentException unless there are at least 2, and the span is not negative
     */
    public Builder pauseAfter(int failures, Duration span) {
      if (failures < 2 || span.isNegative()) {
        throw new IllegalArgumentException(
            "failures must be at least 2 and their span not negative");
      }
      this.tripFailures = failures;
      this.tripSpan = span;
      return this;
    }

    /**
     * How many deliveries at a time an endpoint must have taken after a pause to be healthy.
     * Default: 32.
     *
     * @throws IllegalArgumentException unless it is from 1 to 10,000
     */
    public Builder fullWindow(int fullWindow) {
      if (fullWindow < 1 || fullWindow > 10_000) {
        throw new IllegalArgumentException("fullWindow must be from 1 to 10,000");
      }
      this.fullWindow = fullWindow;
      return this;
    }

    /**
     * How long nothing but failures lasts until a webhook is disabled; there must be 20 of them,
     * and the last one recent. Null for never; 410 disables all the same. Default: 5 days.
     *
     * @throws IllegalArgumentException unless it is positive and at most a year
     */
    public Builder disableAfter(@Nullable Duration disableAfter) {
      this.disableAfter = disableAfter == null ? null : positive("disableAfter", disableAfter);
      return this;
    }

    /** What shortens pauses at random; thread safe. Default: the JDK's. */
    public Builder random(RandomGenerator random) {
      this.random = random;
      return this;
    }

    /**
     * Makes the policy.
     *
     * @throws IllegalArgumentException when the longest pause is shorter than the first
     */
    public StandardHealth build() {
      return new StandardHealth(this);
    }

    private static Duration positive(String name, Duration duration) {
      if (duration.isNegative() || duration.isZero() || duration.compareTo(LONGEST) > 0) {
        throw new IllegalArgumentException(name + " must be positive and at most a year");
      }
      return duration;
    }
  }
}
