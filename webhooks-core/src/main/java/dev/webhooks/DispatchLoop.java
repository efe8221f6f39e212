package dev.webhooks;

import dev.webhooks.OutcomeWriter.Outcome;
import dev.webhooks.spi.ClaimRequest;
import dev.webhooks.spi.ClaimedDelivery;
import dev.webhooks.spi.Completion;
import dev.webhooks.spi.DeliveryStore;
import dev.webhooks.spi.StoreException;
import java.time.Duration;
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
            log.info("The store answers again; dispatching goes on");
            outage = Duration.ZERO;
          }
        } catch (RuntimeException e) {
          // Whatever it was, the next turn may succeed, and a dispatcher that died would lose
          // events silently.
          if (outage.isZero()) {
            log.warn("Dispatching pauses: the store does not answer as it should", e);
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
    int room = inFlight.free();
    if (stopping || room == 0) {
      return;
    }
    Set<String> busy = inFlight.busyWebhooks();
    int wanted = Math.min(room, settings.claimLimit());
    long leaseEnd = System.nanoTime() + settings.lease().toNanos();
    List<ClaimedDelivery> claims =
        store.claim(new ClaimRequest(wanted, inFlight.claimPerWebhook(), busy, settings.lease()));
    send(claims, leaseEnd);
    if (claims.isEmpty()) {
      sleepUntilDue(busy);
    }
  }

  private void sleepUntilDue(Set<String> busy) throws InterruptedException {
    Duration due = store.untilNextDue(busy, settings.pollInterval());
    alarm.sleep(due.compareTo(SHORTEST_SLEEP) < 0 ? SHORTEST_SLEEP : due);
  }

  private void send(List<ClaimedDelivery> claims, long leaseEnd) {
    if (claims.isEmpty()) {
      return;
    }
    claims.forEach(claim -> inFlight.started(claim.webhookId()));
    Map<String, Endpoint> known;
    try {
      known = endpoints.of(claims);
    } catch (StoreException e) {
      claims.forEach(claim -> giveBack(claim, leaseEnd));
      throw e;
    }
    for (ClaimedDelivery claim : claims) {
      couriers.execute(() -> deliver(claim, known.get(claim.webhookId()), leaseEnd));
    }
  }

  private void deliver(ClaimedDelivery claim, @Nullable Endpoint endpoint, long leaseEnd) {
    Completion completion = Completion.released(claim, Duration.ZERO);
    try {
      // A node that was suspended must not send what may be another's by now.
      boolean enoughTime = leaseEnd - System.nanoTime() > settings.timeout().toNanos();
      if (enoughTime) {
        completion = courier.deliver(claim, endpoint);
      }
    } catch (RuntimeException e) {
      log.error("Delivery {} could not be sent", claim.id(), e);
      completion = Completion.parked(claim, "an internal error, see the log of the sender");
    } finally {
      outcomes.add(new Outcome(claim, completion, leaseEnd));
    }
  }

  private void giveBack(ClaimedDelivery claim, long leaseEnd) {
    outcomes.add(new Outcome(claim, Completion.released(claim, Duration.ZERO), leaseEnd));
  }

  private int worthAClaim() {
    return Math.max(1, settings.maxInFlight() / 4);
  }

  private Duration nextPause(Duration pause) {
    Duration next = pause.isZero() ? FIRST_PAUSE : pause.multipliedBy(2);
    return next.compareTo(settings.pollInterval()) > 0 ? settings.pollInterval() : next;
  }
}
