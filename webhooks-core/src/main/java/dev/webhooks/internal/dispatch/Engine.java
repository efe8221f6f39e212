package dev.webhooks.internal.dispatch;

import dev.webhooks.internal.http.Sender;
import dev.webhooks.internal.log.LogReason;
import dev.webhooks.internal.log.SafeLog;
import dev.webhooks.internal.process.MachineLoad;
import dev.webhooks.internal.process.NamedThreads;
import dev.webhooks.internal.wire.WireHeaders;
import dev.webhooks.policy.RetryPolicy;
import dev.webhooks.spi.DeliveryStore;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What sends: one thread that claims, one that stores outcomes, one that tells the listener, one
 * that watches over the number of workers, and the workers, each with a POST under way. The first
 * four are of a run; everything else lasts, so that a POST that outlived its run keeps its place,
 * and its outcome is stored by the next run.
 *
 * <p>Thread safe.
 */
public final class Engine {
  private static final Logger log = LoggerFactory.getLogger(Engine.class);

  /** What storing the last outcomes may take after the last POST has ended. */
  private static final Duration LAST_WORDS = Duration.ofSeconds(5);

  private static final long PAUSE_AFTER_ERROR = Duration.ofMillis(100).toNanos();

  private enum State {
    STOPPED,
    RUNNING,
    CLOSED
  }

  private final WakeUp wakeUp = new WakeUp();
  private final DispatchSettings settings;
  private final LongSupplier nanoClock;
  private final SendQueue queue;
  private final Gate gate;
  private final Intake intake;
  private final Announcer announcer;
  private final OutcomeWriter outcomes;
  private final Pacer pacer;
  private final DispatchLoop loop;
  private final boolean runsByItself;

  /** What a run has a thread for each, in the order in which they are started. */
  private final Map<ThreadFactory, Runnable> duties = new LinkedHashMap<>();

  /** Held while starting and stopping: whoever comes second returns when that is done. */
  private final Object transition = new Object();

  private volatile State state = State.STOPPED;

  /** Of the present run, or of the last one; guarded by the transition. */
  private List<Thread> threads = List.of();

  public Engine(
      DeliveryStore store,
      Endpoints endpoints,
      Sender sender,
      WireHeaders headers,
      RetryPolicy retryPolicy,
      SafeListener listener,
      Clock clock,
      DispatchSettings settings,
      Surroundings surroundings) {
    Consumer<Steps> byHand = surroundings.byHand();
    this.settings = settings;
    this.nanoClock = surroundings.nanoClock();
    this.runsByItself = byHand == null;
    SlowWebhooks slow = new SlowWebhooks(settings.timeout(), nanoClock);
    this.announcer = new Announcer(listener, byHand != null, nanoClock);
    this.outcomes =
        new OutcomeWriter(
            store, announcer, settings.pollInterval(), wakeUp::signal, this::stored, nanoClock);
    this.queue =
        new SendQueue(
            settings.maxWaiting(),
            settings.maxBodyBytes(),
            new Turns(settings.maxInFlight(), settings.maxInFlightPerWebhook(), slow::contains),
            outcomes,
            wakeUp::signal,
            nanoClock);
    SendWindow window =
        new SendWindow(settings.maxInFlight(), nanoClock, sender::closeIdleConnections);
    Doubts doubts = new Doubts(nanoClock);
    Unsent unsent = new Unsent(window, doubts, nanoClock);
    this.gate = new Gate(queue, slow, endpoints, doubts, window, settings, nanoClock);
    DeliveryWorker worker = new DeliveryWorker(sender, headers, retryPolicy, clock, unsent);
    ClaimEnds ends = new ClaimEnds(outcomes);
    SendTask task =
        new SendTask(
            worker,
            queue,
            ends,
            window,
            unsent,
            slow,
            endpoints,
            this::roomAfterShortage,
            settings.timeout(),
            nanoClock);
    Crew crew = new Crew(queue, task, surroundings.workers());
    MachineLoad machine = MachineLoad.ofThisMachine(System::nanoTime);
    this.pacer = new Pacer(queue, crew, machine, window);
    this.intake =
        new Intake(endpoints, queue, crew, pacer::wakeUp, ends, window, nanoClock, settings);
    this.loop = new DispatchLoop(store, gate, intake, window, wakeUp, settings, clock, nanoClock);
    duties.put(new NamedThreads("webhooks-listener"), inTurn(announcer));
    duties.put(new NamedThreads("webhooks-outcomes"), inTurn(outcomes));
    duties.put(new NamedThreads("webhooks-pacer"), inTurn(pacer));
    duties.put(new NamedThreads("webhooks-dispatcher"), inTurn(loop));
    if (byHand != null) {
      byHand.accept(new Steps(loop, queue, task, outcomes));
    }
  }

