package dev.webhooks.model;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Which deliveries to list, newest first: those of a workspace or, if that is said explicitly, of
 * all. Every filter that is left out lets everything through.
 *
 * <pre>{@code
 * DeliveryQuery.builder("acme").state(DeliveryState.FAILED).limit(50).build();
 * }</pre>
 */
public final class DeliveryQuery {
  public static final int MAX_LIMIT = 200;
  private static final int DEFAULT_LIMIT = 50;

  private final @Nullable String workspace;
  private final @Nullable String webhookId;
  private final @Nullable String eventId;
  private final @Nullable String eventType;
  private final @Nullable String account;
  private final @Nullable DeliveryState state;
  private final @Nullable Integer httpStatus;
  private final @Nullable Instant from;
  private final @Nullable Instant until;
  private final int limit;
  private final @Nullable Cursor cursor;

  private DeliveryQuery(Builder builder) {
    this.workspace =
        builder.ofAllWorkspaces ? null : Input.text("workspace", builder.workspace, Input.MAX_ID);
    this.webhookId = Input.optionalText("webhook", builder.webhookId, Input.MAX_ID);
    this.eventId = Input.optionalText("eventId", builder.eventId, Input.MAX_ID);
    this.eventType = Input.optionalText("event", builder.eventType, Input.MAX_ID);
    this.account = Input.optionalText("account", builder.account, Input.MAX_ID);
    this.state = builder.state;
    this.httpStatus = builder.httpStatus;
    this.from = builder.from;
    this.until = builder.until;
    this.limit = builder.limit;
    this.cursor = builder.cursor == null ? null : Cursor.parse(builder.cursor);
    if (limit < 1 || limit > MAX_LIMIT) {
      throw new InvalidInputException("limit", "must be between 1 and " + MAX_LIMIT);
    }
  }

  /** Begins a query of one workspace, the tenant. */
  public static Builder builder(String workspace) {
    return new Builder(workspace, false);
  }

  /** Begins a query over all tenants: for the host's operator, never for a tenant. */
  public static Builder ofAllWorkspaces() {
    return new Builder(null, true);
  }

  /** Null only in a query {@linkplain #ofAllWorkspaces() of all workspaces}. */
  public @Nullable String workspace() {
    return workspace;
  }

  public @Nullable String webhookId() {
    return webhookId;
  }

  public @Nullable String eventId() {
    return eventId;
  }

  public @Nullable String eventType() {
    return eventType;
  }

  public @Nullable String account() {
    return account;
  }

  public @Nullable DeliveryState state() {
    return state;
  }

  /** Only deliveries whose last attempt was answered with this HTTP status. */
  public @Nullable Integer httpStatus() {
    return httpStatus;
  }

  /** Only deliveries created at this instant or later. */
  public @Nullable Instant from() {
    return from;
  }

  /** Only deliveries created before this instant. */
  public @Nullable Instant until() {
    return until;
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
    private final @Nullable String workspace;
    private final boolean ofAllWorkspaces;
    private @Nullable String webhookId;
    private @Nullable String eventId;
    private @Nullable String eventType;
    private @Nullable String account;
    private @Nullable DeliveryState state;
    private @Nullable Integer httpStatus;
    private @Nullable Instant from;
    private @Nullable Instant until;
    private int limit = DEFAULT_LIMIT;
    private @Nullable String cursor;

    private Builder(@Nullable String workspace, boolean ofAllWorkspaces) {
      this.workspace = workspace;
      this.ofAllWorkspaces = ofAllWorkspaces;
    }

    public Builder webhookId(@Nullable String webhookId) {
      this.webhookId = webhookId;
      return this;
    }

    public Builder eventId(@Nullable String eventId) {
      this.eventId = eventId;
      return this;
    }

    public Builder eventType(@Nullable String eventType) {
      this.eventType = eventType;
      return this;
    }

    /** Only deliveries of events of this account. */
    public Builder account(@Nullable String account) {
      this.account = account;
      return this;
    }

    public Builder state(@Nullable DeliveryState state) {
      this.state = state;
      return this;
    }

    /**
     * Only deliveries whose last attempt was answered with this HTTP status; not those that were
     * never answered.
     */
    public Builder httpStatus(@Nullable Integer httpStatus) {
      this.httpStatus = httpStatus;
      return this;
    }

    /** Only deliveries created at this instant or later. */
    public Builder from(@Nullable Instant from) {
      this.from = from;
      return this;
    }

    /** Only deliveries created before this instant. */
    public Builder until(@Nullable Instant until) {
      this.until = until;
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
     * @throws InvalidInputException naming the part that is no good: a text that is blank, too long
     *     or holds invisible characters, a limit out of range, a cursor that is none of ours
     */
    public DeliveryQuery build() {
      return new DeliveryQuery(this);
    }
  }
}
