package dev.webhooks.model;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What one attempt at a delivery came to, as it was stored.
 *
 * <p>Immutable and thread safe.
 */
public final class DeliveryOutcome {
  private final DeliveryReference delivery;
  private final DeliveryState state;
  private final @Nullable Attempt attempt;
  private final @Nullable Duration retryIn;
  private final @Nullable String error;

  private DeliveryOutcome(Builder builder) {
    this.delivery = builder.delivery;
    this.state = builder.state;
    this.attempt = builder.attempt;
    this.retryIn = builder.retryIn;
    this.error = builder.error;
  }

  /**
   * Begins an outcome, for tests of a listener.
   *
   * @param state the delivery's state from now on
   */
  public static Builder builder(DeliveryReference delivery, DeliveryState state) {
    return new Builder(delivery, state);
  }

  /** Which delivery it was. */
  public DeliveryReference delivery() {
    return delivery;
  }

  /** The delivery's state from now on; {@code PENDING} when it will be tried again. */
  public DeliveryState state() {
    return state;
  }

  /**
   * What was sent and answered; null when nothing was sent, or when the store refused to record it.
   */
  public @Nullable Attempt attempt() {
    return attempt;
  }

  /** How long until the next attempt; null unless {@code PENDING}. */
  public @Nullable Duration retryIn() {
    return retryIn;
  }

  /** Why it failed; null when it was acknowledged or cancelled. */
  public @Nullable String error() {
    return error;
  }

  @Override
  public String toString() {
    return "DeliveryOutcome["
        + delivery
        + ", state="
        + state
        + ", attempt="
        + attempt
        + ", retryIn="
        + retryIn
        + ", error="
        + error
        + "]";
  }

  /** Collects an outcome's parts. Not thread safe. */
  public static final class Builder {
    private final DeliveryReference delivery;
    private final DeliveryState state;
    private @Nullable Attempt attempt;
    private @Nullable Duration retryIn;
    private @Nullable String error;

    private Builder(DeliveryReference delivery, DeliveryState state) {
      this.delivery = requireNonNull(delivery, "delivery");
      this.state = requireNonNull(state, "state");
    }

    public Builder attempt(@Nullable Attempt attempt) {
      this.attempt = attempt;
      return this;
    }

    public Builder retryIn(@Nullable Duration retryIn) {
      this.retryIn = retryIn;
      return this;
    }

    public Builder error(@Nullable String error) {
      this.error = error;
      return this;
    }

    public DeliveryOutcome build() {
      return new DeliveryOutcome(this);
    }
  }
}
