package dev.webhooks.internal.dispatch;

import dev.webhooks.internal.log.LogReason;
import dev.webhooks.internal.log.SafeLog;
import dev.webhooks.model.DeliveryState;
import dev.webhooks.model.HealthChange;
import dev.webhooks.spi.Completed;
import dev.webhooks.spi.Completion;
import dev.webhooks.spi.DeliveryStore;
import dev.webhooks.spi.HealthJudge;
import dev.webhooks.spi.StoreException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stores how claims ended. Whatever ends while one group is being stored makes up the next, and a
 * few milliseconds more let a transaction hold several, under load hundreds, as many as the store
 * can take. Where there is no load, what somebody waits for is stored at once, and whatever came
 * with it.
 *
 * <p>What the store does not take is tried again until the leases end; from then on the deliveries
 * are anybody's, and are sent again. A group that fails twice is tried in halves, whatever the
 * error says, and what is to blame in the end stands alone and keeps nobody waiting. While nothing
 * at all is taken, one try follows the other after a growing pause.
 *
 * <p>Guarantee B: what waits to be stored is bounded where sending begins, in {@link SendQueue}.
 */
final class OutcomeWriter implements Runnable, Unstored {
  private static final Logger log = LoggerFactory.getLogger(OutcomeWriter.class);
  private static final long NEVER = Long.MIN_VALUE;
  private static final long HANGS_AFTER = Duration.ofMillis(250).toNanos();

  /** With groups of so many there is load. */
  private static final int BUSY = 16;

  /** With so many a group needs no more. */
  private static final int LARGE = 200;

  private static final Duration GATHERING = Duration.ofMillis(20);
  private static final Duration FIRST_PAUSE = Duration.ofMillis(50);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(2);

  /** Whatever the texts are: less than what the smallest packet of any database holds. */
  private static final long MAX_GROUP_BYTES = 512 * 1024;

  /** How often a group must fail before its size is suspected. */
  private static final int SUSPECT = 2;

  /** How often a lone outcome may make a store fail in a way that stores should not. */
  private static final int MOST_MISHAPS = 3;

  /** Enough to get from the largest group down to one. */
  private static final int MOST_FAILURES_WHILE_CLOSING = 12;

  private final DeliveryStore store;
  private final HealthJudge judge;
  private final Consumer<List<HealthChange>> onHealthChanges;
  private final Activity activity;
  private final Announcer announcer;
  private final Consumer<List<Outcome>> onStored;
  private final Predicate<Outcome> isUrgent;
  private final Runnable onRoom;
  private final LongSupplier nanoClock;
  private final BlockingQueue<Outcome> queue = new LinkedBlockingQueue<>();

  /** How many were added and are not done with. */
  private final AtomicInteger unstored = new AtomicInteger();

  /** How many of them tell of a POST. */
  private final AtomicInteger sent = new AtomicInteger();

  private final WakeUp work = new WakeUp();
  private final WakeUp hurry = new WakeUp();
  private final WakeUp end = new WakeUp();
  private volatile boolean closing;

  /** Why the store takes nothing; null while it does. */
  private volatile @Nullable String refusal;

  private volatile long storingSince = NEVER;

  /** How many outcomes the last group was made of. */
  private volatile int lastSize;

  // The rest is the storing thread's alone.

  private final Deque<Outcome> fresh = new ArrayDeque<>();

  /** The group that is being stored, first, and those that failed before. */
  private final Deque<OutcomeGroup> groups = new ArrayDeque<>();

  private final GroupLimit limit = new GroupLimit();
  private final OutcomeTrouble trouble = new OutcomeTrouble();

  /** How often the store took nothing since it last took something. */
  private int failures;

  private Duration pause = Duration.ZERO;

  /**
   * @param judge judges webhooks by what is stored
   * @param onHealthChanges told what changed by that
   * @param onStored told of each group that is stored, accepted or not
   * @param isUrgent whether something waits for this outcome to be stored
   * @param onRoom run when fewer wait
   */
  OutcomeWriter(
      DeliveryStore store,
      HealthJudge judge,
      Consumer<List<HealthChange>> onHealthChanges,
      Activity activity,
      Announcer announcer,
      Consumer<List<Outcome>> onStored,
      Predicate<Outcome> isUrgent,
      Runnable onRoom,
      LongSupplier nanoClock) {
    this.store = store;
    this.judge = judge;
    this.onHealthChanges = onHealthChanges;
    this.activity = activity;
    this.announcer = announcer;
    this.onStored = onStored;
    this.isUrgent = isUrgent;
    this.onRoom = onRoom;
    this.nanoClock = nanoClock;
  }

