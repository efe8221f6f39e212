package dev.webhooks.model;

import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What is remembered about a webhook whose endpoint does not take what it is sent. Of a healthy one
 * nothing is: {@link #healthy()}. All times are the store's.
 *
 * <p>Immutable and thread safe.
 */
public final class WebhookHealth {
  private static final WebhookHealth HEALTHY = new Builder().build();

  private final HealthState state;
  private final @Nullable Instant changedAt;
  private final @Nullable Instant blockedUntil;
  private final int window;
  private final @Nullable Round round;
  private final int roundFailures;
  private final @Nullable Instant failingSince;
  private final int consecutiveFailures;
  private final @Nullable Instant lastFailureAt;
  private final @Nullable String onlyDelivery;
  private final int pauses;
  private final int waits;
  private final @Nullable Tally tally;
  private final int warnedPercent;
  private final @Nullable String disableReason;

  /**
   * Deliveries that were claimed together while only so many may be under way.
   *
   * @param left how many of them have not ended
   * @param deliveryId the delivery, if it is a single one; null otherwise
   * @param until when their lease ends, and with it the round if they have not ended by then
   */
  public record Round(int left, @Nullable String deliveryId, Instant until) {}

  /**
   * Attempts within a stretch of time.
   *
   * @param since when the first of them ended
   * @param attempts how many there were
   * @param failures how many of them failed
   */
  public record Tally(Instant since, int attempts, int failures) {}

  private WebhookHealth(Builder builder) {
    this.state = builder.state;
    this.changedAt = builder.changedAt;
    this.blockedUntil = builder.blockedUntil;
    this.window = builder.window;
    this.round = builder.round;
    this.roundFailures = builder.roundFailures;
    this.failingSince = builder.failingSince;
    this.consecutiveFailures = builder.consecutiveFailures;
    this.lastFailureAt = builder.lastFailureAt;
    this.onlyDelivery = builder.onlyDelivery;
    this.pauses = builder.pauses;
    this.waits = builder.waits;
    this.tally = builder.tally;
    this.warnedPercent = builder.warnedPercent;
    this.disableReason = builder.disableReason;
  }

  /** Nothing to remember: a store keeps no record of it. */
  public static WebhookHealth healthy() {
    return HEALTHY;
  }

  /** Begins with a healthy one, for policies and stores. */
  public static Builder builder() {
    return new Builder();
  }

  /** A builder that starts from this one. */
  public Builder toBuilder() {
    Builder builder = new Builder();
    builder.state = state;
    builder.changedAt = changedAt;
    builder.blockedUntil = blockedUntil;
    builder.window = window;
    builder.round = round;
    builder.roundFailures = roundFailures;
    builder.failingSince = failingSince;
    builder.consecutiveFailures = consecutiveFailures;
    builder.lastFailureAt = lastFailureAt;
    builder.onlyDelivery = onlyDelivery;
    builder.pauses = pauses;
    builder.waits = waits;
    builder.tally = tally;
    builder.warnedPercent = warnedPercent;
    builder.disableReason = disableReason;
    return builder;
  }

  /** How the endpoint is. */
  public HealthState state() {
    return state;
  }

  /** When the state, or how long it is blocked, last changed; null if neither ever did. */
  public @Nullable Instant changedAt() {
    return changedAt;
  }

  /**
   * Before this nothing is claimed for the webhook; null if nothing keeps it from being sent to.
   */
  public @Nullable Instant blockedUntil() {
    return blockedUntil;
  }

  /** How many deliveries may be under way to it, on all nodes together; 0 for any number. */
  public int window() {
    return window;
  }

  /** What was claimed last within the window; null when all of that has ended. */
  public @Nullable Round round() {
    return round;
  }

  /** How many deliveries of the present round have failed. */
  public int roundFailures() {
    return roundFailures;
  }

  /** When the first attempt failed after which none was acknowledged; null if the last one was. */
  public @Nullable Instant failingSince() {
    return failingSince;
  }

  /** How many attempts failed since the last one that was acknowledged. */
  public int consecutiveFailures() {
    return consecutiveFailures;
  }

  /** When an attempt last failed; null if none is remembered. */
  public @Nullable Instant lastFailureAt() {
    return lastFailureAt;
  }

  /** The only delivery whose attempts failed in a row; null if there are several, or none. */
  public @Nullable String onlyDelivery() {
    return onlyDelivery;
  }

  /** How many pauses came one after the other, the present one included. */
  public int pauses() {
    return pauses;
  }

  /** How often in a row the endpoint asked the sender to wait. */
  public int waits() {
    return waits;
  }

  /** The attempts of the last minute, roughly; null if there is nothing to count. */
  public @Nullable Tally tally() {
    return tally;
  }

  /** How much of the way to being disabled its listener was warned of, in percent; 0 for none. */
  public int warnedPercent() {
    return warnedPercent;
  }

  /** Why the webhook is to be disabled, for people to read; null if it is not. */
  public @Nullable String disableReason() {
    return disableReason;
  }

  /**
   * From when on a store may claim for the webhook: a pause or a wait is over by then, and so is
   * the round that is under way. Null if nothing keeps it from that.
   */
  public @Nullable Instant claimableFrom() {
    boolean roundIsOpen = window > 0 && round != null && round.left() > 0;
    if (!roundIsOpen || round == null) {
      return blockedUntil;
    }
    return blockedUntil == null || blockedUntil.isBefore(round.until())
        ? round.until()
        : blockedUntil;
  }

  /**
   * Whether few deliveries at a time may be under way to it, and those may be sent now: then a
   * store looks whether any wait.
   */
  public boolean isWindowOpen(Instant now) {
    return window > 0 && (blockedUntil == null || !blockedUntil.isAfter(now));
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof WebhookHealth that
        && state == that.state
        && Objects.equals(changedAt, that.changedAt)
        && Objects.equals(blockedUntil, that.blockedUntil)
        && window == that.window
        && Objects.equals(round, that.round)
        && roundFailures == that.roundFailures
        && Objects.equals(failingSince, that.failingSince)
        && consecutiveFailures == that.consecutiveFailures
        && Objects.equals(lastFailureAt, that.lastFailureAt)
        && Objects.equals(onlyDelivery, that.onlyDelivery)
        && pauses == that.pauses
        && waits == that.waits
        && Objects.equals(tally, that.tally)
        && warnedPercent == that.warnedPercent
        && Objects.equals(disableReason, that.disableReason);
  }

  @Override
  public int hashCode() {
    return Objects.hash(state, changedAt, consecutiveFailures);
  }

  @Override
  public String toString() {
    return "WebhookHealth[state="
        + state
        + ", blockedUntil="
        + blockedUntil
        + ", window="
        + window
        + ", consecutiveFailures="
        + consecutiveFailures
        + ", failingSince="
        + failingSince
        + "]";
  }

  /** Collects what is remembered. Not thread safe. */
  public static final class Builder {
    private HealthState state = HealthState.HEALTHY;
    private @Nullable Instant changedAt;
    private @Nullable Instant blockedUntil;
    private int window;
    private @Nullable Round round;
    private int roundFailures;
    private @Nullable Instant failingSince;
    private int consecutiveFailures;
    private @Nullable Instant lastFailureAt;
    private @Nullable String onlyDelivery;
    private int pauses;
    private int waits;
    private @Nullable Tally tally;
    private int warnedPercent;
    private @Nullable String disableReason;

    private Builder() {}

    /** The state, and when that or how long it is blocked last changed. */
    public Builder state(HealthState state, @Nullable Instant changedAt) {
      this.state = state;
      this.changedAt = changedAt;
      return this;
    }

    public Builder blockedUntil(@Nullable Instant blockedUntil) {
      this.blockedUntil = blockedUntil;
      return this;
    }

    /**
     * How many may be under way; 0, the default, for any number.
     *
     * @throws IllegalArgumentException when it is negative
     */
    public Builder window(int window) {
      if (window < 0) {
        throw new IllegalArgumentException("window must not be negative");
      }
      this.window = window;
      return this;
    }

    public Builder round(@Nullable Round round) {
      this.round = round;
      return this;
    }

    public Builder roundFailures(int roundFailures) {
      this.roundFailures = roundFailures;
      return this;
    }

    /** The failures since the last acknowledged attempt; null and 0 for none. */
    public Builder failing(@Nullable Instant since, int consecutiveFailures) {
      this.failingSince = since;
      this.consecutiveFailures = consecutiveFailures;
      return this;
    }

    public Builder lastFailureAt(@Nullable Instant lastFailureAt) {
      this.lastFailureAt = lastFailureAt;
      return this;
    }

    public Builder onlyDelivery(@Nullable String onlyDelivery) {
      this.onlyDelivery = onlyDelivery;
      return this;
    }

    public Builder pauses(int pauses) {
      this.pauses = pauses;
      return this;
    }

    public Builder waits(int waits) {
      this.waits = waits;
      return this;
    }

    public Builder tally(@Nullable Tally tally) {
      this.tally = tally;
      return this;
    }

    public Builder warnedPercent(int warnedPercent) {
      this.warnedPercent = warnedPercent;
      return this;
    }

    public Builder disableReason(@Nullable String disableReason) {
      this.disableReason = disableReason;
      return this;
    }

    public WebhookHealth build() {
      return new WebhookHealth(this);
    }
  }
}
