package dev.webhooks.internal.dispatch;

import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Deliveries to webhooks with a rate limit that are claimed, and whose time to be sent has not
 * come: {@link QueuedDelivery#since} says when it does. While there are none, nobody pays for them.
 *
 * <p>Not thread safe.
 */
final class HeldBack {
  /** By differences: the clock may overflow. */
  private static final Comparator<QueuedDelivery> BY_TIME =
      (one, other) -> Long.signum(one.since - other.since);

  private final Queue<QueuedDelivery> all = new PriorityQueue<>(BY_TIME);
  private final Map<String, Integer> byWorkspace = new HashMap<>();

  /** Adds one; when there is no memory for it, nothing has changed. */
  void add(QueuedDelivery delivery) {
    all.add(delivery);
    try {
      byWorkspace.merge(delivery.workspace(), 1, Integer::sum);
    } catch (Error e) {
      all.remove(delivery);
      throw e;
    }
  }

  /** Takes one out; says whether it was there. */
  boolean remove(QueuedDelivery delivery) {
    boolean removed = all.remove(delivery);
    if (removed) {
      count(delivery);
    }
    return removed;
  }

  int size() {
    return all.size();
  }

  int of(String workspace) {
    return byWorkspace.getOrDefault(workspace, 0);
  }

  /** The workspaces of which at least so many are held back. */
  Set<String> workspacesOf(int atLeast) {
    return byWorkspace.entrySet().stream()
        .filter(entry -> entry.getValue() >= atLeast)
        .map(Map.Entry::getKey)
        .collect(Collectors.toSet());
  }

  /**
   * How many nanoseconds until the first one's time comes; the longest there are, if none waits.
   */
  long untilFirst(long now) {
    QueuedDelivery first = all.peek();
    return first == null ? Long.MAX_VALUE : Math.max(0, first.since - now);
  }

  /** The next whose time has come; null if there is none. */
  @Nullable QueuedDelivery peekDue(long now) {
    QueuedDelivery first = all.peek();
    return first == null || first.since - now > 0 ? null : first;
  }

  /** Takes the next, whether or not its time has come; null if there is none. */
  @Nullable QueuedDelivery poll() {
    QueuedDelivery first = all.poll();
    if (first != null) {
      count(first);
    }
    return first;
  }

  /** One fewer. */
  private void count(QueuedDelivery gone) {
    byWorkspace.computeIfPresent(gone.workspace(), (id, n) -> n == 1 ? null : n - 1);
  }
}
