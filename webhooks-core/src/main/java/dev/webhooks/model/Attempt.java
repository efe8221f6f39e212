package dev.webhooks.model;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One POST of a delivery.
 *
 * <p>Immutable and thread safe.
 */
public final class Attempt {
  private final int number;
  private final Instant startedAt;
  private final Duration duration;
  private final @Nullable Integer httpStatus;
  private final @Nullable String error;
  private final @Nullable String responseBody;
  private final boolean truncated;

  private Attempt(Builder builder) {
    this.number = builder.number;
    this.startedAt = builder.startedAt;
    this.duration = builder.duration;
    this.httpStatus = builder.httpStatus;
    this.error = builder.error;
    this.responseBody = builder.responseBody;
    this.truncated = builder.truncated;
  }

  /**
   * Begins an attempt that got no answer and has no error, for stores and tests.
   *
   * @param number counts from 1 over the delivery's whole life
   */
  public static Builder builder(int number, Instant startedAt, Duration duration) {
    return new Builder(number, startedAt, duration);
  }

  /** Counts from 1 over the delivery's whole life. */
  public int number() {
    return number;
  }

  /** When it began, by the sending node's clock. */
  public Instant startedAt() {
    return startedAt;
  }

  /** From the look-up of the name to the end of the response. */
  public Duration duration() {
    return duration;
  }

  /** The HTTP status, null when no answer arrived. */
  public @Nullable Integer httpStatus() {
    return httpStatus;
  }

  /** Why it failed, null when it was acknowledged. */
  public @Nullable String error() {
    return error;
  }

  /**
   * The first 4 KiB of the response as text, so at most 4,096 characters, none of them NUL; null
   * when no response arrived.
   */
  public @Nullable String responseBody() {
    return responseBody;
  }

  /** Whether the response went on behind that, or broke off. */
  public boolean truncated() {
    return truncated;
  }

  /** Whether the endpoint acknowledged the delivery: any 2xx does. */
  public boolean acknowledged() {
    return httpStatus != null && httpStatus >= 200 && httpStatus <= 299;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Attempt that
        && number == that.number
        && startedAt.equals(that.startedAt)
        && duration.equals(that.duration)
        && Objects.equals(httpStatus, that.httpStatus)
        && Objects.equals(error, that.error)
        && Objects.equals(responseBody, that.responseBody)
        && truncated == that.truncated;
  }

  @Override
  public int hashCode() {
    return Objects.hash(number, startedAt);
  }

  /** Leaves the response out: it is whatever an endpoint chose to say. */
  @Override
  public String toString() {
    return "Attempt[number="
        + number
        + ", startedAt="
        + startedAt
        + ", httpStatus="
        + httpStatus
        + ", error="
        + error
        + "]";
  }

  /** Collects an attempt's parts. Not thread safe. */
  public static final class Builder {
    private final int number;
    private final Instant startedAt;
    private final Duration duration;
    private @Nullable Integer httpStatus;
    private @Nullable String error;
    private @Nullable String responseBody;
    private boolean truncated;

    private Builder(int number, Instant startedAt, Duration duration) {
      this.number = number;
      this.startedAt = requireNonNull(startedAt, "startedAt");
      this.duration = requireNonNull(duration, "duration");
    }

    public Builder httpStatus(@Nullable Integer httpStatus) {
      this.httpStatus = httpStatus;
      return this;
    }

    public Builder error(@Nullable String error) {
      this.error = error;
      return this;
    }

    public Builder responseBody(@Nullable String responseBody) {
      this.responseBody = responseBody;
      return this;
    }

    public Builder truncated(boolean truncated) {
      this.truncated = truncated;
      return this;
    }

    public Attempt build() {
      return new Attempt(this);
    }
  }
}
