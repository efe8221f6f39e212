package dev.webhooks.internal.dispatch;

import java.time.Duration;
import java.util.List;
import java.util.function.LongSupplier;

/**
 * What waits in the {@link SendQueue}, against what may wait there: when it is time to claim more,
 * and how much.
 *
 * <p>Guarantee B: what waits is bounded in number, and in bytes together with what is under way.
 *
 * <p>Not thread safe.
 */
final class Stock {
  /** A webhook with something that has waited for so long needs no more of it. */
  private static final long LONG_WAIT = Duration.ofMillis(500).toNanos();

  private final int limit;
  private final long byteBudget;
  private final Turns turns;
  private final LongSupplier nanoClock;
  private long bytes;

  /**
   * @param limit how many may wait
   * @param byteBudget with how many bytes of bodies nothing more is claimed; one body may go beyond
   */
  Stock(int limit, long byteBudget, Turns turns, LongSupplier nanoClock) {
    this.limit = limit;
    this.byteBudget = byteBudget;
    this.turns = turns;
    this.nanoClock = nanoClock;
  }

  /** Counts the body of one that was added. */
  void add(QueuedDelivery delivery) {
    bytes += delivery.bytes();
  }

  /** Counts its body no more; says whether that makes room. */
  boolean remove(QueuedDelivery delivery) {
    boolean wasFull = bytes >= byteBudget;
    bytes -= delivery.bytes();
    return wasFull && bytes < byteBudget;
  }

  /**
   * Whether it is time to claim more, with what is left.
   *
   * @param begun the last that was begun, and still says since when it waited
   */
  boolean isLowAfter(QueuedDelivery begun) {
    return turns.waiting() == enough()
        || turns.waitingOfLastWorkspace() == enough() / 2
        || turns.waitingOfLastWebhook() == enoughOfWebhook() / 2
        || (turns.waitingOfLastWebhook() == 0 && (begun.since - longAgo() < 0 || isStalled(begun)));
  }

  /** Of such a webhook no more was claimed as long as something waited. */
  private boolean isStalled(QueuedDelivery last) {
    return turns.isStalledSince(last.workspace(), last.webhookId(), longAgo());
  }

  /**
   * Begins what waits for something else than this node, if more than half of the room is taken.
   */
  List<QueuedDelivery> beginStale() {
    return turns.waiting() > limit / 2 ? turns.beginStale(longAgo(), enough()) : List.of();
  }

  /**
   * @param ceiling how many may wait and be under way for now, whatever the limits
   */
  Room room(int ceiling) {
    int waiting = turns.waiting();
    int left = Math.min(limit - forPublished() - waiting, ceiling - waiting - turns.underWay());
    return new Room(
        bytes >= byteBudget ? 0 : Math.max(0, left),
        Math.max(1, left / 3),
        Math.max(1, left / 8),
        turns.workspacesWaiting(enough(), longAgo()),
        turns.webhooksWaiting(enoughOfWebhook(), longAgo()),
        turns.slow(),
        Math.max(1, byteBudget - bytes));
  }

  /** How many more can wait at all. */
  int room() {
    return bytes >= byteBudget ? 0 : Math.max(0, limit - turns.waiting());
  }

  /**
   * How many more may be handed over of a workspace, of those that are published here: until enough
   * waits for this node. Where nothing waits of the workspace it is next in turn, and may have as
   * many whatever waits, until half of the room is taken by what was handed over.
   */
  int roomForPublished(String workspace) {
    int waiting = turns.waiting() < enough() ? turns.waiting() : turns.waitingForNode(longAgo());
    int left = enough() - waiting;
    if (turns.waitingFor(workspace) == 0) {
      left = Math.max(left, Math.min(enough(), limit / 2 - turns.waitingHandedOver()));
    }
    return Math.max(0, Math.min(room(), left));
  }

  /** How many claims leave room for, of those that are published here. */
  private int forPublished() {
    return limit / 8;
  }

  /** How many are enough, of a workspace and in all: with as few it is time to claim more. */
  private int enough() {
    return Math.max(1, limit / 4);
  }

  private int enoughOfWebhook() {
    return Math.max(1, limit / 8);
  }

  private long longAgo() {
    return nanoClock.getAsLong() - LONG_WAIT;
  }
}
