package dev.webhooks.model;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a webhook's latest attempts came to.
 *
 * <p>Immutable and thread safe.
 */
public final class RecentAttempts {
  /** None that anybody remembers. */
  public static final RecentAttempts NONE = builder().build();

  private final AttemptCounts lastHour;
  private final AttemptCounts lastDay;
  private final @Nullable Instant lastSuccessAt;

  private RecentAttempts(Builder builder) {
    this.lastHour = builder.lastHour;
    this.lastDay = builder.lastDay;
    this.lastSuccessAt = builder.lastSuccessAt;
  }

  /** Begins with none, for stores and tests. */
  public static Builder builder() {
    return new Builder();
  }

  /** Those of the last 60 minutes, and of the rest of the minute in which they began. */
  public AttemptCounts lastHour() {
    return lastHour;
  }

  /** Those of the last 24 hours, and of the rest of the hour in which they began. */
  public AttemptCounts lastDay() {
    return lastDay;
  }

  /**
   * When the latest attempt started that was acknowledged; null if there was none, or none as long
   * as the store remembers.
   */
  public @Nullable Instant lastSuccessAt() {
    return lastSuccessAt;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof RecentAttempts that
        && lastHour.equals(that.lastHour)
        && lastDay.equals(that.lastDay)
        && Objects.equals(lastSuccessAt, that.lastSuccessAt);
  }

  @Override
  public int hashCode() {
    return Objects.hash(lastHour, lastDay, lastSuccessAt);
  }

  @Override
  public String toString() {
    return "RecentAttempts[lastHour="
        + lastHour
        + ", lastDay="
        + lastDay
        + ", lastSuccessAt="
        + lastSuccessAt
        + "]";
  }

  /** Collects the counts. Not thread safe. */
  public static final class Builder {
    private AttemptCounts lastHour = AttemptCounts.NONE;
    private AttemptCounts lastDay = AttemptCounts.NONE;
    private @Nullable Instant lastSuccessAt;

    private Builder() {}

    /** Default: none. */
    public Builder lastHour(AttemptCounts lastHour) {
      this.lastHour = requireNonNull(lastHour, "lastHour");
      return this;
    }

    /** Default: none. */
    public Builder lastDay(AttemptCounts lastDay) {
      this.lastDay = requireNonNull(lastDay, "lastDay");
      return this;
    }

    /** Default: null. */
    public Builder lastSuccessAt(@Nullable Instant lastSuccessAt) {
      this.lastSuccessAt = lastSuccessAt;
      return this;
    }

    public RecentAttempts build() {
      return new RecentAttempts(this);
    }
  }
}
