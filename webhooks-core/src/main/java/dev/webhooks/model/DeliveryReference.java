package dev.webhooks.model;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Which delivery it is, of which event, to which webhook: what never changes in its life.
 *
 * <p>Immutable and thread safe.
 */
public final class DeliveryReference {
  private final String id;
  private final String eventId;
  private final String eventType;
  private final String workspace;
  private final @Nullable String account;
  private final String webhookId;
  private final Instant createdAt;
  private final boolean test;

  private DeliveryReference(Builder builder) {
    this.id = builder.id;
    this.eventId = requireNonNull(builder.eventId, "eventId");
    this.eventType = requireNonNull(builder.eventType, "eventType");
    this.workspace = requireNonNull(builder.workspace, "workspace");
    this.account = builder.account;
    this.webhookId = requireNonNull(builder.webhookId, "webhookId");
    this.createdAt = requireNonNull(builder.createdAt, "createdAt");
    this.test = builder.test;
  }

  /** Begins a reference, for stores and tests: all but the account is required. */
  public static Builder builder(String id) {
    return new Builder(id);
  }

  /** The delivery's id, the same for every attempt; receivers deduplicate on it. */
  public String id() {
    return id;
  }

  /** The event's id, as publishing it answered. */
  public String eventId() {
    return eventId;
  }

  /** The event's type, as in {@code message.sent}. */
  public String eventType() {
    return eventType;
  }

  /** The tenant that event and webhook belong to. */
  public String workspace() {
    return workspace;
  }

  /** The event's account, null when it has none. */
  public @Nullable String account() {
    return account;
  }

  /** The webhook that it is on its way to. */
  public String webhookId() {
    return webhookId;
  }

  /** When it was stored, by the store's clock. */
  public Instant createdAt() {
    return createdAt;
  }

  /** Whether its event only tries the webhook out. */
  public boolean test() {
    return test;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof DeliveryReference that
        && id.equals(that.id)
        && eventId.equals(that.eventId)
        && eventType.equals(that.eventType)
        && workspace.equals(that.workspace)
        && Objects.equals(account, that.account)
        && webhookId.equals(that.webhookId)
        && createdAt.equals(that.createdAt)
        && test == that.test;
  }

  @Override
  public int hashCode() {
    return id.hashCode();
  }

  @Override
  public String toString() {
    return id + " of " + eventType + " to " + webhookId;
  }

  /** Collects a reference's parts. Not thread safe. */
  public static final class Builder {
    private final String id;
    private @Nullable String eventId;
    private @Nullable String eventType;
    private @Nullable String workspace;
    private @Nullable String account;
    private @Nullable String webhookId;
    private @Nullable Instant createdAt;
    private boolean test;

    private Builder(String id) {
      this.id = requireNonNull(id, "id");
    }

    public Builder event(String id, String type) {
      this.eventId = id;
      this.eventType = type;
      return this;
    }

    public Builder workspace(String workspace) {
      this.workspace = workspace;
      return this;
    }

    public Builder account(@Nullable String account) {
      this.account = account;
      return this;
    }

    public Builder webhookId(String webhookId) {
      this.webhookId = webhookId;
      return this;
    }

    public Builder createdAt(Instant createdAt) {
      this.createdAt = createdAt;
      return this;
    }

    /** Default: no. */
    public Builder test(boolean test) {
      this.test = test;
      return this;
    }

    /**
     * Makes the reference.
     *
     * @throws NullPointerException naming the part that is missing
     */
    public DeliveryReference build() {
      return new DeliveryReference(this);
    }
  }
}
