package dev.webhooks;

import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * Counts the deliveries that this node has claimed and not yet completed, in all and by webhook.
 * They are what bounds its memory, threads and connections.
 *
 * <p>Thread safe.
 */
final class InFlight {
  private final int limit;
  private final int perWebhook;
  private final int claimPerWebhook;
  private final Runnable onRoomForWebhook;
  private final Map<String, Integer> byWebhook = new HashMap<>();
  private int total;
  private boolean closed;

  /**
   * @param limit how many in all
   * @param perWebhook how many of one webhook
   * @param onRoomForWebhook run, outside any lock, when a webhook that was passed over may be
   *     claimed again
   */
  InFlight(int limit, int perWebhook, Runnable onRoomForWebhook) {
    this.limit = limit;
    this.perWebhook = Math.min(perWebhook, limit);
    this.claimPerWebhook = Math.max(1, this.perWebhook / 4);
    this.onRoomForWebhook = onRoomForWebhook;
  }

  /** How many of one webhook a claim may take, so that what it takes always has room. */
  int claimPerWebhook() {
    return claimPerWebhook;
  }

  synchronized int free() {
    return limit - total;
  }

  synchronized int total() {
    return total;
  }

  /** The webhooks that have no room for another {@link #claimPerWebhook()}. */
  synchronized Set<String> busyWebhooks() {
    Set<String> busy = new HashSet<>();
    byWebhook.forEach(
        (webhook, count) -> {
          if (isBusy(count)) {
            busy.add(webhook);
          }
        });
    return busy;
  }

  synchronized void started(String webhookId) {
    total++;
    byWebhook.merge(webhookId, 1, Integer::sum);
  }

  void finished(String webhookId) {
    boolean roomForWebhook;
    synchronized (this) {
      total--;
      int count = byWebhook.getOrDefault(webhookId, 1) - 1;
      if (count == 0) {
        byWebhook.remove(webhookId);
      } else {
        byWebhook.put(webhookId, count);
      }
      roomForWebhook = isBusy(count + 1) && !isBusy(count);
      notifyAll();
    }
    if (roomForWebhook) {
      onRoomForWebhook.run();
    }
  }

  /**
   * Waits until {@code wanted} more have room, the time is over, or {@link #stopWaiting} was
   * called.
   */
  synchronized void awaitFree(int wanted, Duration atMost) throws InterruptedException {
    long deadline = System.nanoTime() + atMost.toNanos();
    while (free() < wanted && !closed) {
      long left = deadline - System.nanoTime();
      if (left <= 0) {
        return;
      }
      wait(left / 1_000_000 + 1);
    }
  }

  /** Waits until nothing is in flight, or the time is over. */
  synchronized boolean awaitNone(Duration atMost) throws InterruptedException {
    long deadline = System.nanoTime() + atMost.toNanos();
    while (total > 0) {
      long left = deadline - System.nanoTime();
      if (left <= 0) {
        return false;
      }
      wait(left / 1_000_000 + 1);
    }
    return true;
  }

  /** Ends every {@link #awaitFree}, those to come included. */
  synchronized void stopWaiting() {
    closed = true;
    notifyAll();
  }

  private boolean isBusy(int count) {
    return count > perWebhook - claimPerWebhook;
  }
}
