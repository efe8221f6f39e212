package dev.webhooks;

import dev.webhooks.internal.dispatch.Alarm;
import dev.webhooks.internal.dispatch.Courier;
import dev.webhooks.internal.dispatch.DispatchLoop;
import dev.webhooks.internal.dispatch.DispatchSettings;
import dev.webhooks.internal.dispatch.Doubts;
import dev.webhooks.internal.dispatch.Endpoints;
import dev.webhooks.internal.dispatch.InFlight;
import dev.webhooks.internal.dispatch.OutcomeWriter;
import dev.webhooks.internal.dispatch.SendWindow;
import dev.webhooks.internal.dispatch.Steps;
import dev.webhooks.internal.dispatch.Surroundings;
import dev.webhooks.internal.dispatch.Unsent;
import dev.webhooks.internal.http.Sender;
import dev.webhooks.internal.process.NamedThreads;
import dev.webhooks.internal.wire.WireHeaders;
import dev.webhooks.policy.RetryPolicy;
import dev.webhooks.policy.WebhookListener;
import dev.webhooks.spi.DeliveryStore;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends what is due. Several nodes may run one each on the same store: they share the work.
 *
 * <p>It owns one thread that claims, one that stores outcomes, and one for each POST under way;
 * none for a delivery that waits. Thread safe.
 */
public final class Dispatcher implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Dispatcher.class);

  /** What storing the last outcomes may take after the last POST has ended. */
  private static final Duration LAST_WORDS = Duration.ofSeconds(5);

  private static final Duration COURIER_IDLE = Duration.ofSeconds(10);

  private enum State {
    NEW,
    RUNNING,
    CLOSED
  }

  private final Alarm alarm = new Alarm();
  private final DispatchSettings settings;
  private final InFlight inFlight;
  private final ExecutorService couriers;
  private final OutcomeWriter outcomes;
  private final DispatchLoop loop;
  private final Thread claiming;
  private final Thread storing;
  private final boolean runsByItself;

  /** Held while closing: a second caller returns when all is closed, and not before. */
  private final Object closing = new Object();

  private State state = State.NEW;

  Dispatcher(
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
            alarm::ring);
    // No queue and no bound of its own: what is in flight is bounded before it gets here.
    this.couriers =
        new ThreadPoolExecutor(
            0,
            Integer.MAX_VALUE,
            COURIER_IDLE.toMillis(),
            TimeUnit.MILLISECONDS,
            new SynchronousQueue<>(),
            new NamedThreads("webhooks-courier"));
    this.outcomes =
        new OutcomeWriter(
            store, listener, inFlight, settings.pollInterval(), alarm::ring, nanoClock);
    SendWindow window =
        new SendWindow(settings.maxInFlight(), nanoClock, sender::closeIdleConnections);
    Doubts doubts = new Doubts(nanoClock);
    Unsent unsent = new Unsent(window, doubts, nanoClock);
    Courier courier = new Courier(sender, headers, retryPolicy, clock, unsent);
    Executor onTheSpot = Runnable::run;
    this.loop =
        new DispatchLoop(
            store,
            endpoints,
            courier,
            byHand == null ? couriers : onTheSpot,
            outcomes,
            inFlight,
            window,
            doubts,
            unsent,
            alarm,
            settings,
            nanoClock);
    this.claiming = new NamedThreads("webhooks-dispatcher").newThread(loop);
    this.storing = new NamedThreads("webhooks-outcomes").newThread(outcomes);
    this.runsByItself = byHand == null;
    if (byHand != null) {
      byHand.accept(new Steps(loop, outcomes));
    }
  }

  /**
   * Begins to send. A second call does nothing.
   *
   * @throws IllegalStateException when it was closed
   */
  public synchronized void start() {
    if (state == State.CLOSED) {
      throw new IllegalStateException("the dispatcher is closed; build a new Webhooks");
    }
    if (state == State.NEW) {
      state = State.RUNNING;
      if (runsByItself) {
        claiming.start();
        storing.start();
      }
    }
  }

  /**
   * Says that something may be due: after a commit that published events, for instance. Never
   * blocks, and does nothing when the dispatcher doesn't run.
   */
  public void wakeUp() {
    alarm.ring();
  }

  /**
   * Claims nothing more, waits for what is being sent, stores the outcomes, ends the threads. Waits
   * for the drain timeout at most, and a few seconds for the store; what is unfinished then is sent
   * again by another node, or after the next start, once its lease is over. A second caller waits
   * for the first.
   */
  @Override
  public void close() {
    synchronized (closing) {
      synchronized (this) {
        boolean running = state == State.RUNNING;
        state = State.CLOSED;
        if (!running) {
          couriers.shutdown();
          return;
        }
      }
      loop.stop();
      try {
        drain();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      } finally {
        couriers.shutdown();
        outcomes.close();
      }
    }
  }

  private void drain() throws InterruptedException {
    long deadline = System.nanoTime() + settings.drainTimeout().toNanos();
    // The claiming thread first: until it has ended, it may still start what it has just claimed.
    claiming.join(settings.drainTimeout().toMillis());
    if (!inFlight.awaitNone(Duration.ofNanos(Math.max(0, deadline - System.nanoTime())))) {
      log.warn(
          "{} deliveries are still being sent after {} ms; they will be sent again",
          inFlight.total(),
          settings.drainTimeout().toMillis());
    }
    couriers.shutdown();
    outcomes.close();
    storing.join(LAST_WORDS.toMillis());
  }
}
