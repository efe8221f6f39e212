package dev.webhooks.internal.dispatch;

import dev.webhooks.spi.ClaimedDelivery;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * Counts the deliveries that this node has claimed and not yet completed, in all, by webhook, and
 * by the bytes of their bodies. They are what bounds its memory, threads and connections.
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
  private final long byteBudget;
  private final Runnable onRoom;
  private final Map<String, Integer> byWebhook = new HashMap<>();
  private int total;
  private long bytes;
  private boolean closed;

  /**
   * What a claim may take now.
   *
   * @param limit how many in all; may be 0
   * @param perWebhook how many of one webhook
   * @param excluded the webhooks that have no room for as many
   * @param bytes how long their bodies may be together, at least 1
   */
  record Room(int limit, int perWebhook, Set<String> excluded, long bytes) {}

  /**
   * @param limit how many in all
   * @param perWebhook how many of one webhook
   * @param byteBudget with how many bytes of bodies nothing more is claimed; one body may go beyond
   * @param onRoom run, outside any lock, when something that was passed over may be claimed again
   */
  InFlight(int limit, int perWebhook, long byteBudget, Runnable onRoom) {
    this.limit = limit;
    this.reserve = limit / 8;
    this.perWebhook = perWebhook;
    this.byteBudget = byteBudget;
    this.onRoom = onRoom;
  }

  /**
   * @param ceiling how many may be in flight for now, whatever the limit
   */
  synchronized Room room(int ceiling) {
    Set<String> busy = new HashSet<>();
    byWebhook.forEach(
        (webhook, count) -> {
          if (isBusy(count)) {
            busy.add(webhook);
          }
        });
    int inAll = Math.min(onReserve() ? free() : free() - reserve, ceiling - total);
    boolean full = bytes >= byteBudget;
    return new Room(
        full ? 0 : Math.max(0, inAll), claimPerWebhook(), busy, Math.max(1, byteBudget - bytes));
  }

  synchronized int free() {
    return limit - total;
  }

  synchronized int total() {
    return total;
  }

  synchronized void started(ClaimedDelivery claim) {
    byWebhook.merge(claim.webhookId(), 1, Integer::sum); // first: there may be no memory for it
    total++;
    bytes += length(claim);
  }

  void finished(ClaimedDelivery claim) {
    String webhookId = claim.webhookId();
    boolean room;
    synchronized (this) {
      int count = byWebhook.getOrDefault(webhookId, 1) - 1;
      boolean wasBusy = isBusy(count + 1);
      boolean wasOnReserve = onReserve();
      total--;
      bytes -= length(claim);
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
   * Waits until there is room for more, the time is over, or {@link #stopWaiting} was called.
   *
   * @param wanted for how many
   * @param ceiling how many may be in flight for now, whatever the limit
   */
  synchronized void awaitFree(int wanted, int ceiling, Duration atMost)
      throws InterruptedException {
    long deadline = System.nanoTime() + atMost.toNanos();
    // As large a share of the bytes as of the places: else each claim would be for one body.
    long enough = byteBudget - (long) ((double) wanted / limit * byteBudget);
    while ((Math.min(limit, ceiling) - total < wanted || bytes > enough || bytes >= byteBudget)
        && !closed) {
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

  /** Ends every {@link #awaitFree}, those to come included, until {@link #waitAgain}. */
  synchronized void stopWaiting() {
    closed = true;
    notifyAll();
  }

  synchronized void waitAgain() {
    closed = false;
  }

  private static int length(ClaimedDelivery claim) {
    byte[] body = claim.body();
    return body == null ? 0 : body.length;
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
