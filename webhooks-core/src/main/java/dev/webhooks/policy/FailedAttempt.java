package dev.webhooks.policy;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * An attempt that failed, as a {@link RetryPolicy} sees it.
 *
 * <pre>{@code
 * FailedAttempt.withStatus(503).number(2).retryAfter(Duration.ofMinutes(1)).build();
 * FailedAttempt.withoutAnswer(FailureKind.TIMEOUT).build();
 * }</pre>
 *
 * <p>Immutable.
 */
public final class FailedAttempt {
  private final int number;
  private final FailureKind kind;
  private final @Nullable Integer httpStatus;
  private final @Nullable Duration retryAfter;
  private final Duration age;

  private FailedAttempt(Builder builder) {
    this.number = builder.number;
    this.kind = builder.kind;
    this.httpStatus = builder.httpStatus;
    this.retryAfter = builder.retryAfter;
    this.age = builder.age;
  }

  /**
   * Begins an attempt that was answered.
   *
   * @param status the HTTP status, from 100 to 999 and not a 2xx, which would be a success
   * @throws IllegalArgumentException when it is anything else
   */
  public static Builder withStatus(int status) {
    if (status < 100 || status > 999 || status / 100 == 2) {
      throw new IllegalArgumentException("status must be from 100 to 999, and not a 2xx");
    }
    return new Builder(FailureKind.STATUS, status);
  }

  /**
   * Begins an attempt that got no answer.
   *
   * @param kind why not
   * @throws IllegalArgumentException when it is {@link FailureKind#STATUS}
   */
  public static Builder withoutAnswer(FailureKind kind) {
    if (requireNonNull(kind, "kind") == FailureKind.STATUS) {
      throw new IllegalArgumentException("an attempt that failed by its status has one");
    }
    return new Builder(kind, null);
  }

  /**
   * Counts from 1 within the delivery's present round; a redelivery begins a new one. Attempts
   * before that were answered with a wish to wait which was heeded don't count.
   */
  public int number() {
    return number;
  }

  /** Why it failed. */
  public FailureKind kind() {
    return kind;
  }

  /** The HTTP status, null unless the kind is {@link FailureKind#STATUS}. */
  public @Nullable Integer httpStatus() {
    return httpStatus;
  }

  /**
   * How long the endpoint asked the sender to wait, by its {@code Retry-After}, counted from the
   * answer: from zero, also for a time that has passed, to a year, also for more. Null when the
   * answer has no such header, or one that makes no sense, and when there was no answer.
   */
  public @Nullable Duration retryAfter() {
    return retryAfter;
  }

  /**
   * How long before this attempt the delivery was stored; never negative. Stored times are the
   * store's and attempts this node's, so it is as exact as their clocks agree. Redelivering does
   * not make a delivery younger.
   */
  public Duration age() {
    return age;
  }

  @Override
  public String toString() {
    return "FailedAttempt[number="
        + number
        + ", kind="
        + kind
        + ", httpStatus="
        + httpStatus
        + ", retryAfter="
        + retryAfter
        + ", age="
        + age
        + "]";
  }

  /** Collects an attempt's parts. Not thread safe. */
  public static final class Builder {
    private final FailureKind kind;
    private final @Nullable Integer httpStatus;
    private int number = 1;
    private @Nullable Duration retryAfter;
    private Duration age = Duration.ZERO;

    private Builder(FailureKind kind, @Nullable Integer httpStatus) {
      this.kind = kind;
      this.httpStatus = httpStatus;
    }

    /**
     * Default: 1, the first of its round.
     *
     * @throws IllegalArgumentException when it is less than 1
     */
    public Builder number(int number) {
      if (number < 1) {
        throw new IllegalArgumentException("number must be at least 1");
      }
      this.number = number;
      return this;
    }

    /**
     * What the endpoint asked for; null for nothing, which is the default.
     *
     * @throws IllegalArgumentException when it is negative, or there was no answer to say it
     */
    public Builder retryAfter(@Nullable Duration retryAfter) {
      if (retryAfter != null && (retryAfter.isNegative() || httpStatus == null)) {
        throw new IllegalArgumentException(
            "retryAfter must not be negative, and is part of an answer");
      }
      this.retryAfter = retryAfter;
      return this;
    }

    /**
     * How old the delivery is. Default: zero.
     *
     * @throws IllegalArgumentException when it is negative
     */
    public Builder age(Duration age) {
      if (age.isNegative()) {
        throw new IllegalArgumentException("age must not be negative");
      }
      this.age = age;
      return this;
    }

    /** {@return the attempt} */
    public FailedAttempt build() {
      return new FailedAttempt(this);
    }
  }
}
