package dev.webhooks.internal.dispatch;

import dev.webhooks.internal.http.Sender;
import dev.webhooks.internal.process.MachineLoad;
import dev.webhooks.internal.process.Shortage;
import dev.webhooks.internal.wire.WireHeaders;
import dev.webhooks.model.HealthChange;
import dev.webhooks.model.UnwellWebhook;
import dev.webhooks.model.Webhook;
import dev.webhooks.model.WebhookStatus;
import dev.webhooks.observe.NodeFigures;
import dev.webhooks.spi.Store;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What sends: one thread that claims, one that stores outcomes, one that adds them up, one that
 * tells the listener, one that watches over the number of workers, one that looks after webhooks'
 * health, one that looks at the whole store where somebody observes, and the workers, each with a
 * POST under way. All but the workers are of a run; everything else lasts, so that a POST that
 * outlived its run keeps its place, and its outcome is stored by the next run.
 *
 * <p>Thread safe.
 */
public final class Engine implements NodeFigures {
  private static final Logger log = LoggerFactory.getLogger(Engine.class);

  /** What storing the last outcomes may take after the last POST has ended. */
  private static final Duration LAST_WORDS = Duration.ofSeconds(5);

  /** How long outcomes gather before they are added up. */
  private static final Duration ADDING_UP = Duration.ofSeconds(5);

  private enum State {
    STOPPED,
    RUNNING,
    CLOSED
  }

  private final ClaimSignal claimSignal = new ClaimSignal();
  private final WakeUp careWakeUp = new WakeUp();
  private final DispatchSettings settings;
  private final LongSupplier nanoClock;
  private final SendQueue queue;
  private final SendWindow window;
  private final Gate gate;
  private final Intake intake;
  private final Announcer announcer;
  private final HealthNews healthNews;
  private final OutcomeWriter outcomes;
  private final Pacer pacer;
  private final DispatchLoop loop;
  private final Caretaker caretaker;

  /** Null where nobody observes. */
  private final @Nullable Sampler sampler;

  private final AddingUp addingUp;
  private final boolean runsByItself;
  private final Duties duties = new Duties(this::isRunning);

  /** Held while starting and stopping: whoever comes second returns when that is done. */
  private final Object transition = new Object();

  private volatile State state = State.STOPPED;

  /**
   * @param disabling makes, of whom to tell, what disables a webhook unless it is not active
   */
  public Engine(
      Store store,
      Endpoints endpoints,
      Sender sender,
      WireHeaders headers,
      Policies policies,
      SafeListener listener,
      Function<BiConsumer<Webhook, @Nullable WebhookStatus>, Consumer<UnwellWebhook>> disabling,
      Clock clock,
      DispatchSettings settings,
      Surroundings surroundings) {
    Consumer<Steps> byHand = surroundings.byHand();
    this.settings = settings;
    this.nanoClock = surroundings.nanoClock();
    this.runsByItself = byHand == null;
    SlowWebhooks slow = new SlowWebhooks(settings.timeout(), nanoClock);
    PolicyJudge judge = new PolicyJudge(policies.health(), nanoClock);
    HealthWatch health = new HealthWatch(store, nanoClock, careWakeUp::signal);
    this.announcer = new Announcer(listener, byHand != null, nanoClock);
    Disablings disablings =
        new Disablings(disabling.apply(announcer::announce), careWakeUp::signal);
    Activity activity = new Activity();
    NextLook nextLook = new NextLook(settings.pollInterval(), endpoints, claimSignal);
    this.healthNews =
        new HealthNews(health, disablings, announcer, listener, nextLook, policies.observers());
    this.outcomes =
        new OutcomeWriter(
            store,
            judge,
            healthNews,
            activity,
            announcer,
            nextLook::stored,
            nextLook::isWaitedFor,
            this::stored,
            nanoClock);
    this.queue =
        new SendQueue(
            settings.maxWaiting(),
            settings.maxBodyBytes(),
            new Turns(settings.maxInFlight(), settings.maxInFlightPerWebhook(), slow::contains),
            outcomes,
            claimSignal::room,
            nanoClock);
    this.window = new SendWindow(settings.maxInFlight(), nanoClock, sender::closeIdleConnections);
    Doubts doubts = new Doubts(nanoClock);
    Unsent unsent = new Unsent(window, doubts, nanoClock);
    this.gate = new Gate(queue, slow, endpoints, doubts, health, window, settings, nanoClock);
    Waits waits =
        new Waits(
            (claim, before, limit) ->
                store.findAttempts(claim.delivery().workspace(), claim.id(), before, limit));
    DeliveryWorker worker = new DeliveryWorker(sender, headers, policies, waits, clock, unsent);
    ClaimEnds ends = new ClaimEnds(outcomes);
    SendTask task =
        new SendTask(
            worker,
            queue,
            ends,
            window,
            unsent,
            slow,
            new Slots(nanoClock),
            health,
            endpoints,
            this::roomAfterShortage,
            policies.observers(),
            settings,
            nanoClock);
    Crew crew = new Crew(queue, task, surroundings.workers());
    this.pacer = new Pacer(queue, crew, MachineLoad.ofThisMachine(System::nanoTime), window);
    this.intake =
        new Intake(
            endpoints, queue, crew, pacer::wakeUp, ends, window, activity, nanoClock, settings);
    this.loop =
        new DispatchLoop(
            store, gate, intake, window, health, claimSignal, settings, clock, nanoClock);
    this.caretaker =
        new Caretaker(
            health,
            new HealthReview(store, judge, healthNews, disablings, nanoClock),
            disablings,
            new ActivityLine(activity, queue, nanoClock),
            activity,
            careWakeUp);
    this.sampler =
        policies.observers().areNone()
            ? null
            : new Sampler(store, policies.observers(), surroundings.random(), nanoClock);
    this.addingUp = new AddingUp(store, ADDING_UP, nanoClock);
    duties.add("webhooks-listener", announcer);
    duties.add("webhooks-stats", addingUp);
    duties.add("webhooks-outcomes", outcomes);
    duties.add("webhooks-pacer", pacer);
    duties.add("webhooks-health", caretaker);
    if (sampler != null) {
      duties.add("webhooks-sampler", sampler);
    }
    duties.add("webhooks-dispatcher", loop);
    if (byHand != null) {
      byHand.accept(new Steps(loop, queue, task, outcomes, caretaker, sampler));
    }
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
      caretaker.open();
      if (sampler != null) {
        sampler.open();
      }
      addingUp.open();
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
    try {
      duties.start();
    } catch (Error e) {
      closeAll(); // this process has no thread left: there is no run
      throw e;
    }
  }

