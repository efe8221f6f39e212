package dev.webhooks.spi;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.Set;

/**
 * What a dispatcher wants to claim.
 *
 * @param limit how many deliveries at most, at least 1
 * @param perWorkspace how many of one workspace at most, at least 1
 * @param perWebhook how many of one webhook at most, at least 1
 * @param excludedWorkspaces workspaces to take nothing of
 * @param excludedWebhooks webhooks to take nothing of
 * @param lease how long the deliveries are the claimer's, counted by the store's clock
 * @param maxBytes how many bytes the bodies of all of them may have together, at least 1; a body
 *     that several of them share, as one and the same array, counts once, because it is memory that
 *     is bounded. One delivery is claimed however long its body is.
 */
public record ClaimRequest(
    int limit,
    int perWorkspace,
    int perWebhook,
    Set<String> excludedWorkspaces,
    Set<String> excludedWebhooks,
    Duration lease,
    long maxBytes) {

  /** A request that any number of bytes and any workspace will do for. */
  public ClaimRequest(int limit, int perWebhook, Set<String> excludedWebhooks, Duration lease) {
    this(limit, perWebhook, excludedWebhooks, lease, Long.MAX_VALUE);
  }

  /** A request that any workspace will do for. */
  public ClaimRequest(
      int limit, int perWebhook, Set<String> excludedWebhooks, Duration lease, long maxBytes) {
    this(limit, limit, perWebhook, Set.of(), excludedWebhooks, lease, maxBytes);
  }

  public ClaimRequest {
    if (limit < 1 || perWorkspace < 1 || perWebhook < 1 || maxBytes < 1) {
      throw new IllegalArgumentException(
          "limit, perWorkspace, perWebhook and maxBytes must be at least 1");
    }
    excludedWorkspaces = Set.copyOf(excludedWorkspaces);
    excludedWebhooks = Set.copyOf(excludedWebhooks);
    requireNonNull(lease, "lease");
  }

  /** Whether something of this webhook may be taken. */
  public boolean admits(String workspace, String webhookId) {
    return !excludedWorkspaces.contains(workspace) && !excludedWebhooks.contains(webhookId);
  }
}
