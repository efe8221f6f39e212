package dev.webhooks.internal.dispatch;

import dev.webhooks.internal.dispatch.InFlight.Room;
import dev.webhooks.internal.dispatch.OutcomeWriter.Outcome;
import dev.webhooks.internal.log.LogReason;
import dev.webhooks.internal.log.SafeLog;
import dev.webhooks.internal.process.Shortage;
import dev.webhooks.spi.ClaimRequest;
import dev.webhooks.spi.ClaimedDelivery;
import dev.webhooks.spi.Completion;
import dev.webhooks.spi.DeliveryStore;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Claims what is due and hands it to the workers: as much as there is room for, and nothing that
 * would have to wait. Sleeps until the next delivery is due, a signal comes, or the poll interval
 * is over.
 */
final class DispatchLoop implements Runnable {
  private static final Logger log = LoggerFactory.getLogger(DispatchLoop.class);

  /** How long room may gather, so that under load a claim is worth its transaction. */
  private static final Duration GATHERING = Duration.ofMillis(5);

  /**
   * After an empty claim, so that rows which another node holds locked are not asked for in a tight
   * loop.
   */
  private static final Duration SHORTEST_SLEEP = Duration.ofMillis(10);

  /** What could not be sent now is left for a moment, or for another node. */
  private static final Duration GIVEN_BACK_FOR = Duration.ofSeconds(1);

  private final DeliveryStore store;
  private final Endpoints endpoints;
  private final DeliveryWorker worker;
  private final Executor workers;
  private final OutcomeWriter outcomes;
  private final InFlight inFlight;
  private final SendWindow window;
  private final Doubts doubts;
  private final Unsent unsent;
  private final WakeUp wakeUp;
  private final DispatchSettings settings;
  private final LongSupplier nanoClock;
  private final Clock clock;
  private volatile boolean stopping;
  private volatile @Nullable Instant lastClaimedAt;

  DispatchLoop(
      DeliveryStore store,
      Endpoints endpoints,
      DeliveryWorker worker,
      Executor workers,
      OutcomeWriter outcomes,
      InFlight inFlight,
      SendWindow window,
      Doubts doubts,
      Unsent unsent,
      WakeUp wakeUp,
      DispatchSettings settings,
      Clock clock,
      LongSupplier nanoClock) {
    this.store = store;
    this.endpoints = endpoints;
    this.worker = worker;
    this.workers = workers;
    this.outcomes = outcomes;
    this.inFlight = inFlight;
    this.window = window;
    this.doubts = doubts;
    this.unsent = unsent;
    this.wakeUp = wakeUp;
    this.settings = settings;
    this.clock = clock;
    this.nanoClock = nanoClock;
  }

  /** Lets it claim: what {@link #run} does until {@link #close}. */
  void open() {
    stopping = false;
    inFlight.waitAgain();
  }

  /** When the store last answered a claim; null before the first time. */
  @Nullable Instant lastClaimedAt() {
    return lastClaimedAt;
  }

  /** Claims nothing more. */
  void close() {
    stopping = true;
    inFlight.stopWaiting();
    wakeUp.signal();
  }

