package dev.webhooks.internal.dispatch;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What this node has claimed and not sent yet: a small buffer that claims fill by the hundred, and
 * from which workers take one by one, as {@link Turns} has it.
 *
 * <p>Guarantee B: what waits is bounded in number, and in bytes together with what is under way.
 *
 * <p>Thread safe.
 */
final class SendQueue {
  private final Turns turns;
  private final Stock stock;
  private final Unstored unstored;
  private final Runnable onRoom;
  private final LongSupplier nanoClock;

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition work = lock.newCondition();
  private final Condition none = lock.newCondition();

  private int workers;
  private int idle;
  private int workersWanted;
  private boolean closed;

  /**
   * How the workers keep up.
   *
   * @param waiting how many deliveries wait for a place or a worker
   * @param workers how many there are
   * @param idle how many of them have nothing to do
   * @param slow how many have been busy with one delivery for longer than was asked
   */
  record Load(int waiting, int workers, int idle, int slow) {}

  /**
   * @param limit how many may wait
   * @param byteBudget with how many bytes of bodies nothing more is claimed; one body may go beyond
   * @param unstored what was sent and is not stored: with what is under way never more than twice
   *     the places, and no more than those while the store takes nothing
   * @param onRoom run when it is time to claim more; quick, for it holds everybody up
   */
  SendQueue(
      int limit,
      long byteBudget,
      Turns turns,
      Unstored unstored,
      Runnable onRoom,
      LongSupplier nanoClock) {
    this.turns = turns;
    this.stock = new Stock(limit, byteBudget, turns, nanoClock);
    this.unstored = unstored;
    this.onRoom = onRoom;
    this.nanoClock = nanoClock;
  }

  /** Adds what was just published, as {@link #add(List, long)} does. */
  boolean addPublished(List<QueuedDelivery> published) {
    published.forEach(delivery -> delivery.handedOver = true);
    return add(published, nanoClock.getAsLong());
  }

  /**
   * Adds what was claimed, all or, when it throws, nothing; not after {@link #dismissAll}, until
   * {@link #open}.
   *
   * @param claimedAt from when on it is counted how long something is to be held back
   */
  boolean add(List<QueuedDelivery> claimed, long claimedAt) {
    lock.lock();
    try {
      if (closed) {
        return false;
      }
      addAll(claimed, claimedAt);
      if (turns.ready() > 0) {
        work.signal();
      }
      return true;
    } finally {
      lock.unlock();
    }
  }

  /** What its caller gives back must not be sent by a worker too. */
  private void addAll(List<QueuedDelivery> claimed, long claimedAt) {
    long now = nanoClock.getAsLong();
    int added = 0;
    try {
      for (QueuedDelivery delivery : claimed) {
        add(delivery, now, claimedAt);
        stock.add(delivery);
        added++;
      }
    } catch (RuntimeException | Error e) {
      for (int i = added - 1; i >= 0; i--) {
        turns.withdraw(claimed.get(i));
        stock.remove(claimed.get(i));
      }
      throw e;
    }
  }

  private void add(QueuedDelivery delivery, long now, long claimedAt) {
    delivery.waitSince(now, claimedAt);
    if (delivery.hasSlot()) {
      turns.addHeldBack(delivery);
    } else {
      turns.add(delivery);
    }
  }

  /** Takes what is added again. */
  void open() {
    change(() -> closed = false);
  }

  /**
   * Takes the next that may be sent, and waits for it if there is none. A worker that gets nothing
   * is none any more.
   *
   * @return null when nothing came in time, or there are more workers than wanted
   */
  @Nullable QueuedDelivery take(Duration atMost) {
    lock.lock();
    try {
      long left = atMost.toNanos();
      while (workers <= workersWanted) {
        QueuedDelivery next = begin();
        if (next != null) {
          wakeAnother();
          return next;
        }
        if (left <= 0) {
          break;
        }
        idle++;
        left = work.awaitNanos(left);
        idle--;
      }
      workers--;
      wakeAnother(); // it may have been this one that was woken for what came
      return null;
    } catch (InterruptedException e) { // nobody does that, but it would be the end of it
      idle--;
      workers--;
      wakeAnother();
      Thread.currentThread().interrupt();
      return null;
    } finally {
      lock.unlock();
    }
  }

  private void wakeAnother() {
    if (idle > 0 && turns.ready() > 0) {
      work.signal();
    }
  }

  private @Nullable QueuedDelivery begin() {
    if (isHoldingBack()) {
      turns.release(nanoClock.getAsLong());
    }
    QueuedDelivery next = mayBegin() ? turns.begin() : null;
    if (next != null) {
      boolean low = stock.isLowAfter(next);
      next.since = nanoClock.getAsLong();
      if (low) {
        onRoom.run();
      }
      if (turns.waiting() == 0) {
        none.signalAll();
      }
    }
    return next;
  }

  /** Guarantee B: whatever is not stored when this node dies is sent again. */
  private boolean mayBegin() {
    int most = unstored.isStuck() ? turns.places() : 2 * turns.places();
    boolean may = turns.underWay() + unstored.count() < most;
    if (!may) {
      unstored.hurry();
    }
    return may;
  }

  /** Takes the next that may be sent, if there is one. */
  @Nullable QueuedDelivery poll() {
    return locked(this::begin);
  }

