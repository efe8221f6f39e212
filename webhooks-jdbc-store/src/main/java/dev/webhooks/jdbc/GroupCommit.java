package dev.webhooks.jdbc;

import dev.webhooks.model.PublishedEvent;
import dev.webhooks.spi.EventBatch;
import dev.webhooks.spi.NewEvent;
import dev.webhooks.spi.StoreException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Stores together what several threads append at the same time: while the first are being stored
 * the others gather, and then one of them stores what has gathered in one transaction. What comes
 * alone is stored at once, so nobody waits for company.
 *
 * <p>Each member's answer is its own. What can't be stored together is stored one by one, so that
 * nobody fails for what another one appends. Only what never waits for another transaction's lock
 * takes part, and what is little: no idempotency key, and what one statement can hold several of.
 *
 * <p>Thread safe.
 */
final class GroupCommit {
  /** As many as keep the disk and the database's processor busy in turns. */
  static final int MOST_AT_ONCE = 2;

  private static final Size MOST_EACH = new Size(100, 64 * 1024);
  private static final Size MOST = new Size(500, 512 * 1024);

  /** What hangs, as on a dead connection, holds up nobody for longer. */
  static final Duration PATIENCE = Duration.ofMillis(100);

  private final Function<EventBatch, Optional<List<PublishedEvent>>> store;
  private final long patience;
  private final ReentrantLock lock = new ReentrantLock();
  private final Deque<Member> gathered = new ArrayDeque<>();
  private int storing;

  /**
   * @param store appends a batch in a transaction of its own
   * @param patience how long one waits for company before it goes alone
   */
  GroupCommit(Function<EventBatch, Optional<List<PublishedEvent>>> store, Duration patience) {
    this.store = store;
    this.patience = patience.toNanos();
  }

  /** As {@link dev.webhooks.spi.Outbox#append(EventBatch)} does. */
  Optional<List<PublishedEvent>> append(EventBatch batch) {
    if (!takesPart(batch)) {
      return store.apply(batch);
    }
    Member member = new Member(batch);
    List<Member> group = awaitGroup(member);
    if (!group.isEmpty()) {
      try {
        storeTogether(group);
      } finally {
        endTurn(group);
      }
    }
    return member.outcome == null ? store.apply(batch) : member.outcome.get();
  }

  private static boolean takesPart(EventBatch batch) {
    return Size.of(batch).fits(MOST_EACH)
        && batch.events().stream().allMatch(event -> event.idempotencyKey() == null);
  }

  /** Whom this member is to store; nobody once its own outcome is known, or it goes alone. */
  private List<Member> awaitGroup(Member member) {
    lock.lock();
    try {
      if (storing < MOST_AT_ONCE) {
        storing++;
        return List.of(member);
      }
      gathered.add(member);
      awaitTurn(member);
      return member.group;
    } finally {
      lock.unlock();
    }
  }

  private void awaitTurn(Member member) {
    long left = patience;
    while (!member.ready) {
      if (member.taken) {
        member.changed.awaitUninterruptibly();
      } else if (left <= 0) {
        gathered.remove(member);
        return;
      } else {
        try {
          left = member.changed.awaitNanos(left);
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
          left = 0;
        }
      }
    }
  }

  /** Leaves a member without an outcome that is to try alone. */
  private void storeTogether(List<Member> group) {
    if (group.size() == 1) {
      Member alone = group.get(0);
      Optional<List<PublishedEvent>> answer = store.apply(alone.batch);
      alone.outcome = () -> answer;
      return;
    }
    try {
      Optional<List<PublishedEvent>> stored = store.apply(joined(group));
      int from = 0;
      for (Member member : group) {
        int until = from + member.batch.events().size();
        if (stored.isPresent()) {
          List<PublishedEvent> own = stored.get().subList(from, until);
          member.outcome = () -> Optional.of(own);
        }
        from = until;
      }
    } catch (StoreException e) {
      if (e.isRetryable()) {
        // Nobody's own doing; and what became of it may be unknown, so that it must not be
        // repeated.
        group.forEach(member -> member.outcome = () -> fail(e));
      }
    } catch (RuntimeException e) {
      // Whoever is to blame for it will meet it again, alone.
    }
  }

  private static Optional<List<PublishedEvent>> fail(StoreException e) {
    throw new StoreException(String.valueOf(e.getMessage()), e, e.isRetryable());
  }

  private static EventBatch joined(List<Member> group) {
    List<NewEvent> events = new ArrayList<>();
    Map<String, Long> versions = new HashMap<>();
    for (Member member : group) {
      events.addAll(member.batch.events());
      versions.putAll(member.batch.versions());
    }
    return new EventBatch(events, versions, group.get(0).batch.lease());
  }

  private void endTurn(List<Member> group) {
    lock.lock();
    try {
      for (Member member : group) {
        member.becomeReady(List.of());
      }
      Member next = gathered.poll();
      if (next == null) {
        storing--;
      } else {
        next.becomeReady(groupOf(next));
      }
    } finally {
      lock.unlock();
    }
  }

  /** Those that have gathered and can be stored with it. */
  private List<Member> groupOf(Member first) {
    List<Member> group = new ArrayList<>(List.of(first));
    Map<String, Long> versions = new HashMap<>(first.batch.versions());
    Size size = Size.of(first.batch);
    for (Iterator<Member> others = gathered.iterator(); others.hasNext(); ) {
      Member other = others.next();
      Size together = size.plus(Size.of(other.batch));
      if (together.fits(MOST)
          && other.batch.lease().equals(first.batch.lease())
          && agree(versions, other.batch.versions())) {
        size = together;
        versions.putAll(other.batch.versions());
        other.taken = true;
        group.add(other);
        others.remove();
      }
    }
    return group;
  }

  /** One that knows less of a workspace must not have its events refused by what another knows. */
  private static boolean agree(Map<String, Long> some, Map<String, Long> others) {
    return others.entrySet().stream()
        .allMatch(one -> one.getValue().equals(some.getOrDefault(one.getKey(), one.getValue())));
  }

  /**
   * How much there is to store.
   *
   * @param bytes of bodies
   */
  private record Size(int deliveries, int bytes) {

    static Size of(EventBatch batch) {
      int deliveries = 0;
      int bytes = 0;
      for (NewEvent event : batch.events()) {
        deliveries += event.deliveries().size();
        bytes += event.body().length;
      }
      return new Size(deliveries, bytes);
    }

    Size plus(Size more) {
      return new Size(deliveries + more.deliveries, bytes + more.bytes);
    }

    boolean fits(Size most) {
      return deliveries <= most.deliveries && bytes <= most.bytes;
    }
  }

  /** What one thread appends. Guarded by the lock, but for its outcome. */
  private final class Member {
    private final EventBatch batch;
    private final Condition changed = lock.newCondition();
    private boolean taken;
    private boolean ready;
    private List<Member> group = List.of();

    /** Written by whoever stores it, before it is ready; null for one that is to try alone. */
    private @Nullable Outcome outcome;

    Member(EventBatch batch) {
      this.batch = batch;
    }

    void becomeReady(List<Member> group) {
      this.group = group;
      ready = true;
      changed.signal();
    }
  }

  @FunctionalInterface
  private interface Outcome {
    Optional<List<PublishedEvent>> get();
  }
}
