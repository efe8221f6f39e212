package dev.webhooks.internal.dispatch;

import dev.webhooks.internal.http.Sender;
import dev.webhooks.internal.process.NamedThreads;
import dev.webhooks.internal.wire.WireHeaders;
import dev.webhooks.policy.RetryPolicy;
import dev.webhooks.policy.WebhookListener;
import dev.webhooks.spi.DeliveryStore;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What sends: one thread that claims, one that stores outcomes, one for each POST under way. The
 * first two are of a run; everything else lasts, so that a POST that outlived its run keeps its
 * place, and its outcome is stored by the next run.
 *
 * <p>Thread safe.
 */
public final class Engine {
  private static final Logger log = LoggerFactory.getLogger(Engine.class);

  /** What storing the last outcomes may take after the last POST has ended. */
  private static final Duration LAST_WORDS = Duration.ofSeconds(5);

  private static final Duration WORKER_IDLE = Duration.ofSeconds(10);

  private enum State {
    STOPPED,
    RUNNING,
    CLOSED
  }

  private final WakeUp wakeUp = new WakeUp();
  private final DispatchSettings settings;
  private final InFlight inFlight;
  private final ExecutorService workers;
  private final OutcomeWriter outcomes;
  private final DispatchLoop loop;
  private final Runnable claiming;
  private final Runnable storing;
  private final boolean runsByItself;
  private final ThreadFactory claimers = new NamedThreads("webhooks-dispatcher");
  private final ThreadFactory writers = new NamedThreads("webhooks-outcomes");

  /** Held while starting and stopping: whoever comes second returns when that is done. */
  private final Object transition = new Object();

  private volatile State state = State.STOPPED;

  // Of the present run, or of the last one; guarded by the transition.
  private @Nullable Thread claimer;
  private @Nullable Thread writer;

  public Engine(
      DeliveryStore store,
      Endpoints endpoints,
      Sender sender,
      WireHeaders headers,
      RetryPolicy retryPolicy,
      WebhookListener listener,
      Clock clock,
      DispatchSettings settings,
      Surroundings surroundings) {
    LongSupplier nanoClock = surroundings.nanoClock();
    Consumer<Steps> byHand = surroundings.byHand();
    this.settings = settings;
    this.inFlight =
        new InFlight(
            settings.maxInFlight(),
            settings.maxInFlightPerWebhook(),
            settings.maxBodyBytes(),
            wakeUp::signal);
    // No queue and no bound of its own: what is in flight is bounded before it gets here.
    this.workers =
        new ThreadPoolExecutor(
            0,
            Integer.MAX_VALUE,
            WORKER_IDLE.toMillis(),
            TimeUnit.MILLISECONDS,
            new SynchronousQueue<>(),
            new NamedThreads("webhooks-worker"));
    this.outcomes =
        new OutcomeWriter(
            store, listener, inFlight, settings.pollInterval(), wakeUp::signal, nanoClock);
    SendWindow window =
        new SendWindow(settings.maxInFlight(), nanoClock, sender::closeIdleConnections);
    Doubts doubts = new Doubts(nanoClock);
    Unsent unsent = new Unsent(window, doubts, nanoClock);
    DeliveryWorker worker = new DeliveryWorker(sender, headers, retryPolicy, clock, unsent);
    Executor onTheSpot = Runnable::run;
    this.loop =
        new DispatchLoop(
            store,
            endpoints,
            worker,
            byHand == null ? workers : onTheSpot,
            outcomes,
            inFlight,
            window,
            doubts,
            unsent,
            wakeUp,
            settings,
            clock,
            nanoClock);
    this.claiming = inTurn(loop);
    this.storing = inTurn(outcomes);
    this.runsByItself = byHand == null;
    if (byHand != null) {
      byHand.accept(new Steps(loop, outcomes));
    }
  }

  /** A store that hangs may keep a run's thread beyond the run's end: the next one waits for it. */
  private static Runnable inTurn(Runnable work) {
    Lock turn = new ReentrantLock();
    return () -> {
      turn.lock();
      try {
        work.run();
      } finally {
        turn.unlock();
      }
    };
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
      outcomes.open();
      loop.open();
      if (runsByItself) {
        startThreads();
      }
      state = State.RUNNING;
    }
  }

  private void startThreads() {
    Thread nextClaimer = claimers.newThread(claiming);
    Thread nextWriter = writers.newThread(storing);
    try {
      nextWriter.start();
      nextClaimer.start();
    } catch (Error e) {
      loop.close(); // this process has no thread left: there is no run
      outcomes.close();
      throw e;
    }
    claimer = nextClaimer;
    writer = nextWriter;
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
        outcomes.close();
      }
    }
  }

  /** Stops for good. */
  public void close() {
    synchronized (transition) {
      stop();
      state = State.CLOSED;
      workers.shutdown();
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
    return inFlight.total();
  }

  /** When the store last answered a claim; null before the first time. */
  public @Nullable Instant lastClaimedAt() {
    return loop.lastClaimedAt();
  }

  private void drain() throws InterruptedException {
    long deadline = System.nanoTime() + settings.drainTimeout().toNanos();
    // The claiming thread first: until it has ended, it may still start what it has just claimed.
    join(claimer, settings.drainTimeout());
    if (!inFlight.awaitNone(Duration.ofNanos(Math.max(0, deadline - System.nanoTime())))) {
      log.warn(
          "{} deliveries are still being sent after {} ms; they will be sent again",
          inFlight.total(),
          settings.drainTimeout().toMillis());
    }
    outcomes.close();
    join(writer, LAST_WORDS);
  }

  private static void join(@Nullable Thread thread, Duration atMost) throws InterruptedException {
    if (thread != null) {
      thread.join(atMost.toMillis());
    }
  }
}
