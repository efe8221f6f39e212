package dev.webhooks.spi;

import static java.util.Objects.requireNonNull;

import dev.webhooks.model.DeliveryReference;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A delivery that a dispatcher holds until its lease ends.
 *
 * <p>Immutable and thread safe but for the {@linkplain #body() body}, which is not copied and which
 * nobody changes.
 */
public final class ClaimedDelivery {
  private final DeliveryReference delivery;
  private final long token;
  private final byte @Nullable [] body;
  private final int attempts;
  private final int attemptsBeforeRound;
  private final Duration sendAfter;
  private final @Nullable Instant roundEnds;
  private final long webhookVersion;
  private final Duration overdue;
  private final Duration age;
  private final @Nullable String traceparent;

  private ClaimedDelivery(Builder builder) {
    this.delivery = builder.delivery;
    this.token = builder.token;
    this.body = builder.body;
    this.attempts = builder.attempts;
    this.attemptsBeforeRound = builder.attemptsBeforeRound;
    this.sendAfter = builder.sendAfter;
    this.roundEnds = builder.roundEnds;
    this.webhookVersion = builder.webhookVersion;
    this.overdue = builder.overdue;
    this.age = builder.age;
    this.traceparent = builder.traceparent;
  }

  /**
   * Begins the claim of a delivery: by default without a body, never attempted, just become due and
   * to be sent at once.
   *
   * @param delivery which one
   * @param token proves the claim: it differs from that of every other claim of this delivery
   */
  public static Builder builder(DeliveryReference delivery, long token) {
    return new Builder(delivery, token);
  }

  /** Which delivery it is. */
  public DeliveryReference delivery() {
    return delivery;
  }

  /** {@link DeliveryReference#id}. */
  public String id() {
    return delivery.id();
  }

  /** {@link DeliveryReference#webhookId}. */
  public String webhookId() {
    return delivery.webhookId();
  }

  /** Proves the claim: it differs from that of every other claim of this delivery. */
  public long token() {
    return token;
  }

  /**
   * The event's exact bytes; null when the store has lost them, so that this delivery can be given
   * up and its neighbours go on. Not a copy.
   */
  public byte @Nullable [] body() {
    return body;
  }

  /** How many attempts were made before. */
  public int attempts() {
    return attempts;
  }

  /**
   * How many of them were made before the delivery's present round of retries began; a redelivery
   * begins a new one.
   */
  public int attemptsBeforeRound() {
    return attemptsBeforeRound;
  }

  /**
   * How long to hold it back, from the claim on, so that the webhook's rate limit is kept; zero
   * otherwise.
   */
  public Duration sendAfter() {
    return sendAfter;
  }

  /**
   * {@linkplain dev.webhooks.model.WebhookHealth.Round#until When the round ends} that the claim
   * opened with it; null if the webhook's health asks for none.
   */
  public @Nullable Instant roundEnds() {
    return roundEnds;
  }

  /** The version of the webhook when the claim was made; of no meaning if it is gone. */
  public long webhookVersion() {
    return webhookVersion;
  }

  /**
   * How long it had been due when it was claimed; zero where it has a place in an order instead of
   * a time.
   */
  public Duration overdue() {
    return overdue;
  }

  /** How long its event had been stored when it was claimed. */
  public Duration age() {
    return age;
  }

  /** What the event was {@linkplain NewEvent#traceparent stored} with; null if nothing. */
  public @Nullable String traceparent() {
    return traceparent;
  }

  @Override
  public String toString() {
    return "ClaimedDelivery[" + delivery + ", attempts=" + attempts + ", token=" + token + "]";
  }

  /** Collects what is known of a claim. Not thread safe. */
  public static final class Builder {
    private final DeliveryReference delivery;
    private final long token;
    private byte @Nullable [] body;
    private int attempts;
    private int attemptsBeforeRound;
    private Duration sendAfter = Duration.ZERO;
    private @Nullable Instant roundEnds;
    private long webhookVersion;
    private Duration overdue = Duration.ZERO;
    private Duration age = Duration.ZERO;
    private @Nullable String traceparent;

    private Builder(DeliveryReference delivery, long token) {
      this.delivery = requireNonNull(delivery, "delivery");
      this.token = token;
    }

    /** Not copied: the caller leaves it as it is. Default: null, which is a body that was lost. */
    public Builder body(byte @Nullable [] body) {
      this.body = body;
      return this;
    }

    /**
     * How many attempts were made. Default: none.
     *
     * @param beforeRound how many of them before the present round of retries began
     */
    public Builder attempts(int attempts, int beforeRound) {
      this.attempts = attempts;
      this.attemptsBeforeRound = beforeRound;
      return this;
    }

    /** Default: zero. */
    public Builder sendAfter(Duration sendAfter) {
      this.sendAfter = requireNonNull(sendAfter, "sendAfter");
      return this;
    }

    /** Default: null, which is no round. */
    public Builder roundEnds(@Nullable Instant roundEnds) {
      this.roundEnds = roundEnds;
      return this;
    }

    /** Default: 0. */
    public Builder webhookVersion(long webhookVersion) {
      this.webhookVersion = webhookVersion;
      return this;
    }

    /** Default: zero. */
    public Builder overdue(Duration overdue) {
      this.overdue = requireNonNull(overdue, "overdue");
      return this;
    }

    /** Default: zero. */
    public Builder age(Duration age) {
      this.age = requireNonNull(age, "age");
      return this;
    }

    /** Default: null. */
    public Builder traceparent(@Nullable String traceparent) {
      this.traceparent = traceparent;
      return this;
    }

    /** Makes the claim. */
    public ClaimedDelivery build() {
      return new ClaimedDelivery(this);
    }
  }
}
