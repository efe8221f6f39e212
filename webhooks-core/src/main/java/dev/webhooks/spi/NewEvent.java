package dev.webhooks.spi;

import static java.util.Objects.requireNonNull;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An event to be stored together with its deliveries.
 *
 * <p>Immutable and thread safe but for the {@linkplain #body() body}, which is not copied and which
 * nobody changes.
 */
public final class NewEvent {
  private final String id;
  private final String workspace;
  private final @Nullable String account;
  private final String type;
  private final byte[] body;
  private final @Nullable String idempotencyKey;
  private final List<NewDelivery> deliveries;
  private final boolean test;
  private final @Nullable String traceparent;

  private NewEvent(Builder builder) {
    this.id = builder.id;
    this.workspace = requireNonNull(builder.workspace, "workspace");
    this.account = builder.account;
    this.type = requireNonNull(builder.type, "type");
    this.body = requireNonNull(builder.body, "body");
    this.idempotencyKey = builder.idempotencyKey;
    this.deliveries = builder.deliveries;
    this.test = builder.test;
    this.traceparent = builder.traceparent;
  }

  /**
   * Begins an event; workspace, type and body are required.
   *
   * @param id unique, at most 30 ASCII characters, ordered by time
   */
  public static Builder builder(String id) {
    return new Builder(id);
  }

  /** Unique, at most 30 ASCII characters, ordered by time. */
  public String id() {
    return id;
  }

  /** The tenant that it happened to. */
  public String workspace() {
    return workspace;
  }

  /** The account that it happened in; null when it has none. */
  public @Nullable String account() {
    return account;
  }

  /** What kind of thing happened, as in {@code message.sent}. */
  public String type() {
    return type;
  }

  /** The exact bytes that every attempt carries. Not a copy. */
  public byte[] body() {
    return body;
  }

  /** Unique within the workspace; null for none. */
  public @Nullable String idempotencyKey() {
    return idempotencyKey;
  }

  /** May be empty; then the event is stored only for its idempotency key. */
  public List<NewDelivery> deliveries() {
    return deliveries;
  }

  /** Whether it only tries a webhook out. */
  public boolean test() {
    return test;
  }

  /**
   * The {@code traceparent} of W3C Trace Context that each of its {@linkplain
   * ClaimedDelivery#traceparent claims} has too, 55 ASCII characters; null for none.
   */
  public @Nullable String traceparent() {
    return traceparent;
  }

  @Override
  public String toString() {
    return "NewEvent[" + id + " of " + type + ", deliveries=" + deliveries + "]";
  }

  /** Collects an event's parts. Not thread safe. */
  public static final class Builder {
    private final String id;
    private @Nullable String workspace;
    private @Nullable String account;
    private @Nullable String type;
    private byte @Nullable [] body;
    private @Nullable String idempotencyKey;
    private List<NewDelivery> deliveries = List.of();
    private boolean test;
    private @Nullable String traceparent;

    private Builder(String id) {
      this.id = requireNonNull(id, "id");
    }

    public Builder workspace(String workspace) {
      this.workspace = workspace;
      return this;
    }

    /** Default: null. */
    public Builder account(@Nullable String account) {
      this.account = account;
      return this;
    }

    public Builder type(String type) {
      this.type = type;
      return this;
    }

    /** Not copied: the caller leaves it as it is. */
    public Builder body(byte[] body) {
      this.body = body;
      return this;
    }

    /** Default: null. */
    public Builder idempotencyKey(@Nullable String idempotencyKey) {
      this.idempotencyKey = idempotencyKey;
      return this;
    }

    /** Default: none. */
    public Builder deliveries(List<NewDelivery> deliveries) {
      this.deliveries = List.copyOf(deliveries);
      return this;
    }

    /** Default: no. */
    public Builder test(boolean test) {
      this.test = test;
      return this;
    }

    /** Default: null. */
    public Builder traceparent(@Nullable String traceparent) {
      this.traceparent = traceparent;
      return this;
    }

    /**
     * Makes the event.
     *
     * @throws NullPointerException naming the part that is missing
     */
    public NewEvent build() {
      return new NewEvent(this);
    }
  }

  /**
   * One delivery of the event.
   *
   * @param id unique, at most 30 ASCII characters, ordered by time
   * @param leased whether it is stored as one that is claimed already, with the {@link
   *     #FIRST_TOKEN}, for as long as its {@link EventBatch} says; else it is due at once
   * @param unordered whether the publisher knows that the webhook asks for no order. A store may go
   *     by that where the batch says by which {@linkplain EventBatch#versions version} the event's
   *     deliveries were found; where it does not, or this is false, the store looks for itself
   */
  public record NewDelivery(String id, String webhookId, boolean leased, boolean unordered) {
    /** The token of the claim that a delivery is stored with; no later claim has it. */
    public static final long FIRST_TOKEN = 1;

    /** One that is due at once, and of whose webhook's order nothing is known. */
    public NewDelivery(String id, String webhookId) {
      this(id, webhookId, false, false);
    }

    public NewDelivery {
      requireNonNull(id, "id");
      requireNonNull(webhookId, "webhookId");
    }
  }
}