  /** Takes all that waits; it is not going to be sent. */
  List<QueuedDelivery> takeAll() {
    return locked(() -> turns.beginAll(nanoClock.getAsLong()));
  }

  /**
   * Takes what waits for its endpoints or its workspace's places rather than for this node, if more
   * than half of the room is taken; it is not going to be sent.
   */
  List<QueuedDelivery> takeStale() {
    return locked(stock::beginStale);
  }

  /** How long until something may be sent that is held back until then; at most this long. */
  Duration untilRelease(Duration atMost) {
    lock.lock();
    try {
      long until = turns.untilRelease(nanoClock.getAsLong());
      return Duration.ofNanos(Math.min(atMost.toNanos(), until));
    } finally {
      lock.unlock();
    }
  }

  /** Whether something waits for its time, and for no place or worker. */
  boolean holdsBack() {
    return locked(this::isHoldingBack);
  }

  private boolean isHoldingBack() {
    return turns.waiting() > turns.ready();
  }

  /** Its POST has ended, or none was made: its place is free. */
  void end(QueuedDelivery delivery) {
    lock.lock();
    try {
      if (turns.end(delivery)) {
        wakeAnother();
        if (stock.remove(delivery) || turns.lastHasPlacesAgain()) {
          onRoom.run();
        }
        if (turns.underWay() == 0) {
          none.signalAll();
        }
      }
    } finally {
      lock.unlock();
    }
  }

  /** How many wait or are under way. */
  int size() {
    return locked(() -> turns.waiting() + turns.underWay());
  }

  int underWay() {
    return locked(turns::underWay);
  }

  /** When the oldest of the deliveries was created that wait here; null if none waits. */
  @Nullable Instant oldestWaiting() {
    return locked(turns::oldestWaiting);
  }

  /**
   * @param ceiling how many may wait and be under way for now, whatever the limits
   */
  Room room(int ceiling) {
    return locked(() -> stock.room(ceiling));
  }

  /** How many more may be handed over of a workspace, of those that are published here. */
  int roomForPublished(String workspace) {
    return locked(() -> stock.roomForPublished(workspace));
  }

  /** How many more can wait at all. */
  int room() {
    return locked(stock::room);
  }

  /**
   * Whether what is added for this webhook would wait for others of its own, or of its workspace.
   */
  boolean keepsWaiting(String workspace, String webhookId) {
    return locked(() -> turns.waitingFor(workspace, webhookId) > 0 || turns.lacksPlaces(workspace));
  }

  /** Waits until nothing waits or is under way, or the time is over; says which. */
  boolean awaitNone(Duration atMost) throws InterruptedException {
    return await(atMost, () -> turns.waiting() + turns.underWay() == 0);
  }

  /** Waits until all that waited is under way or done, or the time is over; says which. */
  boolean awaitNoneWaiting(Duration atMost) throws InterruptedException {
    return await(atMost, () -> turns.waiting() == 0);
  }

  private <T extends @Nullable Object> T locked(Supplier<T> look) {
    lock.lock();
    try {
      return look.get();
    } finally {
      lock.unlock();
    }
  }

  private void change(Runnable change) {
    lock.lock();
    try {
      change.run();
    } finally {
      lock.unlock();
    }
  }

  private boolean await(Duration atMost, BooleanSupplier condition) throws InterruptedException {
    lock.lock();
    try {
      long left = atMost.toNanos();
      while (!condition.getAsBoolean()) {
        if (left <= 0) {
          return false;
        }
        left = none.awaitNanos(left);
      }
      return true;
    } finally {
      lock.unlock();
    }
  }

  /** From now on there may be so many workers, unless all were dismissed; the others end. */
  void wantWorkers(int count) {
    change(() -> workersWanted = closed ? 0 : count);
  }

  /** Something may be sent that was held back. */
  void wakeWorkers() {
    change(this::wakeAnother);
  }

  /** Nothing more is added; all workers end, when they are done with what they are sending. */
  void dismissAll() {
    lock.lock();
    try {
      closed = true;
      workersWanted = 0;
      work.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** How many workers to start for what waits; they count from now on. */
  int hire() {
    lock.lock();
    try {
      int needed = Math.min(workersWanted - workers, turns.ready() - idle);
      workers += Math.max(0, needed);
      return Math.max(0, needed);
    } finally {
      lock.unlock();
    }
  }

  /** Workers that were hired could not be started. */
  void dismiss(int count) {
    change(() -> workers -= count);
  }

  /** Whether something waits that no worker is free for, nor may be hired for. */
  boolean isShortOfWorkers() {
    return locked(() -> turns.ready() > idle && workers >= workersWanted);
  }

  boolean hasNoWorkers() {
    return locked(() -> workers == 0);
  }

  /**
   * How the workers keep up, with what may be sent by now.
   *
   * @param longerThan of a delivery that is under way, in nanoseconds
   */
  Load load(long longerThan) {
    lock.lock();
    try {
      turns.release(nanoClock.getAsLong());
      wakeAnother();
      return new Load(
          turns.ready(), workers, idle, turns.begunBefore(nanoClock.getAsLong() - longerThan));
    } finally {
      lock.unlock();
    }
  }
}