  private void stored() {
    addingUp.stored();
    queue.wakeWorkers();
    if (queue.isShortOfWorkers()) {
      pacer.wakeUp();
    }
  }

  private void roomAfterShortage() {
    claimSignal.due();
    pacer.wakeUp();
  }

  private void closeAll() {
    queue.dismissAll();
    loop.close();
    pacer.close();
    caretaker.close();
    if (sampler != null) {
      sampler.close();
    }
    addingUp.close();
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
    claimSignal.due();
  }

  /** A webhook's health was changed on this node, and not by an outcome: tells of it at once. */
  public void changed(HealthChange change) {
    healthNews.tellNow(change);
  }

  @Override
  public boolean isRunning() {
    return state == State.RUNNING;
  }

  /** Why it sends nothing, or less than it could, for people to read; null if it works. */
  public @Nullable String pauseReason() {
    if (state != State.RUNNING) {
      return null;
    }
    String claiming = loop.trouble();
    if (claiming != null) {
      return "nothing can be claimed from the store: " + claiming;
    }
    String storing = outcomes.trouble();
    if (storing != null) {
      return "outcomes can't be stored: " + storing;
    }
    Shortage shortage = window.shortage();
    return shortage == null ? null : shortage.advice();
  }

  @Override
  public int inFlight() {
    return queue.size() + outcomes.unstored();
  }

  @Override
  public int unreportedOutcomes() {
    return announcer.unreported();
  }

  @Override
  public long droppedOutcomes() {
    return announcer.dropped();
  }

  /** Begins to take what is published on this node, as far as it has room. */
  public Handover handover() {
    return runsByItself && state == State.RUNNING && gate.takesPublished()
        ? new Handover(
            gate, intake, settings.lease(), nanoClock.getAsLong() + settings.lease().toNanos())
        : Handover.none();
  }

  /** When the store last answered a claim; null before the first time. */
  public @Nullable Instant lastClaimedAt() {
    return loop.lastClaimedAt();
  }

  private void drain() throws InterruptedException {
    long deadline = System.nanoTime() + settings.drainTimeout().toNanos();
    // The claiming thread first: until it has ended, it may still queue what it has just claimed.
    duties.joinLast(settings.drainTimeout());
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
    duties.join(LAST_WORDS);
  }
}
