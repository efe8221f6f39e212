package dev.webhooks.internal.dispatch;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.function.Predicate;

/**
 * What waits to be stored, in groups that one transaction each stores: the group whose turn it is,
 * those that failed before and are tried again, and what came in since and belongs to no group yet.
 *
 * <p>Used by the storing thread alone, but for {@link #areLarge}.
 */
final class OutcomeGroups {
  /** With groups of so many there is load. */
  private static final int BUSY = 16;

  /** With so many a group needs no more. */
  private static final int LARGE = 200;

  /** Whatever the texts are: less than what the smallest packet of any database holds. */
  private static final long MAX_BYTES = 512 * 1024;

  private final Deque<Outcome> fresh = new ArrayDeque<>();

  /** The group whose turn it is, first, and those that failed before. */
  private final Deque<OutcomeGroup> groups = new ArrayDeque<>();

  private final GroupLimit limit = new GroupLimit();

  /** How many outcomes the last group was made of. */
  private volatile int lastSize;

  /** Whether there is load. Thread safe. */
  boolean areLarge() {
    return lastSize >= BUSY;
  }

  /** Takes over all that is in the queue. */
  void drain(BlockingQueue<Outcome> queue) {
    queue.drainTo(fresh);
  }

  /** Whether there is no group; there may be what belongs to none yet. */
  boolean isEmpty() {
    return groups.isEmpty();
  }

  /** Whether a single outcome is all that the groups hold. */
  boolean isLoneOutcome() {
    return groups.size() == 1 && groups.getFirst().size() == 1;
  }

  /** A transaction for each outcome costs more than the outcomes do. */
  boolean mayGrow(Predicate<Outcome> isUrgent) {
    return groups.isEmpty()
        && !fresh.isEmpty()
        && fresh.size() < Math.min(LARGE, limit.current())
        && (areLarge() || fresh.stream().noneMatch(isUrgent));
  }

  /**
   * Puts a group first that may be stored now: one that failed before, else one of what came in;
   * says whether there is any.
   *
   * @param all whether those that failed need not wait any longer
   */
  boolean next(long now, boolean all) {
    return bringForward(now, all) || gather(now);
  }

  private boolean bringForward(long now, boolean all) {
    for (int i = groups.size(); i > 0; i--) {
      if (all || groups.getFirst().nanosUntilDue(now) <= 0) {
        return true;
      }
      passOn();
    }
    return false;
  }

  private boolean gather(long now) {
    if (fresh.isEmpty()) {
      return false;
    }
    List<Outcome> gathered = new ArrayList<>(Math.min(fresh.size(), limit.current()));
    long bytes = 0;
    for (Outcome outcome : fresh) {
      bytes += outcome.bytes();
      boolean full = gathered.size() == limit.current() || bytes > MAX_BYTES;
      if (full && !gathered.isEmpty()) {
        break;
      }
      gathered.add(outcome);
    }
    lastSize = gathered.size();
    groups.addFirst(new OutcomeGroup(gathered, now));
    for (int i = 0; i < gathered.size(); i++) {
      fresh.removeFirst();
    }
    return true;
  }

  OutcomeGroup first() {
    return groups.getFirst();
  }

  /** The first one becomes the last. */
  void passOn() {
    groups.addLast(groups.removeFirst());
  }

  /** All is done with the first one. */
  void removeFirst() {
    groups.removeFirst();
  }

  /** Leaves half of the first one first, and puts the rest behind all others. */
  void halveFirst(long now) {
    OutcomeGroup group = groups.getFirst();
    OutcomeGroup rest = group.secondHalf(now);
    List<Outcome> half = group.firstHalf();
    groups.addLast(rest); // if there is no memory for it: none of its outcomes may be lost
    group.keep(half);
  }

  /** Whether the store could not take as many before. */
  boolean isTooLarge(OutcomeGroup group) {
    return group.size() > limit.current();
  }

  /** The store could not take so many together. */
  void tooLarge(int size) {
    limit.failed(size);
  }

  /** The store took so many together. */
  void stored(int size) {
    limit.stored(size);
  }

  /** How long until the first of those that failed may be tried again. */
  Duration untilDue(long now) {
    long first = groups.stream().mapToLong(group -> group.nanosUntilDue(now)).min().orElse(0);
    return Duration.ofNanos(Math.max(0, first));
  }
}
