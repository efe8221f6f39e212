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
 * <p>Guarantee N: a webhook may have no more in flight than there are free places, and never more
 * than its bound; and the last eighth of the places is kept for webhooks that have nothing in
 * flight, one each. So however many endpoints hang, others get through.
 *
 * <p>Thread safe.
 */
final class InFlight {
  private final int limit;
  private final int reserve;
  private final int perWebhook;
  private final Runnable onRoom;
  private final Map<String, Integer> byWebhook = new HashMap<>();
  private int total;
  private boolean closed;

  /**
   * What a claim may take now.
   *
   * @param limit how many in all; may be 0
   * @param perWebhook how many of one webhook
   * @param passOver the webhooks that have no room for as many
   */
  record Room(int limit, int perWebhook, Set<String> passOver) {}

  /**
   * @param limit how many in all
   * @param perWebhook how many of one webhook
   * @param onRoom run, outside any lock, when something that was passed over may be claimed again
   */
  InFlight(int limit, int perWebhook, Runnable onRoom) {
    this.limit = limit;
    this.reserve = limit / 8;
    this.perWebhook = perWebhook;
    this.onRoom = onRoom;
  }

  synchronized Room room() {
    Set<String> busy = new HashSet<>();
    byWebhook.forEach(
        (webhook, count) -> {
          if (isBusy(count)) {
            busy.add(webhook);
          }
        });
    return new Room(onReserve() ? free() : free() - reserve, claimPerWebhook(), busy);
  }

  synchronized int free() {
    return limit - total;
  }

  synchronized int total() {
    return total;
  }

  synchronized void started(String webhookId) {
    total++;
    byWebhook.merge(webhookId, 1, Integer::sum);
  }

  void finished(String webhookId) {
    boolean room;
    synchronized (this) {
      int count = byWebhook.getOrDefault(webhookId, 1) - 1;
      boolean wasBusy = isBusy(count + 1);
      boolean wasOnReserve = onReserve();
      total--;
      if (count == 0) {
        byWebhook.remove(webhookId);
      } else {
        byWebhook.put(webhookId, count);
      }
      room = (wasBusy && !isBusy(count)) || (wasOnReserve && !onReserve());
      notifyAll();
    }
    if (room) {
      onRoom.run();
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

  private boolean onReserve() {
    return free() <= reserve;
  }

  private int share() {
    return Math.min(perWebhook, free() - reserve);
  }

  private int claimPerWebhook() {
    return onReserve() ? 1 : Math.max(1, share() / 4);
  }

  private boolean isBusy(int count) {
    return onReserve() ? count > 0 : count > share() - claimPerWebhook();
  }
}
