package dev.webhooks;

import dev.webhooks.InFlight.Room;
import dev.webhooks.OutcomeWriter.Outcome;
import dev.webhooks.spi.ClaimRequest;
import dev.webhooks.spi.ClaimedDelivery;
import dev.webhooks.spi.Completion;
import dev.webhooks.spi.DeliveryStore;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Claims what is due and hands it to the couriers: as much as there is room for, and nothing that
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

  private static final Duration FIRST_PAUSE = Duration.ofMillis(100);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(1);

  /** What could not be sent now is left for a moment, or for another node. */
  private static final Duration GIVEN_BACK_FOR = Duration.ofSeconds(1);

  private final DeliveryStore store;
  private final Endpoints endpoints;
  private final Courier courier;
  private final Executor couriers;
  private final OutcomeWriter outcomes;
  private final InFlight inFlight;
  private final Alarm alarm;
  private final DispatchSettings settings;
  private volatile boolean stopping;

  DispatchLoop(
      DeliveryStore store,
      Endpoints endpoints,
      Courier courier,
      Executor couriers,
      OutcomeWriter outcomes,
      InFlight inFlight,
      Alarm alarm,
      DispatchSettings settings) {
    this.store = store;
    this.endpoints = endpoints;
    this.courier = courier;
    this.couriers = couriers;
    this.outcomes = outcomes;
    this.inFlight = inFlight;
    this.alarm = alarm;
    this.settings = settings;
  }

  /** Claims nothing more. */
  void stop() {
    stopping = true;
    inFlight.stopWaiting();
    alarm.ring();
  }

  @Override
  public void run() {
    Duration outage = Duration.ZERO;
    try {
      while (!stopping) {
        try {
          turn();
          if (!outage.isZero()) {
            log.info("Dispatching goes on");
            outage = Duration.ZERO;
          }
        } catch (RuntimeException | Error e) {
          // Whatever it was, the next turn may succeed, and a dispatcher that died would lose
          // events silently.
          if (outage.isZero()) {
            log.warn("Dispatching pauses: {}", Reasons.of(e));
            log.debug("Dispatching pauses", e);
          }
          outage = nextPause(outage);
          alarm.sleep(outage);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void turn() throws InterruptedException {
    inFlight.awaitFree(1, settings.pollInterval());
    inFlight.awaitFree(worthAClaim(), GATHERING);
    Room room = inFlight.room();
    if (stopping || room.limit() == 0) {
      return;
    }
    int wanted = Math.min(room.limit(), settings.claimLimit());
    Set<String> passOver = union(room.passOver(), endpoints.passedOver());
    long leaseEnd = System.nanoTime() + settings.lease().toNanos();
    List<ClaimedDelivery> claims =
        store.claim(new ClaimRequest(wanted, room.perWebhook(), passOver, settings.lease()));
    send(claims, leaseEnd);
    if (claims.isEmpty()) {
      sleepUntilDue(passOver);
    }
  }

  private static Set<String> union(Set<String> some, Set<String> others) {
    if (others.isEmpty()) {
      return some;
    }
    Set<String> all = new HashSet<>(some);
    all.addAll(others);
    return all;
  }

  private void sleepUntilDue(Set<String> passOver) throws InterruptedException {
    Duration due = store.untilNextDue(passOver, settings.pollInterval());
    alarm.sleep(due.compareTo(SHORTEST_SLEEP) < 0 ? SHORTEST_SLEEP : due);
  }

  private void send(List<ClaimedDelivery> claims, long leaseEnd) {
    if (claims.isEmpty()) {
      return;
    }
    claims.forEach(claim -> inFlight.started(claim.webhookId()));
    int handedOver = 0;
    try {
      Map<String, Endpoint> known = endpoints.of(claims);
      if (isTooLate(leaseEnd)) {
        throw new IllegalStateException(
            "claiming took so long that the lease would end before the timeout; give it more time");
      }
      for (ClaimedDelivery claim : claims) {
        Endpoint endpoint = known.get(claim.webhookId());
        couriers.execute(() -> deliver(claim, endpoint, leaseEnd));
        handedOver++;
      }
    } catch (RuntimeException | Error e) {
      claims.subList(handedOver, claims.size()).forEach(claim -> giveBack(claim, leaseEnd));
      throw e;
    }
  }

  private void deliver(ClaimedDelivery claim, @Nullable Endpoint endpoint, long leaseEnd) {
    Completion completion;
    try {
      if (endpoint != null && endpoint.isActive()) {
        endpoint.access(); // may take a while, and so comes before the look at the clock
      }
      if (isTooLate(leaseEnd)) {
        giveBack(claim, leaseEnd);
        return;
      }
      completion = courier.deliver(claim, endpoint);
    } catch (RuntimeException | Error e) {
      log.error("Delivery {} could not be sent: {}", claim.id(), Reasons.of(e));
      log.debug("Delivery {} could not be sent", claim.id(), e);
      completion = Completion.parked(claim, "an internal error, see the log of the sender");
    }
    outcomes.add(new Outcome(claim, completion, leaseEnd));
  }

  /** A node that was suspended must not send what may be another's by the time it arrives. */
  private boolean isTooLate(long leaseEnd) {
    return leaseEnd - System.nanoTime() < settings.timeout().toNanos();
  }

  private void giveBack(ClaimedDelivery claim, long leaseEnd) {
    outcomes.add(new Outcome(claim, Completion.released(claim, GIVEN_BACK_FOR), leaseEnd));
  }

  private int worthAClaim() {
    return Math.max(1, settings.maxInFlight() / 4);
  }

  private Duration nextPause(Duration pause) {
    Duration next = pause.isZero() ? FIRST_PAUSE : pause.multipliedBy(2);
    return next.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : next;
  }
}
