package dev.webhooks.signing;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;

/** A bounded map of ids, and the order they are forgotten in. */
final class InMemoryReplayGuard implements ReplayGuard {
  private final int maxIds;
  private final Clock clock;
  private final Map<String, Entry> byId = new HashMap<>();
  private final TreeSet<Entry> byEnd = new TreeSet<>();

  /**
   * The latest time that anything forgotten was sent at: nothing is known of that time any more.
   */
  private Instant horizon = Instant.MIN;

  InMemoryReplayGuard(int maxIds, Clock clock) {
    if (maxIds < 1) {
      throw new IllegalArgumentException("a replay guard needs room for at least one id");
    }
    this.maxIds = maxIds;
    this.clock = Objects.requireNonNull(clock, "clock");
  }

  @Override
  public boolean admit(String id, Instant sentAt, Duration remember) {
    Instant now = clock.instant();
    return admit(new Entry(id, sentAt, now.plus(remember)), now);
  }

  private synchronized boolean admit(Entry entry, Instant now) {
    forgetWhatEndedBefore(now);
    Entry known = byId.get(entry.id);
    if (!entry.sentAt.isAfter(known == null ? horizon : known.sentAt)) {
      return false;
    }
    if (known != null) {
      byEnd.remove(known);
    } else if (byId.size() == maxIds) {
      return false;
    }
    byId.put(entry.id, entry);
    byEnd.add(entry);
    return true;
  }

  private void forgetWhatEndedBefore(Instant now) {
    while (!byEnd.isEmpty() && byEnd.first().end.isBefore(now)) {
      Entry ended = byEnd.pollFirst();
      byId.remove(ended.id);
      if (ended.sentAt.isAfter(horizon)) {
        horizon = ended.sentAt;
      }
    }
  }

  /** Ordered by its end, and of those with the same end by its id, which makes it one of a kind. */
  private static final class Entry implements Comparable<Entry> {
    private final String id;
    private final Instant sentAt;
    private final Instant end;

    private Entry(String id, Instant sentAt, Instant end) {
      this.id = id;
      this.sentAt = sentAt;
      this.end = end;
    }

    @Override
    public int compareTo(Entry other) {
      int order = end.compareTo(other.end);
      return order == 0 ? id.compareTo(other.id) : order;
    }
  }
}
