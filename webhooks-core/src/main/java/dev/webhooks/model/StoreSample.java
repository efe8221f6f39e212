package dev.webhooks.model;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the whole of a store looks like at a moment, over all workspaces: for the host's operator,
 * never for a tenant.
 *
 * <p>Immutable and thread safe.
 */
public final class StoreSample {
  /** Counting deliveries ends here. */
  public static final int MAX_COUNT = 100_000;

  private final int waiting;
  private final int held;
  private final @Nullable Duration overdue;
  private final Map<HealthState, Integer> active;
  private final Map<WebhookStatus, Integer> inactive;

  private StoreSample(Builder builder) {
    this.waiting = builder.waiting;
    this.held = builder.held;
    this.overdue = builder.overdue;
    this.active = builder.active;
    this.inactive = builder.inactive;
  }

  /** Begins the sample of an empty store, for stores and tests of observers. */
  public static Builder builder() {
    return new Builder();
  }

  /**
   * Deliveries that are due, wait for a retry, or are under way; counted up to {@value #MAX_COUNT}.
   */
  public int waiting() {
    return waiting;
  }

  /**
   * Deliveries that were set aside because their webhook is not active; counted up to {@value
   * #MAX_COUNT}.
   */
  public int held() {
    return held;
  }

  /**
   * How long the delivery has been due that is due the longest, of those that could be sent now:
   * what an endpoint's health or a rate limit holds back does not count. Null when none is due.
   */
  public @Nullable Duration overdue() {
    return overdue;
  }

  /** How many webhooks are active, by the health of their endpoints. */
  public Map<HealthState, Integer> active() {
    return active;
  }

  /** How many webhooks are not active, by their status. */
  public Map<WebhookStatus, Integer> inactive() {
    return inactive;
  }

  @Override
  public String toString() {
    return "StoreSample[waiting="
        + waiting
        + ", held="
        + held
        + ", overdue="
        + overdue
        + ", active="
        + active
        + ", inactive="
        + inactive
        + "]";
  }

  /** Collects a sample's figures. Not thread safe. */
  public static final class Builder {
    private int waiting;
    private int held;
    private @Nullable Duration overdue;
    private Map<HealthState, Integer> active = Map.of();
    private Map<WebhookStatus, Integer> inactive = Map.of();

    private Builder() {}

    /** Default: 0. */
    public Builder waiting(int waiting) {
      this.waiting = waiting;
      return this;
    }

    /** Default: 0. */
    public Builder held(int held) {
      this.held = held;
      return this;
    }

    /** Default: null, which is that none is due. */
    public Builder overdue(@Nullable Duration overdue) {
      this.overdue = overdue;
      return this;
    }

    /** How many webhooks there are. Default: none. */
    public Builder webhooks(
        Map<HealthState, Integer> active, Map<WebhookStatus, Integer> inactive) {
      this.active = Map.copyOf(requireNonNull(active, "active"));
      this.inactive = Map.copyOf(requireNonNull(inactive, "inactive"));
      return this;
    }

    public StoreSample build() {
      return new StoreSample(this);
    }
  }
}
