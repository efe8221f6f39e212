package dev.webhooks.internal.dispatch;

import dev.webhooks.internal.process.Shortage;
import dev.webhooks.spi.ClaimedDelivery;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.LongSupplier;

/**
 * Puts what this node holds a lease of into the queue, with the endpoints it goes to. Whatever goes
 * wrong, each claim comes to an end.
 *
 * <p>Thread safe.
 */
final class Intake {
  /** What could not be sent now is left for a moment, or for another node. */
  static final Duration GIVEN_BACK_FOR = Duration.ofSeconds(1);

  private final Endpoints endpoints;
  private final SendQueue queue;
  private final Crew crew;
  private final Runnable onTooFewWorkers;
  private final ClaimEnds ends;
  private final SendWindow window;
  private final Activity activity;
  private final LongSupplier nanoClock;
  private final DispatchSettings settings;

  Intake(
      Endpoints endpoints,
      SendQueue queue,
      Crew crew,
      Runnable onTooFewWorkers,
      ClaimEnds ends,
      SendWindow window,
      Activity activity,
      LongSupplier nanoClock,
      DispatchSettings settings) {
    this.endpoints = endpoints;
    this.queue = queue;
    this.crew = crew;
    this.onTooFewWorkers = onTooFewWorkers;
    this.ends = ends;
    this.window = window;
    this.activity = activity;
    this.nanoClock = nanoClock;
    this.settings = settings;
  }

  /**
   * Takes claims over.
   *
   * @param leaseEnd by the engine's clock of nanoseconds
   * @throws RuntimeException or an Error when that fails; by then they are given back
   */
  void accept(List<ClaimedDelivery> claims, long leaseEnd) {
    if (claims.isEmpty()) {
      return;
    }
    activity.claimed(claims.size());
    List<QueuedDelivery> queued = new ArrayList<>(claims.size());
    boolean added;
    try {
      long claimedAt = nanoClock.getAsLong() - half(leaseEnd);
      Map<String, Endpoint> known = endpoints.of(claims);
      if (leaseEnd - nanoClock.getAsLong() < settings.timeout().toNanos()) {
        throw new IllegalStateException(
            "claiming took so long that the lease would end before the timeout; give it more time");
      }
      for (ClaimedDelivery claim : claims) {
        queued.add(new QueuedDelivery(claim, known.get(claim.webhookId()), true, leaseEnd));
      }
      added = queue.add(queued, claimedAt);
    } catch (RuntimeException | Error e) {
      Duration delay = e instanceof OutOfMemoryError ? Duration.ZERO : GIVEN_BACK_FOR;
      claims.forEach(claim -> ends.giveBack(claim, leaseEnd, delay));
      throw e;
    }
    started(added, claims, leaseEnd);
  }

  /**
   * Half of the time that a claim took until now. The store looked at its own clock somewhere in
   * between: so what it says of time is off by no more than that.
   */
  private long half(long leaseEnd) {
    long begun = leaseEnd - settings.lease().toNanos();
    return (nanoClock.getAsLong() - begun) / 2;
  }

  /**
   * Takes over what was published here. Asks the store nothing: the caller may hold a connection
   * that others wait for.
   *
   * @param room how many there is room for by now; the rest is for claims
   */
  void acceptPublished(List<ClaimedDelivery> claims, long leaseEnd, int room) {
    int fitting = Math.min(room, claims.size());
    activity.claimed(claims.size());
    List<QueuedDelivery> queued = new ArrayList<>(fitting);
    for (ClaimedDelivery claim : claims.subList(0, fitting)) {
      Endpoint known = endpoints.known(claim);
      queued.add(new QueuedDelivery(claim, known, known != null, leaseEnd));
    }
    claims
        .subList(fitting, claims.size())
        .forEach(claim -> ends.giveBack(claim, leaseEnd, Duration.ZERO));
    if (fitting > 0) {
      started(queue.addPublished(queued), claims.subList(0, fitting), leaseEnd);
    }
  }

  /** A queue that is closed takes nothing. */
  private void started(boolean added, List<ClaimedDelivery> claims, long leaseEnd) {
    if (added) {
      startWorkers();
    } else {
      claims.forEach(claim -> ends.giveBack(claim, leaseEnd, Duration.ZERO));
    }
  }

  /** What nobody can be started for is sent by those that there are, or given back. */
  private void startWorkers() {
    try {
      crew.hire();
      if (queue.isShortOfWorkers() || queue.holdsBack()) {
        onTooFewWorkers.run();
      }
    } catch (OutOfMemoryError | RejectedExecutionException e) {
      Shortage shortage = Shortage.of(e);
      window.shortOf(shortage == null ? Shortage.THREADS : shortage);
      if (queue.hasNoWorkers()) {
        giveBackAll(Duration.ZERO);
      }
    }
  }

  /** Gives back all that waits to be sent. */
  void giveBackAll(Duration delay) {
    giveBack(queue.takeAll(), delay);
  }

  /** Gives back what keeps others waiting, and is not going to be sent soon. */
  void giveBackStale() {
    giveBack(queue.takeStale(), GIVEN_BACK_FOR);
  }

  private void giveBack(List<QueuedDelivery> unsent, Duration delay) {
    for (QueuedDelivery delivery : unsent) {
      ends.giveBack(delivery.claim(), delivery.leaseEnd(), delay);
      queue.end(delivery);
    }
  }
}
