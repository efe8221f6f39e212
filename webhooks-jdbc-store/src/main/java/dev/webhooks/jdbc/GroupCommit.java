package dev.webhooks.jdbc;

import dev.webhooks.model.PublishedEvent;
import dev.webhooks.spi.EventBatch;
import dev.webhooks.spi.NewEvent;
import dev.webhooks.spi.StoreException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Stores together what several threads append at the same time: while the first are being stored
 * the others gather, and then one of them stores what has gathered in one transaction. What comes
 * alone is stored at once, so nobody waits for company.
 *
 * <p>Each member's answer is its own. What the database refuses together is stored one by one, so
 * that nobody fails for what another one appends; what may have been stored is told to all and
 * never repeated. Only what never waits for another transaction's lock takes part, and what is
 * little: no idempotency key, and what one statement can hold several of.
 *
 * <p>Thread safe. Nothing is allocated where a thread waits or is let go, so that a want of memory
 * leaves nobody waiting.
 */
final class GroupCommit {
  /** As many as keep the disk and the database's processor busy in turns. */
  static final int MOST_AT_ONCE = 2;

  /** What hangs, as on a dead connection, holds up nobody else for longer. */
  static final Duration PATIENCE = Duration.ofMillis(100);

  private static final Size MOST_EACH = new Size(100, 64 * 1024);
  private static final Size MOST = new Size(500, 512 * 1024);

  private static final Outcome UNKNOWN =
      () -> {
        throw new StoreException(
            "could not append events: whether they are stored is unknown", null, true);
      };

  private final Appending store;
  private final long patience;

  // Guarded by this.

  private final Deque<Member> gathered = new ArrayDeque<>();
  private final List<Member> leaders = new ArrayList<>();

  /** Appends in a transaction of its own. */
  @FunctionalInterface
  interface Appending {
    /**
     * All or nothing.
     *
     * @param batch what to append; asked for once there is a connection, and always the same from
     *     then on
     */
    Optional<List<PublishedEvent>> append(Supplier<EventBatch> batch);
  }

  /**
   * Makes one for a store.
   *
   * @param patience how long one waits for others to be stored before it goes alone
   */
  GroupCommit(Appending store, Duration patience) {
    this.store = store;
    this.patience = patience.toNanos();
  }

  /** As {@link dev.webhooks.spi.Outbox#append(EventBatch)} does. */
  Optional<List<PublishedEvent>> append(EventBatch batch) {
    Size size = Size.of(batch);
    if (!size.fits(MOST_EACH) || hasKeys(batch)) {
      return store.append(() -> batch);
    }
    Member member = new Member(batch, size);
    if (leadsAtOnce(member) || awaitsTurn(member)) {
      lead(member);
    }
    Outcome outcome = member.outcome;
    return outcome == null ? store.append(() -> batch) : outcome.get();
  }

  private static boolean hasKeys(EventBatch batch) {
    for (NewEvent event : batch.events()) {
      if (event.idempotencyKey() != null) {
        return true;
      }
    }
    return false;
  }

  private synchronized boolean leadsAtOnce(Member member) {
    long now = System.nanoTime();
    int busy = 0;
    for (int i = 0; i < leaders.size(); i++) {
      if (now - leaders.get(i).leadsSince < patience) {
        busy++;
      }
    }
    if (busy < MOST_AT_ONCE) {
      leaders.add(member);
      member.leadsSince = now;
      return true;
    }
    gathered.add(member);
    return false;
  }

