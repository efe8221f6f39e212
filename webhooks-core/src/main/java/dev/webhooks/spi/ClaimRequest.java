package dev.webhooks.spi;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.Set;

/**
 * What a dispatcher wants to claim.
 *
 * @param limit how many deliveries at most, at least 1
 * @param perWebhook how many of one webhook at most, at least 1
 * @param passOver webhooks to take nothing of
 * @param lease how long the deliveries are the claimer's, counted by the store's clock
 */
public record ClaimRequest(int limit, int perWebhook, Set<String> passOver, Duration lease) {

  public ClaimRequest {
    if (limit < 1 || perWebhook < 1) {
      throw new IllegalArgumentException("limit and perWebhook must be at least 1");
    }
    passOver = Set.copyOf(passOver);
    requireNonNull(lease, "lease");
  }
}
