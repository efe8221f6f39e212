package dev.webhooks.internal.dispatch;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/**
 * What waits and is under way of a workspace, by its webhooks, which take turns: the books of
 * {@link Turns}, which keeps them.
 *
 * <p>Not thread safe.
 */
final class Tenant {
  final String workspace;

  /** Those with something that waits or is under way, by the webhook. */
  final Map<String, Line> lines = new HashMap<>();

  /** Those with something that waits. */
  final Deque<Line> turns = new ArrayDeque<>();

  int waiting;
  int underWay;
  int slowUnderWay;

  /** Whether no more of it was wanted because it lacked places. */
  boolean passedOver;

  Tenant(String workspace) {
    this.workspace = workspace;
  }

  /** Puts one into its webhook's line; it is counted by the caller. */
  void put(QueuedDelivery delivery) {
    Line line = lines.computeIfAbsent(delivery.webhookId(), Line::new);
    line.waiting.addLast(delivery);
    if (line.waiting.size() == 1) {
      turns.addLast(line);
    }
  }

  /** Takes one out of its webhook's line, wherever it is there. */
  void takeOut(QueuedDelivery delivery) {
    Line line = lines.get(delivery.webhookId());
    if (line != null) {
      line.waiting.removeLastOccurrence(delivery);
      if (line.waiting.isEmpty()) {
        turns.remove(line);
      }
      forgetIfEmpty(line);
    }
  }

  void forgetIfEmpty(Line line) {
    if (line.underWay.isEmpty() && line.waiting.isEmpty()) {
      lines.remove(line.webhook);
    }
  }

  /** How many wait to some of its webhooks, by their ids. */
  int waitingTo(Predicate<String> webhooks) {
    int count = 0;
    for (Line line : turns) {
      count += webhooks.test(line.webhook) ? line.waiting.size() : 0;
    }
    return count;
  }

  /** How many wait, but for those that wait for their endpoints. */
  int waitingBut(long time) {
    int count = waiting;
    for (Line line : turns) {
      count -= line.isStalledSince(time) ? line.waiting.size() : 0;
    }
    return count;
  }

  /** Whether what is next in turn has been waiting since before this time. */
  boolean hasWaitedSince(long time) {
    return !turns.isEmpty() && turns.getFirst().hasWaitedSince(time);
  }

  /** What waits and is under way to a webhook. */
  static final class Line {
    final String webhook;
    final Deque<QueuedDelivery> waiting = new ArrayDeque<>();

    /** In the order in which they began. */
    final Set<QueuedDelivery> underWay = new LinkedHashSet<>();

    Line(String webhook) {
      this.webhook = webhook;
    }

    boolean hasWaitedSince(long time) {
      return !waiting.isEmpty() && waiting.getFirst().since - time < 0;
    }

    /** Whether it is its endpoint that keeps it: what waits for it waits for that. */
    boolean isStalledSince(long time) {
      return hasWaitedSince(time)
          || (!underWay.isEmpty() && underWay.iterator().next().since - time < 0);
    }
  }
}
