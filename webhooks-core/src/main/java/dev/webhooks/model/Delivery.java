package dev.webhooks.model;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One event on its way to one webhook, and how far it has come.
 *
 * <p>Immutable and thread safe.
 */
public final class Delivery {
  /** A delivery with as many attempts is not sent again once it is finished. */
  public static final int MAX_ATTEMPTS = 1_000;

  private final DeliveryReference reference;
  private final DeliveryState state;
  private final int attempts;
  private final @Nullable Instant nextAttemptAt;
  private final @Nullable Integer lastHttpStatus;
  private final @Nullable String lastError;

  private Delivery(Builder builder) {
    this.reference = builder.reference;
    this.state = builder.state;
    this.attempts = builder.attempts;
    this.nextAttemptAt = builder.nextAttemptAt;
    this.lastHttpStatus = builder.lastHttpStatus;
    this.lastError = builder.lastError;
  }

  /** Begins a delivery without attempts, for stores and tests. */
  public static Builder builder(DeliveryReference reference, DeliveryState state) {
    return new Builder(reference, state);
  }

  /** Which delivery it is. */
  public DeliveryReference reference() {
    return reference;
  }

  /** {@link DeliveryReference#id}. */
  public String id() {
    return reference.id();
  }

  /** {@link DeliveryReference#eventId}. */
  public String eventId() {
    return reference.eventId();
  }

  /** {@link DeliveryReference#eventType}. */
  public String eventType() {
    return reference.eventType();
  }

  /** {@link DeliveryReference#workspace}. */
  public String workspace() {
    return reference.workspace();
  }

  /** {@link DeliveryReference#account}. */
  public @Nullable String account() {
    return reference.account();
  }

  /** {@link DeliveryReference#webhookId}. */
  public String webhookId() {
    return reference.webhookId();
  }

  /** {@link DeliveryReference#createdAt}. */
  public Instant createdAt() {
    return reference.createdAt();
  }

  public DeliveryState state() {
    return state;
  }

  /** How many attempts were made so far. */
  public int attempts() {
    return attempts;
  }

  /**
   * When it is due, by the store's clock; while it is being sent, when another node would take
   * over; null unless {@link DeliveryState#PENDING}.
   */
  public @Nullable Instant nextAttemptAt() {
    return nextAttemptAt;
  }

  /** The HTTP status of the last attempt, null when there was none. */
  public @Nullable Integer lastHttpStatus() {
    return lastHttpStatus;
  }

  /**
   * Why the last attempt failed, or why the delivery could not be sent; null when neither is so.
   */
  public @Nullable String lastError() {
    return lastError;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Delivery that
        && reference.equals(that.reference)
        && state == that.state
        && attempts == that.attempts
        && Objects.equals(nextAttemptAt, that.nextAttemptAt)
        && Objects.equals(lastHttpStatus, that.lastHttpStatus)
        && Objects.equals(lastError, that.lastError);
  }

  @Override
  public int hashCode() {
    return Objects.hash(reference, state, attempts);
  }

  @Override
  public String toString() {
    return "Delivery["
        + reference
        + ", state="
        + state
        + ", attempts="
        + attempts
        + ", nextAttemptAt="
        + nextAttemptAt
        + ", lastHttpStatus="
        + lastHttpStatus
        + ", lastError="
        + lastError
        + "]";
  }

  /** Collects a delivery's parts. Not thread safe. */
  public static final class Builder {
    private final DeliveryReference reference;
    private final DeliveryState state;
    private int attempts;
    private @Nullable Instant nextAttemptAt;
    private @Nullable Integer lastHttpStatus;
    private @Nullable String lastError;

    private Builder(DeliveryReference reference, DeliveryState state) {
      this.reference = requireNonNull(reference, "reference");
      this.state = requireNonNull(state, "state");
    }

    public Builder attempts(int attempts) {
      this.attempts = attempts;
      return this;
    }

    public Builder nextAttemptAt(@Nullable Instant nextAttemptAt) {
      this.nextAttemptAt = nextAttemptAt;
      return this;
    }

    /** What the last attempt came to: its HTTP status, and why it failed. */
    public Builder last(@Nullable Integer httpStatus, @Nullable String error) {
      this.lastHttpStatus = httpStatus;
      this.lastError = error;
      return this;
    }

    public Delivery build() {
      return new Delivery(this);
    }
  }
}
