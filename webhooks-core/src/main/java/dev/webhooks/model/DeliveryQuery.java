package dev.webhooks.model;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Which deliveries of a workspace to list, newest first. Every filter that is left out lets
 * everything through.
 *
 * <pre>{@code
 * DeliveryQuery.builder("acme").state(DeliveryState.FAILED).limit(50).build();
 * }</pre>
 */
public final class DeliveryQuery {
  public static final int MAX_LIMIT = 200;
  private static final int DEFAULT_LIMIT = 50;

  private final String workspace;
  private final @Nullable String webhookId;
  private final @Nullable DeliveryState state;
  private final @Nullable String eventType;
  private final @Nullable Instant from;
  private final @Nullable Instant to;
  private final int limit;
  private final @Nullable Cursor cursor;

  private DeliveryQuery(Builder builder) {
    this.workspace = Input.text("workspace", builder.workspace, Input.MAX_ID);
    this.webhookId = Input.optionalText("webhook", builder.webhookId, Input.MAX_ID);
    this.state = builder.state;
    this.eventType = Input.optionalText("event", builder.eventType, Input.MAX_ID);
    this.from = builder.from;
    this.to = builder.to;
    this.limit = builder.limit;
    this.cursor = builder.cursor == null ? null : Cursor.parse(builder.cursor);
    if (limit < 1 || limit > MAX_LIMIT) {
      throw new InvalidInputException("limit", "must be between 1 and " + MAX_LIMIT);
    }
  }

  public static Builder builder(String workspace) {
    return new Builder(workspace);
  }

  public String workspace() {
    return workspace;
  }

  public @Nullable String webhookId() {
    return webhookId;
  }

  public @Nullable DeliveryState state() {
    return state;
  }

  public @Nullable String eventType() {
    return eventType;
  }

  /** Only deliveries created at this instant or later. */
  public @Nullable Instant from() {
    return from;
  }

  /** Only deliveries created before this instant. */
  public @Nullable Instant to() {
    return to;
  }

  public int limit() {
    return limit;
  }

  /** Only deliveries that come after this place in the list. */
  public @Nullable Cursor cursor() {
    return cursor;
  }

  /** Collects a query's parts. Not thread safe. */
  public static final class Builder {
    private final String workspace;
    private @Nullable String webhookId;
    private @Nullable DeliveryState state;
    private @Nullable String eventType;
    private @Nullable Instant from;
    private @Nullable Instant to;
    private int limit = DEFAULT_LIMIT;
    private @Nullable String cursor;

    private Builder(String workspace) {
      this.workspace = workspace;
    }

    public Builder webhookId(@Nullable String webhookId) {
      this.webhookId = webhookId;
      return this;
    }

    public Builder state(@Nullable DeliveryState state) {
      this.state = state;
      return this;
    }

    public Builder eventType(@Nullable String eventType) {
      this.eventType = eventType;
      return this;
    }

    /** Only deliveries created at this instant or later. */
    public Builder from(@Nullable Instant from) {
      this.from = from;
      return this;
    }

    /** Only deliveries created before this instant. */
    public Builder to(@Nullable Instant to) {
      this.to = to;
      return this;
    }

    /** How many at most, from 1 to {@value DeliveryQuery#MAX_LIMIT}. Default: 50. */
    public Builder limit(int limit) {
      this.limit = limit;
      return this;
    }

    /** Where the page before this one ended: its {@link DeliveryPage#nextCursor()}. */
    public Builder cursor(@Nullable String cursor) {
      this.cursor = cursor;
      return this;
    }

    /**
     * Checks the parts and makes the query.
     *
     * @throws InvalidInputException when the limit is out of range or the cursor is none of ours
     */
    public DeliveryQuery build() {
      return new DeliveryQuery(this);
    }
  }
}