  /** Whether it is to lead; if not, others have stored it or it goes alone. */
  private boolean awaitsTurn(Member member) {
    long deadline = System.nanoTime() + patience;
    boolean interrupted = false;
    try {
      while (true) {
        Place place = member.place;
        if (place == Place.LEADS || place == Place.DONE) {
          return place == Place.LEADS;
        }
        long left = deadline - System.nanoTime();
        if (place == Place.GATHERED && (interrupted || left <= 0) && leaves(member)) {
          return false;
        }
        LockSupport.parkNanos(this, place == Place.TAKEN ? patience : Math.max(1, left));
        interrupted |= Thread.interrupted();
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private synchronized boolean leaves(Member member) {
    return member.place == Place.GATHERED && gathered.remove(member);
  }

  private void lead(Member leader) {
    Group group = new Group(leader);
    try {
      Optional<List<PublishedEvent>> stored = store.append(group::joined);
      group.tell(stored);
    } catch (StoreException e) {
      if (!group.isAlone() && wasRefused(e)) {
        group.tell(Optional.empty());
      } else {
        group.fail(e);
        throw e;
      }
    } finally {
      endTurn(leader, group);
      if (group.interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /**
   * Whether nothing was stored for sure, for a reason that may be one member's or pass: all go
   * alone then.
   */
  private static boolean wasRefused(StoreException e) {
    return !e.isRetryable() || SqlErrors.isUndone(e);
  }

  private synchronized void endTurn(Member leader, Group group) {
    leaders.remove(leader);
    for (int i = 1; i < group.members.size(); i++) {
      group.members.get(i).become(Place.DONE);
    }
    Member next = gathered.poll();
    if (next != null) {
      next.leadsSince = System.nanoTime();
      next.become(Place.LEADS);
      leaders.add(next);
    }
  }

  /** What one of them stores for all. */
  private final class Group {
    private List<Member> members;
    private @Nullable EventBatch joined;

    /** Whether the leader's thread was; that is its own affair, and waits until all are stored. */
    private boolean interrupted;

    Group(Member leader) {
      this.members = List.of(leader);
    }

    boolean isAlone() {
      return members.size() == 1;
    }

    /** Takes those that have gathered, the first time. */
    EventBatch joined() {
      EventBatch batch = joined;
      if (batch == null) {
        batch = take();
        joined = batch;
      }
      return batch;
    }

    private EventBatch take() {
      synchronized (GroupCommit.this) {
        List<Member> all = companions();
        EventBatch batch = all.size() == 1 ? all.get(0).batch : join(all);
        members = all;
        interrupted = all.size() > 1 && Thread.interrupted();
        for (int i = 1; i < all.size(); i++) {
          Member member = all.get(i);
          gathered.remove(member);
          member.outcome = UNKNOWN;
          member.place = Place.TAKEN;
        }
        return batch;
      }
    }

    private List<Member> companions() {
      if (gathered.isEmpty()) {
        return members;
      }
      Member leader = members.get(0);
      List<Member> all = new ArrayList<>(members);
      Map<String, Long> versions = new HashMap<>(leader.batch.versions());
      Set<String> unsaid = new HashSet<>(leader.unsaid);
      Size size = leader.size;
      for (Member other : gathered) {
        Size together = size.plus(other.size);
        if (together.fits(MOST)
            && other.batch.lease().equals(leader.batch.lease())
            && agree(versions, other.batch.versions())
            && Collections.disjoint(versions.keySet(), other.unsaid)
            && Collections.disjoint(other.batch.versions().keySet(), unsaid)) {
          size = together;
          versions.putAll(other.batch.versions());
          unsaid.addAll(other.unsaid);
          all.add(other);
        }
      }
      return all;
    }

    /** Tells the others what the leader is told. */
    void fail(StoreException e) {
      Outcome failure =
          () -> {
            throw new StoreException(String.valueOf(e.getMessage()), e.getCause(), e.isRetryable());
          };
      for (int i = 1; i < members.size(); i++) {
        members.get(i).outcome = failure;
      }
    }

    /**
     * Tells each its own.
     *
     * @param stored empty where each is to try alone
     */
    void tell(Optional<List<PublishedEvent>> stored) {
      if (isAlone()) {
        members.get(0).outcome = () -> stored;
        return;
      }
      int from = 0;
      for (Member member : members) {
        int first = from;
        int last = from + member.batch.events().size();
        member.outcome =
            stored.isEmpty() ? null : () -> stored.map(all -> all.subList(first, last));
        from = last;
      }
    }
  }

  private static EventBatch join(List<Member> members) {
    List<NewEvent> events = new ArrayList<>();
    Map<String, Long> versions = new HashMap<>();
    for (Member member : members) {
      events.addAll(member.batch.events());
      versions.putAll(member.batch.versions());
    }
    return new EventBatch(events, versions, members.get(0).batch.lease());
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

  private enum Place {
    GATHERED,
    TAKEN,
    LEADS,
    DONE
  }

  /** What one thread appends. */
  private static final class Member {
    private final EventBatch batch;
    private final Size size;
    private final Thread thread = Thread.currentThread();

    /** Workspaces of its events whose version it does not say: no other one may say it for them. */
    private final Set<String> unsaid;

    /** Changes under the lock only. */
    private volatile Place place = Place.GATHERED;

    /** By {@link System#nanoTime}; guarded by the lock. */
    private long leadsSince;

    /** Written by whoever stores it, before it is done; null for one that is to try alone. */
    private volatile @Nullable Outcome outcome;

    Member(EventBatch batch, Size size) {
      this.batch = batch;
      this.size = size;
      this.unsaid = unsaid(batch);
    }

    private static Set<String> unsaid(EventBatch batch) {
      Set<String> unsaid = new HashSet<>();
      for (NewEvent event : batch.events()) {
        if (!batch.versions().containsKey(event.workspace())) {
          unsaid.add(event.workspace());
        }
      }
      return unsaid;
    }

    void become(Place next) {
      place = next;
      LockSupport.unpark(thread);
    }
  }

  @FunctionalInterface
  private interface Outcome {
    Optional<List<PublishedEvent>> get();
  }
}
