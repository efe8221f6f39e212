package dev.webhooks.internal.dispatch;

import dev.webhooks.internal.log.LogReason;
import dev.webhooks.internal.log.SafeLog;
import dev.webhooks.model.DeliveryState;
import dev.webhooks.model.HealthChange;
import dev.webhooks.spi.Completion;
import dev.webhooks.spi.CompletionResult;
import dev.webhooks.spi.DeliveryStore;
import dev.webhooks.spi.HealthJudge;
import dev.webhooks.spi.StoreException;
import java.time.Duration;
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
  private static final Duration GATHERING = Duration.ofMillis(20);
  private static final Duration FIRST_PAUSE = Duration.ofMillis(50);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(2);

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

  // The rest is the storing thread's alone, but for what the groups say of load.

  private final OutcomeGroups groups = new OutcomeGroups();
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
    if (!groups.areLarge() && isUrgent.test(outcome)) {
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
    groups.drain(queue);
    while (groups.next(nanoClock.getAsLong(), closing)) {
      store(groups.first());
    }
  }

  private boolean turn() throws InterruptedException {
    groups.drain(queue);
    if (!closing && groups.mayGrow(isUrgent)) {
      hurry.await(GATHERING);
      groups.drain(queue);
    }
    if (groups.next(nanoClock.getAsLong(), closing)) {
      store(groups.first());
      trouble.tell(groups.isEmpty());
    } else if (!groups.isEmpty()) {
      work.await(groups.untilDue(nanoClock.getAsLong()));
    } else if (closing) {
      trouble.tellRest();
      return false;
    } else {
      work.await(Duration.ofMinutes(1));
    }
    return true;
  }

  private void store(OutcomeGroup group) throws InterruptedException {
    if (groups.isTooLarge(group)) {
      groups.halveFirst(nanoClock.getAsLong());
      return;
    }
    CompletionResult completed;
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
    groups.stored(group.size());
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
        groups.halveFirst(nanoClock.getAsLong());
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
        groups.tooLarge(group.size());
        groups.halveFirst(nanoClock.getAsLong());
      }
      groups.passOn(); // it must not keep the others waiting
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
    if (failures > 1 && !groups.isLoneOutcome() && !closing) {
      pause = Pauses.longer(pause, FIRST_PAUSE, LONGEST_PAUSE);
      end.await(pause);
    }
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
