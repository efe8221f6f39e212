package dev.webhooks.model;

import org.jspecify.annotations.Nullable;

/**
 * Which webhooks to list, oldest first: those of a workspace or, if that is said explicitly, of
 * all.
 *
 * <pre>{@code
 * WebhookQuery.builder("acme").limit(50).cursor(page.nextCursor()).build();
 * }</pre>
 */
public final class WebhookQuery {
  public static final int MAX_LIMIT = 200;

  private final @Nullable String workspace;
  private final int limit;
  private final @Nullable Cursor cursor;

  private WebhookQuery(Builder builder) {
    this.workspace =
        builder.ofAllWorkspaces ? null : Input.text("workspace", builder.workspace, Input.MAX_ID);
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

  /**
   * The first page of a workspace's webhooks.
   *
   * @throws InvalidInputException naming {@code workspace} when it is none
   */
  public static WebhookQuery of(String workspace) {
    return builder(workspace).build();
  }

  /** Null only in a query {@linkplain #ofAllWorkspaces() of all workspaces}. */
  public @Nullable String workspace() {
    return workspace;
  }

  public int limit() {
    return limit;
  }

  /** Only webhooks that come after this place in the list. */
  public @Nullable Cursor cursor() {
    return cursor;
  }

  /** Collects a query's parts. Not thread safe. */
  public static final class Builder {
    private final @Nullable String workspace;
    private final boolean ofAllWorkspaces;
    private int limit = MAX_LIMIT;
    private @Nullable String cursor;

    private Builder(@Nullable String workspace, boolean ofAllWorkspaces) {
      this.workspace = workspace;
      this.ofAllWorkspaces = ofAllWorkspaces;
    }

    /** How many at most, from 1 to {@value WebhookQuery#MAX_LIMIT}, which is the default. */
    public Builder limit(int limit) {
      this.limit = limit;
      return this;
    }

    /** Where the page before this one ended: its {@link WebhookPage#nextCursor()}. */
    public Builder cursor(@Nullable String cursor) {
      this.cursor = cursor;
      return this;
    }

    /**
     * Checks the parts and makes the query.
     *
     * @throws InvalidInputException when the limit is out of range or the cursor is none of ours
     */
    public WebhookQuery build() {
      return new WebhookQuery(this);
    }
  }
}
