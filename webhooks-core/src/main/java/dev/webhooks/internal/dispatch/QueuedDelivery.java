package dev.webhooks.internal.dispatch;

import dev.webhooks.spi.ClaimedDelivery;
import org.jspecify.annotations.Nullable;

/**
 * A claimed delivery that waits to be sent, or is being sent.
 *
 * <p>What changes is its {@link SendQueue}'s, and guarded by that.
 */
final class QueuedDelivery {
  private final ClaimedDelivery claim;
  private final @Nullable Endpoint endpoint;
  private final boolean resolved;
  private final long leaseEnd;
  private final int bytes;

  /** Since when it waits, then since when it is being sent, by the clock of nanoseconds. */
  long since;

  /** When it may leave, by the same clock; of no meaning unless it {@link #hasSlot}. */
  private long slot;

  /** Whether it was handed over when it was published, and not claimed. */
  boolean handedOver;

  /** Whether it was begun as one to a webhook that does not answer in time. */
  boolean slow;

  /**
   * @param endpoint null when its webhook is gone, or was not looked for yet
   * @param resolved whether it was looked for
   * @param leaseEnd by the engine's clock of nanoseconds
   */
  QueuedDelivery(
      ClaimedDelivery claim, @Nullable Endpoint endpoint, boolean resolved, long leaseEnd) {
    this.claim = claim;
    this.endpoint = endpoint;
    this.resolved = resolved;
    this.leaseEnd = leaseEnd;
    byte[] body = claim.body();
    this.bytes = body == null ? 0 : body.length;
  }

  /**
   * From now on it waits for its time, or for its turn where it has none.
   *
   * @param claimedAt from when on it is counted how long it is to be held back
   */
  void waitSince(long now, long claimedAt) {
    slot = claimedAt + claim.sendAfter().toNanos();
    since = hasSlot() ? slot : now;
  }

  /** Whether it has a time of its own at which it may leave, because its webhook has a rate. */
  boolean hasSlot() {
    return !claim.sendAfter().isZero();
  }

  long slot() {
    return slot;
  }

  ClaimedDelivery claim() {
    return claim;
  }

  @Nullable Endpoint endpoint() {
    return endpoint;
  }

  boolean isResolved() {
    return resolved;
  }

  long leaseEnd() {
    return leaseEnd;
  }

  int bytes() {
    return bytes;
  }

  String workspace() {
    return claim.delivery().workspace();
  }

  String webhookId() {
    return claim.webhookId();
  }
}