  @Override
  public void run() {
    Pauses pauses = new Pauses(settings.refusalPause());
    try {
      while (!stopping) {
        try {
          pause(window.pause());
          turn();
          pauses.over();
        } catch (RuntimeException | Error e) {
          // Whatever it was, the next turn may succeed, and a dispatcher that died would lose
          // events silently.
          pause(pauseAfter(e, pauses));
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private Duration pauseAfter(Throwable cause, Pauses pauses) {
    try {
      Shortage shortage = cause instanceof OutOfMemoryError ? Shortage.of(cause) : null;
      if (shortage == null) {
        return pauses.after(cause);
      }
      window.shortOf(shortage);
      return window.pause();
    } catch (RuntimeException | Error e) {
      return SHORTEST_SLEEP; // there is not even memory to see what to do
    }
  }

  /** However often the wakeUp rings meanwhile, unless it is for the end. */
  private void pause(Duration duration) throws InterruptedException {
    long end = System.nanoTime() + duration.toNanos();
    for (long left = duration.toNanos(); left > 0 && !stopping; left = end - System.nanoTime()) {
      wakeUp.await(Duration.ofNanos(left));
    }
  }

  private void turn() throws InterruptedException {
    int ceiling = window.size();
    inFlight.awaitFree(1, ceiling, settings.pollInterval());
    inFlight.awaitFree(worthAClaim(ceiling), ceiling, GATHERING);
    Room room = inFlight.room(ceiling);
    if (stopping || room.limit() == 0) {
      return;
    }
    ClaimRequest request = request(room);
    if (!claim(request)) {
      sleepUntilDue(request);
    }
  }

  /** Claims once, if there is room; says whether there was anything. */
  boolean claimNow() {
    Room room = inFlight.room(window.size());
    return !stopping && room.limit() > 0 && !window.isPausing() && claim(request(room));
  }

  /** How long {@link #claimNow} need not be called. */
  Duration untilNextClaim(Duration atMost) {
    if (stopping) {
      return atMost;
    }
    ClaimRequest request = request(inFlight.room(window.size()));
    Duration longest =
        request.excludedWebhooks().isEmpty() ? atMost : shorter(atMost, settings.pollInterval());
    Duration due = store.untilNextDue(request, longest);
    return due.compareTo(SHORTEST_SLEEP) < 0 ? shorter(longest, SHORTEST_SLEEP) : due;
  }

  private static Duration shorter(Duration one, Duration other) {
    return one.compareTo(other) < 0 ? one : other;
  }

  private boolean claim(ClaimRequest request) {
    long leaseEnd = nanoClock.getAsLong() + settings.lease().toNanos();
    List<ClaimedDelivery> claims = store.claim(request);
    lastClaimedAt = clock.instant();
    send(claims, leaseEnd);
    return !claims.isEmpty();
  }

  private ClaimRequest request(Room room) {
    int wanted = Math.max(1, Math.min(room.limit(), settings.claimLimit()));
    return new ClaimRequest(
        wanted, room.perWebhook(), excluded(room), settings.lease(), room.bytes());
  }

  private Set<String> excluded(Room room) {
    return union(union(room.excluded(), endpoints.passedOver()), doubts.passedOver());
  }

  private static Set<String> union(Set<String> some, Set<String> others) {
    if (others.isEmpty()) {
      return some;
    }
    Set<String> all = new HashSet<>(some);
    all.addAll(others);
    return all;
  }

  private void sleepUntilDue(ClaimRequest request) throws InterruptedException {
    Duration due = store.untilNextDue(request, settings.pollInterval());
    wakeUp.await(due.compareTo(SHORTEST_SLEEP) < 0 ? SHORTEST_SLEEP : due);
  }

  private void send(List<ClaimedDelivery> claims, long leaseEnd) {
    if (claims.isEmpty()) {
      return;
    }
    int counted = 0;
    int handedOver = 0;
    try {
      for (ClaimedDelivery claim : claims) {
        inFlight.started(claim);
        counted++;
      }
      Map<String, Endpoint> known = endpoints.of(claims);
      if (isTooLate(leaseEnd)) {
        throw new IllegalStateException(
            "claiming took so long that the lease would end before the timeout; give it more time");
      }
      for (ClaimedDelivery claim : claims) {
        Endpoint endpoint = known.get(claim.webhookId());
        workers.execute(() -> deliver(claim, endpoint, leaseEnd));
        handedOver++;
      }
    } catch (RuntimeException | Error e) {
      Duration delay = e instanceof OutOfMemoryError ? Duration.ZERO : GIVEN_BACK_FOR;
      claims
          .subList(handedOver, counted)
          .forEach(claim -> end(claim, leaseEnd, () -> Completion.released(claim, delay)));
      throw e;
    }
  }

  private void deliver(ClaimedDelivery claim, @Nullable Endpoint endpoint, long leaseEnd) {
    end(claim, leaseEnd, () -> completion(claim, endpoint, leaseEnd));
  }

  /**
   * Whatever happens, the claim ends. When there is no memory to say how, its lease does it; its
   * place here is free.
   */
  private void end(ClaimedDelivery claim, long leaseEnd, Supplier<Completion> completion) {
    try {
      outcomes.add(new Outcome(claim, completion.get(), leaseEnd));
    } catch (RuntimeException | Error e) {
      inFlight.finished(claim);
      SafeLog.line(
          () -> log.warn("Delivery {} is left to its lease: {}", claim.id(), LogReason.of(e)));
    }
  }

  private Completion completion(ClaimedDelivery claim, @Nullable Endpoint endpoint, long leaseEnd) {
    if (window.isPausing()) {
      return Completion.released(claim, Duration.ZERO); // it would only fail as others just did
    }
    try {
      if (endpoint != null && endpoint.isActive()) {
        endpoint.access(); // may take a while, and so comes before the look at the clock
      }
      return isTooLate(leaseEnd)
          ? Completion.released(claim, GIVEN_BACK_FOR)
          : worker.deliver(claim, endpoint);
    } catch (RuntimeException | Error e) {
      return unsent.afterError(claim, e);
    }
  }

  /** A node that was suspended must not send what may be another's by the time it arrives. */
  private boolean isTooLate(long leaseEnd) {
    return leaseEnd - nanoClock.getAsLong() < settings.timeout().toNanos();
  }

  private int worthAClaim(int ceiling) {
    return Math.max(1, Math.min(settings.maxInFlight(), ceiling) / 4);
  }
}
