package dev.webhooks;

import java.time.Duration;

/**
 * How a dispatcher works.
 *
 * @param maxInFlight how many deliveries this node sends at a time
 * @param maxInFlightPerWebhook how many of them to one webhook
 * @param timeout how long one POST may take, all included
 * @param lease how long a claimed delivery is this node's; longer than the timeout
 * @param pollInterval how long to sleep at most when nothing is known to be due
 * @param drainTimeout how long closing waits for what is being sent
 */
record DispatchSettings(
    int maxInFlight,
    int maxInFlightPerWebhook,
    Duration timeout,
    Duration lease,
    Duration pollInterval,
    Duration drainTimeout) {
  private static final int MAX_CLAIM = 500;

  /** How many deliveries one claim takes at most. */
  int claimLimit() {
    return Math.min(maxInFlight, MAX_CLAIM);
  }
}