  void add(Outcome outcome) {
    queue.add(outcome);
    unstored.incrementAndGet();
    if (outcome.sent()) {
      sent.incrementAndGet();
    }
    work.signal();
    if (lastSize < BUSY && isUrgent.test(outcome)) {
      hurry.signal();
    }
  }

  /** How many were added and are not stored yet. */
  int unstored() {
    return unstored.get();
  }

  @Override
  public int count() {
    return sent.get();
  }

  @Override
  public boolean isStuck() {
    long since = storingSince;
    return refusal != null || (since != NEVER && nanoClock.getAsLong() - since > HANGS_AFTER);
  }

  @Override
  public void hurry() {
    hurry.signal();
  }

  /** Why outcomes are not stored at the moment; null if they are. */
  @Nullable String trouble() {
    String why = refusal;
    return why != null ? why : isStuck() ? "it does not answer" : null;
  }

  /** Lets it store what comes: what {@link #run} does until {@link #close}. */
  void open() {
    closing = false;
  }

  /** Stores what is there, then ends. A store that is away is no longer waited for. */
  void close() {
    closing = true;
    work.signal();
    hurry.signal();
    end.signal();
  }

  @Override
  public void run() {
    try {
      boolean goesOn = true;
      while (goesOn) {
        try {
          goesOn = turn();
        } catch (RuntimeException | Error e) {
          // No memory, most likely. Nothing is lost: a group leaves when all is done with it.
          SafeLog.line(() -> log.warn("Storing outcomes pauses: {}", LogReason.of(e)));
          SafeLog.line(() -> log.debug("Storing outcomes pauses", e));
          end.await(FIRST_PAUSE);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Stores what is there and can be stored now, on the caller's thread. */
  void storeAll() throws InterruptedException {
    queue.drainTo(fresh);
    while (bringForward() || gather()) {
      store(groups.getFirst());
    }
  }

  private boolean turn() throws InterruptedException {
    queue.drainTo(fresh);
    if (isWorthWaiting()) {
      hurry.await(GATHERING);
      queue.drainTo(fresh);
    }
    if (bringForward() || gather()) {
      store(groups.getFirst());
      trouble.tell(groups.isEmpty());
    } else if (!groups.isEmpty()) {
      work.await(untilDue());
    } else if (closing) {
      trouble.tellRest();
      return false;
    } else {
      work.await(Duration.ofMinutes(1));
    }
    return true;
  }

  /** A transaction for each outcome costs more than the outcomes do. */
  private boolean isWorthWaiting() {
    return !closing
        && groups.isEmpty()
        && !fresh.isEmpty()
        && fresh.size() < Math.min(LARGE, limit.current())
        && (lastSize >= BUSY || fresh.stream().noneMatch(isUrgent));
  }

  /** Puts a group first that failed before and is due again; says whether there is one. */
  private boolean bringForward() {
    long now = nanoClock.getAsLong();
    for (int i = groups.size(); i > 0; i--) {
      if (closing || groups.getFirst().nanosUntilDue(now) <= 0) {
        return true;
      }
      groups.addLast(groups.removeFirst());
    }
    return false;
  }

  private Duration untilDue() {
    long now = nanoClock.getAsLong();
    long first = groups.stream().mapToLong(group -> group.nanosUntilDue(now)).min().orElse(0);
    return Duration.ofNanos(Math.max(0, first));
  }

  /** Makes a group of what came in; says whether there was anything. */
  private boolean gather() {
    if (fresh.isEmpty()) {
      return false;
    }
    List<Outcome> gathered = new ArrayList<>(Math.min(fresh.size(), limit.current()));
    long bytes = 0;
    for (Outcome outcome : fresh) {
      bytes += outcome.bytes();
      boolean full = gathered.size() == limit.current() || bytes > MAX_GROUP_BYTES;
      if (full && !gathered.isEmpty()) {
        break;
      }
      gathered.add(outcome);
    }
    lastSize = gathered.size();
    groups.addFirst(new OutcomeGroup(gathered, nanoClock.getAsLong()));
    for (int i = 0; i < gathered.size(); i++) {
      fresh.removeFirst();
    }
    return true;
  }

  private void store(OutcomeGroup group) throws InterruptedException {
    if (group.size() > limit.current()) {
      halve(group);
      return;
    }
    Completed completed;
    storingSince = nanoClock.getAsLong();
    try {
      completed =
          store.complete(group.outcomes().stream().map(Outcome::completion).toList(), judge);
    } catch (RuntimeException | Error e) {
      failed(group, e);
      return;
    } finally {
      storingSince = NEVER;
    }
    failures = 0;
    refusal = null;
    pause = Duration.ZERO;
    trouble.stored();
    limit.stored(group.size());
    Throwable refused = group.refusal();
    if (refused != null) {
      trouble.refused(group.outcomes().get(0), refused);
    }
    done(group);
    announce(group.outcomes(), completed.accepted());
    onHealthChanges.accept(completed.changes());
  }

  private void failed(OutcomeGroup group, Throwable cause) throws InterruptedException {
    boolean blamesOutcome = cause instanceof StoreException e && !e.isRetryable();
    if (blamesOutcome) {
      // The store is there, and knows: no pause.
      if (group.size() > 1) {
        halve(group);
      } else {
        fallBack(group, cause);
      }
      return;
    }
    failures++;
    refusal = LogReason.of(cause);
    SafeLog.line(() -> log.debug("A group of outcomes was not stored", cause));
    boolean isMishap = !(cause instanceof StoreException);
    group.failed(isMishap);
    boolean hopeless = closing && failures >= MOST_FAILURES_WHILE_CLOSING;
    if (hopeless || group.leaseIsOver(nanoClock.getAsLong()) || (closing && group.size() == 1)) {
      leave(group, cause);
    } else if (group.size() > 1) {
      if (isMishap || group.failures() >= SUSPECT) {
        limit.failed(group.size());
        halve(group);
      }
      groups.addLast(groups.removeFirst()); // it must not keep the others waiting
    } else if (group.mishaps() >= MOST_MISHAPS) {
      fallBack(group, cause);
    } else {
      group.waitLonger(nanoClock.getAsLong(), FIRST_PAUSE, LONGEST_PAUSE);
    }
    pauseWhileNothingIsTaken();
  }

  /**
   * The first failure may be one outcome's, and a lone one that waits for itself disturbs nobody.
   */
  private void pauseWhileNothingIsTaken() throws InterruptedException {
    boolean alone = groups.size() == 1 && groups.getFirst().size() == 1;
    if (failures > 1 && !alone && !closing) {
      pause = Pauses.longer(pause, FIRST_PAUSE, LONGEST_PAUSE);
      end.await(pause);
    }
  }

  private void halve(OutcomeGroup group) {
    OutcomeGroup rest = group.secondHalf(nanoClock.getAsLong());
    List<Outcome> half = group.firstHalf();
    groups.addLast(rest); // if there is no memory for it: none of its outcomes may be lost
    group.keep(half);
  }

  /**
   * Only a store that says that the outcome itself is to blame may change what becomes of the
   * delivery.
   */
  private void fallBack(OutcomeGroup lone, Throwable cause) {
    Outcome outcome = lone.outcomes().get(0);
    Completion refused = outcome.completion();
    boolean isToBlame = cause instanceof StoreException;
    Optional<Completion> less =
        Fallback.of(refused).filter(c -> isToBlame || c.state() == refused.state());
    if (less.isEmpty()) {
      leave(lone, cause);
      return;
    }
    lone.becomes(outcome.with(less.get()), cause);
  }

  private void leave(OutcomeGroup group, Throwable cause) {
    trouble.leaves(group.outcomes(), cause);
    done(group);
  }

  /** Whatever becomes of the deliveries now, it is no longer this node's to say. */
  private void done(OutcomeGroup group) {
    groups.removeFirst();
    unstored.addAndGet(-group.size());
    sent.addAndGet(-(int) group.outcomes().stream().filter(Outcome::sent).count());
    onRoom.run();
  }

  private void announce(List<Outcome> group, Set<String> accepted) {
    onStored.accept(group);
    for (Outcome outcome : group) {
      Completion completion = outcome.completion();
      boolean givenBack =
          completion.attempt() == null && completion.state() == DeliveryState.PENDING;
      if (accepted.contains(completion.deliveryId()) && !givenBack) {
        activity.ended(completion);
        announcer.announce(outcome);
      }
    }
  }
}
