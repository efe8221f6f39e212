package dev.webhooks.spi;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.Set;

/**
 * What a dispatcher wants to claim.
 *
 * @param limit how many deliveries at most, at least 1
 * @param perWebhook how many of one webhook at most, at least 1
 * @param excluded webhooks to take nothing of
 * @param lease how long the deliveries are the claimer's, counted by the store's clock
 * @param maxBytes how many bytes the bodies of all of them may have together, at least 1; a body
 *     that several of them share, as one and the same array, counts once, because it is memory that
 *     is bounded. One delivery is claimed however long its body is.
 */
public record ClaimRequest(
    int limit, int perWebhook, Set<String> excluded, Duration lease, long maxBytes) {

  /** A request that any number of bytes will do for. */
  public ClaimRequest(int limit, int perWebhook, Set<String> excluded, Duration lease) {
    this(limit, perWebhook, excluded, lease, Long.MAX_VALUE);
  }

  public ClaimRequest {
    if (limit < 1 || perWebhook < 1 || maxBytes < 1) {
      throw new IllegalArgumentException("limit, perWebhook and maxBytes must be at least 1");
    }
    excluded = Set.copyOf(excluded);
    requireNonNull(lease, "lease");
  }
}
