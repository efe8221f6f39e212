package dev.webhooks.spi;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a dispatcher wants to claim.
 *
 * <p>Immutable and thread safe.
 */
public final class ClaimRequest {
  private final int limit;
  private final Duration lease;
  private final int perWorkspace;
  private final int perWebhook;
  private final Set<String> excludedWorkspaces;
  private final Set<String> excludedWebhooks;
  private final long maxBytes;

  private ClaimRequest(Builder builder) {
    this.limit = builder.limit;
    this.lease = builder.lease;
    this.perWorkspace = builder.perWorkspace;
    this.perWebhook = builder.perWebhook;
    this.excludedWorkspaces = builder.excludedWorkspaces;
    this.excludedWebhooks = builder.excludedWebhooks;
    this.maxBytes = builder.maxBytes;
    if (limit < 1 || perWorkspace < 1 || perWebhook < 1 || maxBytes < 1) {
      throw new IllegalArgumentException(
          "limit, perWorkspace, perWebhook and maxBytes must be at least 1");
    }
  }

  /**
   * Begins a request that any workspace, any webhook and any number of bytes will do for.
   *
   * @param limit how many deliveries at most, at least 1
   * @param lease how long they are the claimer's, counted by the store's clock
   */
  public static Builder builder(int limit, Duration lease) {
    return new Builder(limit, lease);
  }

  /** How many deliveries at most, at least 1. */
  public int limit() {
    return limit;
  }

  /** How long the deliveries are the claimer's, counted by the store's clock. */
  public Duration lease() {
    return lease;
  }

  /** How many of one workspace at most, at least 1. */
  public int perWorkspace() {
    return perWorkspace;
  }

  /** How many of one webhook at most, at least 1. */
  public int perWebhook() {
    return perWebhook;
  }

  /** Workspaces to take nothing of. */
  public Set<String> excludedWorkspaces() {
    return excludedWorkspaces;
  }

  /** Webhooks to take nothing of. */
  public Set<String> excludedWebhooks() {
    return excludedWebhooks;
  }

  /**
   * How many bytes the bodies of all deliveries may have together, at least 1; a body that several
   * of them share, as one and the same array, counts once, because it is memory that is bounded.
   * One delivery is claimed however long its body is.
   */
  public long maxBytes() {
    return maxBytes;
  }

  /** Whether something of this webhook may be taken. */
  public boolean admits(String workspace, String webhookId) {
    return !excludedWorkspaces.contains(workspace) && !excludedWebhooks.contains(webhookId);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof ClaimRequest that
        && limit == that.limit
        && lease.equals(that.lease)
        && perWorkspace == that.perWorkspace
        && perWebhook == that.perWebhook
        && excludedWorkspaces.equals(that.excludedWorkspaces)
        && excludedWebhooks.equals(that.excludedWebhooks)
        && maxBytes == that.maxBytes;
  }

  @Override
  public int hashCode() {
    return Objects.hash(limit, perWorkspace, perWebhook, maxBytes);
  }

  @Override
  public String toString() {
    return "ClaimRequest[limit="
        + limit
        + ", perWorkspace="
        + perWorkspace
        + ", perWebhook="
        + perWebhook
        + ", excludedWorkspaces="
        + excludedWorkspaces.size()
        + ", excludedWebhooks="
        + excludedWebhooks.size()
        + ", lease="
        + lease
        + ", maxBytes="
        + maxBytes
        + "]";
  }

  /** Collects a request's bounds. Not thread safe. */
  public static final class Builder {
    private final int limit;
    private final Duration lease;
    private int perWorkspace;
    private int perWebhook;
    private Set<String> excludedWorkspaces = Set.of();
    private Set<String> excludedWebhooks = Set.of();
    private long maxBytes = Long.MAX_VALUE;

    private Builder(int limit, Duration lease) {
      this.limit = limit;
      this.lease = requireNonNull(lease, "lease");
      this.perWorkspace = limit;
      this.perWebhook = limit;
    }

    /** Default: as many as in all. */
    public Builder perWorkspace(int perWorkspace) {
      this.perWorkspace = perWorkspace;
      return this;
    }

    /** Default: as many as in all. */
    public Builder perWebhook(int perWebhook) {
      this.perWebhook = perWebhook;
      return this;
    }

    /** Default: none. */
    public Builder excludedWorkspaces(Set<String> workspaces) {
      this.excludedWorkspaces = Set.copyOf(workspaces);
      return this;
    }

    /** Default: none. */
    public Builder excludedWebhooks(Set<String> webhooks) {
      this.excludedWebhooks = Set.copyOf(webhooks);
      return this;
    }

    /** Default: any number. */
    public Builder maxBytes(long maxBytes) {
      this.maxBytes = maxBytes;
      return this;
    }

    /**
     * Makes the request.
     *
     * @throws IllegalArgumentException when one of its numbers is less than 1
     */
    public ClaimRequest build() {
      return new ClaimRequest(this);
    }
  }
}