  /**
   * A store that hangs may keep a run's thread beyond the run's end: the next one waits for it.
   * Whatever ends the work while the run lasts, a want of memory or a stray interrupt, it goes on.
   */
  private Runnable inTurn(Runnable work) {
    Lock turn = new ReentrantLock();
    return () -> {
      turn.lock();
      try {
        do {
          runOnce(work);
        } while (state == State.RUNNING);
      } finally {
        turn.unlock();
      }
    };
  }

  private static void runOnce(Runnable work) {
    try {
      work.run();
    } catch (RuntimeException | Error e) {
      SafeLog.line(() -> log.warn("A part of the dispatcher begins anew: {}", LogReason.of(e)));
      SafeLog.line(() -> log.debug("A part of the dispatcher begins anew", e));
      LockSupport.parkNanos(PAUSE_AFTER_ERROR);
    }
    Thread.interrupted();
  }

  /**
   * Begins a run, unless there is one.
   *
   * @throws IllegalStateException when it is closed
   */
  public void start() {
    synchronized (transition) {
      if (state == State.CLOSED) {
        throw new IllegalStateException("the dispatcher is closed; build a new Webhooks");
      }
      if (state == State.RUNNING) {
        return;
      }
      announcer.open();
      outcomes.open();
      queue.open();
      loop.open();
      if (runsByItself) {
        pacer.open();
        startThreads();
      }
      state = State.RUNNING;
      pacer.wakeUp(); // something may be left of the last run
    }
  }

  private void startThreads() {
    List<Thread> next = new ArrayList<>();
    duties.forEach((factory, duty) -> next.add(factory.newThread(duty)));
    try {
      next.forEach(Thread::start);
    } catch (Error e) {
      closeAll(); // this process has no thread left: there is no run
      throw e;
    }
    threads = next;
  }

  private void stored() {
    queue.wakeWorkers();
    if (queue.isShortOfWorkers()) {
      pacer.wakeUp();
    }
  }

  private void roomAfterShortage() {
    wakeUp.signal();
    pacer.wakeUp();
  }

  private void closeAll() {
    queue.dismissAll();
    loop.close();
    pacer.close();
    outcomes.close();
    announcer.close();
  }

  /** Ends the run, if there is one, when all that is in flight is stored, or the time is over. */
  public void stop() {
    synchronized (transition) {
      if (state != State.RUNNING) {
        return;
      }
      state = State.STOPPED;
      loop.close();
      try {
        drain();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      } finally {
        intake.giveBackAll(Duration.ZERO);
        closeAll();
      }
    }
  }

  /** Stops for good. */
  public void close() {
    synchronized (transition) {
      stop();
      state = State.CLOSED;
    }
  }

  public void wakeUp() {
    wakeUp.signal();
  }

  public boolean isRunning() {
    return state == State.RUNNING;
  }

  /** How many deliveries are claimed, and not stored yet. */
  public int inFlight() {
    return queue.size() + outcomes.unstored();
  }

  /** How many outcomes the listener is yet to be told. */
  public int untoldOutcomes() {
    return announcer.untold();
  }

  /** How many outcomes the listener never will be told, because it was too slow. */
  public long droppedOutcomes() {
    return announcer.dropped();
  }

  /** Begins to take what is published on this node, as far as it has room. */
  public Handover handover() {
    int room = runsByItself && state == State.RUNNING ? gate.roomForPublished() : 0;
    return room == 0
        ? Handover.none()
        : new Handover(
            gate,
            intake,
            room,
            settings.lease(),
            nanoClock.getAsLong() + settings.lease().toNanos());
  }

  /** When the store last answered a claim; null before the first time. */
  public @Nullable Instant lastClaimedAt() {
    return loop.lastClaimedAt();
  }

  private void drain() throws InterruptedException {
    long deadline = System.nanoTime() + settings.drainTimeout().toNanos();
    // The claiming thread first: until it has ended, it may still queue what it has just claimed.
    joinLast(settings.drainTimeout());
    if (!queue.awaitNoneWaiting(settings.drainTimeout().dividedBy(3))) {
      intake.giveBackAll(Duration.ZERO);
    }
    if (!queue.awaitNone(Duration.ofNanos(Math.max(0, deadline - System.nanoTime())))) {
      log.warn(
          "{} deliveries are still being sent after {} ms; they will be sent again",
          queue.size(),
          settings.drainTimeout().toMillis());
    }
    closeAll();
    long lastWords = System.nanoTime() + LAST_WORDS.toNanos();
    for (int i = threads.size() - 1; i >= 0; i--) {
      // The listener's comes last: it is told of what has just been stored.
      join(threads.get(i), Math.max(1, (lastWords - System.nanoTime()) / 1_000_000));
    }
  }

  private void joinLast(Duration atMost) throws InterruptedException {
    if (!threads.isEmpty()) {
      join(threads.get(threads.size() - 1), atMost.toMillis());
    }
  }

  /** Not for itself: a listener may stop what tells it. */
  private static void join(Thread thread, long millis) throws InterruptedException {
    if (thread != Thread.currentThread()) {
      thread.join(millis);
    }
  }
}
