package dev.webhooks;

import dev.webhooks.model.DeliveryOutcome;
import dev.webhooks.model.DeliveryState;
import dev.webhooks.spi.ClaimedDelivery;
import dev.webhooks.spi.Completion;
import dev.webhooks.spi.DeliveryStore;
import dev.webhooks.spi.StoreException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stores how claims ended. Whatever ends while one group is being stored makes up the next: a lone
 * outcome never waits, and under load a transaction holds hundreds.
 *
 * <p>An outcome counts as in flight until it is stored, so the queue is bounded by what may be in
 * flight.
 */
final class OutcomeWriter implements Runnable {
  private static final Logger log = LoggerFactory.getLogger(OutcomeWriter.class);
  private static final int MAX_GROUP = 500;
  private static final Duration FIRST_PAUSE = Duration.ofMillis(50);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(2);

  /** One claim's end, and when the claim itself ends whatever we do. */
  record Outcome(ClaimedDelivery claim, Completion completion, long leaseEndNanos) {}

  private final DeliveryStore store;
  private final WebhookListener listener;
  private final InFlight inFlight;
  private final BlockingQueue<Outcome> queue = new LinkedBlockingQueue<>();
  private final Alarm work = new Alarm();
  private final Alarm end = new Alarm();
  private volatile boolean closing;

  OutcomeWriter(DeliveryStore store, WebhookListener listener, InFlight inFlight) {
    this.store = store;
    this.listener = listener;
    this.inFlight = inFlight;
  }

  void add(Outcome outcome) {
    queue.add(outcome);
    work.ring();
  }

  /** Stores what is there, then ends. A store that is away is no longer waited for. */
  void close() {
    closing = true;
    work.ring();
    end.ring();
  }

  @Override
  public void run() {
    try {
      List<Outcome> group = new ArrayList<>();
      while (true) {
        queue.drainTo(group, MAX_GROUP);
        if (!group.isEmpty()) {
          storeGroup(group);
          group.clear();
        } else if (closing) {
          return;
        } else {
          work.sleep(Duration.ofMinutes(1));
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void storeGroup(List<Outcome> group) throws InterruptedException {
    try {
      complete(group);
    } finally {
      group.forEach(outcome -> inFlight.finished(outcome.claim().webhookId()));
    }
  }

  /** Tries until the leases end; from then on the deliveries are anybody's, and are sent again. */
  private void complete(List<Outcome> group) throws InterruptedException {
    Duration pause = FIRST_PAUSE;
    while (true) {
      try {
        announce(group, store.complete(group.stream().map(Outcome::completion).toList()));
        return;
      } catch (StoreException e) {
        if (!e.isRetryable()) {
          isolate(group, e);
          return;
        }
        long left =
            group.stream().mapToLong(Outcome::leaseEndNanos).max().orElseThrow()
                - System.nanoTime();
        if (closing || left <= 0) {
          log.warn(
              "{} outcomes could not be stored, their deliveries will be sent again: {}",
              group.size(),
              e.toString());
          return;
        }
      } catch (RuntimeException | Error e) {
        isolate(group, e);
        return;
      }
      end.sleep(pause);
      pause = longer(pause);
    }
  }

  /** One outcome that the store can't take must not cost its neighbours theirs. */
  private void isolate(List<Outcome> group, Throwable cause) throws InterruptedException {
    if (group.size() == 1) {
      park(group.get(0), cause);
      return;
    }
    int half = group.size() / 2;
    complete(group.subList(0, half));
    complete(group.subList(half, group.size()));
  }

  /** Given up rather than sent again and again without a trace in the log. */
  private void park(Outcome outcome, Throwable cause) {
    ClaimedDelivery claim = outcome.claim();
    log.error("The outcome of delivery {} can't be stored; it is given up", claim.id(), cause);
    Outcome parked =
        new Outcome(
            claim,
            Completion.parked(claim, "the outcome of an attempt could not be stored"),
            outcome.leaseEndNanos());
    try {
      announce(List.of(parked), store.complete(List.of(parked.completion())));
    } catch (RuntimeException | Error e) {
      log.error("Delivery {} can't be given up either; it will be sent again", claim.id(), e);
    }
  }

  private void announce(List<Outcome> group, Set<String> accepted) {
    for (Outcome outcome : group) {
      Completion completion = outcome.completion();
      boolean givenBack =
          completion.attempt() == null && completion.state() == DeliveryState.PENDING;
      if (!givenBack && accepted.contains(completion.deliveryId())) {
        listener.onOutcome(report(outcome.claim(), completion));
      }
    }
  }

  private static DeliveryOutcome report(ClaimedDelivery claim, Completion completion) {
    return new DeliveryOutcome(
        claim.id(),
        claim.eventId(),
        claim.eventType(),
        claim.workspace(),
        claim.account(),
        claim.webhookId(),
        claim.createdAt(),
        completion.state(),
        completion.attempt(),
        completion.state() == DeliveryState.PENDING ? completion.delay() : null,
        completion.error());
  }

  private static Duration longer(Duration pause) {
    Duration doubled = pause.multipliedBy(2);
    return doubled.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : doubled;
  }
}
