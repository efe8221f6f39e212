package dev.webhooks.internal.dispatch;

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
 * @param maxBodyBytes with how many bytes of bodies in memory nothing more is claimed
 */
public record DispatchSettings(
    int maxInFlight,
    int maxInFlightPerWebhook,
    Duration timeout,
    Duration lease,
    Duration pollInterval,
    Duration drainTimeout,
    long maxBodyBytes) {
  private static final int MOST_WAITING = 1_024;
  private static final int WAITING_FOR_EACH_PLACE = 4;

  /**
   * A body is in memory several times while it is claimed and sent: as the driver reads it, as it
   * is handed on, and in the buffers of its connection.
   */
  private static final int HEAP_SHARE = 16;

  private static final Duration LONGEST_REFUSAL_PAUSE = Duration.ofSeconds(10);

  /** How many bytes of bodies this JVM's heap has room for. */
  public static long bodyBytesOfHeap() {
    return Math.max(1, Runtime.getRuntime().maxMemory() / HEAP_SHARE);
  }

  /** How long a store that refuses to be asked is left alone: that lasts until somebody comes. */
  Duration refusalPause() {
    Duration pause = pollInterval.multipliedBy(10);
    return pause.compareTo(LONGEST_REFUSAL_PAUSE) > 0 ? LONGEST_REFUSAL_PAUSE : pause;
  }

  /** How many claimed deliveries may wait to be sent. */
  int maxWaiting() {
    return Math.min(MOST_WAITING, WAITING_FOR_EACH_PLACE * maxInFlight);
  }

  /** How many deliveries one claim takes at most. */
  int claimLimit() {
    return Math.max(1, maxWaiting() / 2);
  }
}
