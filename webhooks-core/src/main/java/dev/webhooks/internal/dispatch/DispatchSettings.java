package dev.webhooks.internal.dispatch;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

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
  private static long bodyBytesOfHeap() {
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

  /** Collects the settings, each within its bounds. Not thread safe. */
  public static final class Builder {
    private static final Duration MAX_TIMEOUT = Duration.ofMinutes(5);
    private static final Duration MAX_POLL_INTERVAL = Duration.ofHours(1);
    private static final Duration MAX_DRAIN_TIMEOUT = Duration.ofMinutes(10);
    private static final Duration LEASE_MARGIN = Duration.ofSeconds(20);
    private static final Duration SHORTEST_LEASE_MARGIN = Duration.ofSeconds(1);
    private static final Duration MAX_LEASE = Duration.ofHours(1);
    private static final int MAX_IN_FLIGHT = 16_384;

    private Duration timeout = Duration.ofSeconds(10);
    private @Nullable Duration lease;
    private Duration pollInterval = Duration.ofSeconds(1);
    private Duration drainTimeout = Duration.ofSeconds(15);
    private int maxInFlight = 256;
    private int maxInFlightPerWebhook = 32;

    public void timeout(Duration timeout) {
      this.timeout = Bounds.between("timeout", MAX_TIMEOUT, timeout);
    }

    public void lease(Duration lease) {
      this.lease = Bounds.between("lease", MAX_LEASE, lease);
    }

    public void pollInterval(Duration pollInterval) {
      this.pollInterval = Bounds.between("pollInterval", MAX_POLL_INTERVAL, pollInterval);
    }

    public void drainTimeout(Duration drainTimeout) {
      this.drainTimeout = Bounds.between("drainTimeout", MAX_DRAIN_TIMEOUT, drainTimeout);
    }

    public void maxInFlight(int maxInFlight) {
      this.maxInFlight = Bounds.between("maxInFlight", MAX_IN_FLIGHT, maxInFlight);
    }

    public void maxInFlightPerWebhook(int maxInFlightPerWebhook) {
      this.maxInFlightPerWebhook =
          Bounds.between("maxInFlightPerWebhook", MAX_IN_FLIGHT, maxInFlightPerWebhook);
    }

    /**
     * Puts them together.
     *
     * @throws IllegalArgumentException when the lease is too short for the timeout
     */
    public DispatchSettings build() {
      Duration ofClaims = lease == null ? timeout.plus(LEASE_MARGIN) : lease;
      if (ofClaims.compareTo(timeout.plus(SHORTEST_LEASE_MARGIN)) < 0) {
        throw new IllegalArgumentException("lease must exceed the timeout by at least a second");
      }
      return new DispatchSettings(
          maxInFlight,
          maxInFlightPerWebhook,
          timeout,
          ofClaims,
          pollInterval,
          drainTimeout,
          bodyBytesOfHeap());
    }
  }
}
