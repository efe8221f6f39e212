package dev.webhooks;

import dev.webhooks.model.DeliveryOutcome;
import dev.webhooks.model.DeliveryState;
import dev.webhooks.spi.ClaimedDelivery;
import dev.webhooks.spi.Completion;
import dev.webhooks.spi.DeliveryStore;
import dev.webhooks.spi.StoreException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
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

  /** How often a lone outcome may make a store fail in a way that stores should not. */
  private static final int MOST_MISHAPS = 3;

  /** One claim's end, and when the claim itself ends whatever we do. */
  record Outcome(ClaimedDelivery claim, Completion completion, long leaseEndNanos) {}

  private final DeliveryStore store;
  private final WebhookListener listener;
  private final InFlight inFlight;
  private final Duration nextLook;
  private final Runnable onDueBefore;
  private final BlockingQueue<Outcome> queue = new LinkedBlockingQueue<>();
  private final Alarm work = new Alarm();
  private final Alarm end = new Alarm();
  private volatile boolean closing;

  /**
   * @param nextLook after how long the dispatcher looks by itself for what is due
   * @param onDueBefore run when something is stored that is due again before that
   */
  OutcomeWriter(
      DeliveryStore store,
      WebhookListener listener,
      InFlight inFlight,
      Duration nextLook,
      Runnable onDueBefore) {
    this.store = store;
    this.listener = listener;
    this.inFlight = inFlight;
    this.nextLook = nextLook;
    this.onDueBefore = onDueBefore;
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
    Trouble trouble = new Trouble();
    try {
      complete(group, trouble);
    } finally {
      trouble.tell();
      group.forEach(outcome -> inFlight.finished(outcome.claim().webhookId()));
    }
  }

  /**
   * Tries until the leases end; from then on the deliveries are anybody's, and are sent again. What
   * is refused for good, and what fails in a way that stores should not, is told apart from its
   * neighbours.
   */
  private void complete(List<Outcome> group, Trouble trouble) throws InterruptedException {
    Duration pause = FIRST_PAUSE;
    int mishaps = 0;
    while (true) {
      Throwable cause;
      try {
        announce(group, store.complete(group.stream().map(Outcome::completion).toList()));
        return;
      } catch (StoreException e) {
        if (!e.isRetryable()) {
          isolate(group, e, trouble);
          return;
        }
        cause = e;
      } catch (RuntimeException | Error e) {
        mishaps++;
        if ((group.size() > 1 || mishaps == MOST_MISHAPS) && !leaseIsOver(group)) {
          isolate(group, e, trouble);
          return;
        }
        cause = e;
      }
      if (closing || leaseIsOver(group)) {
        trouble.leaves(group, cause);
        return;
      }
      end.sleep(pause);
      pause = longer(pause);
    }
  }

  private static boolean leaseIsOver(List<Outcome> group) {
    long now = System.nanoTime();
    return group.stream().allMatch(outcome -> outcome.leaseEndNanos() - now <= 0);
  }

  /** One outcome that the store can't take must not cost its neighbours theirs. */
  private void isolate(List<Outcome> group, Throwable cause, Trouble trouble)
      throws InterruptedException {
    if (group.size() == 1) {
      fallBack(group.get(0), cause, trouble);
      return;
    }
    int half = group.size() / 2;
    complete(group.subList(0, half), trouble);
    complete(group.subList(half, group.size()), trouble);
  }

  /**
   * Only a store that says that the outcome itself is to blame may change what becomes of the
   * delivery.
   */
  private void fallBack(Outcome outcome, Throwable cause, Trouble trouble)
      throws InterruptedException {
    Completion refused = outcome.completion();
    boolean isToBlame = cause instanceof StoreException;
    Optional<Completion> less =
        Fallback.of(refused).filter(c -> isToBlame || c.state() == refused.state());
    if (less.isPresent()) {
      trouble.refused(outcome, cause);
      complete(List.of(new Outcome(outcome.claim(), less.get(), outcome.leaseEndNanos())), trouble);
    } else {
      trouble.leaves(List.of(outcome), cause);
    }
  }

  /** What went wrong with one group, told in two lines at most. */
  private static final class Trouble {
    private final Set<String> refused = new HashSet<>();
    private final Set<String> left = new HashSet<>();
    private String first = "";

    void refused(Outcome outcome, Throwable cause) {
      remember(refused, List.of(outcome), cause);
    }

    void leaves(List<Outcome> outcomes, Throwable cause) {
      remember(left, outcomes, cause);
    }

    private void remember(Set<String> deliveries, List<Outcome> outcomes, Throwable cause) {
      for (Outcome outcome : outcomes) {
        deliveries.add(outcome.claim().id());
      }
      if (first.isEmpty()) {
        first = outcomes.get(0).claim().id() + ": " + Reasons.of(cause);
      }
      log.debug(
          "The outcome of delivery {} could not be stored", outcomes.get(0).claim().id(), cause);
    }

    void tell() {
      refused.removeAll(left);
      if (!refused.isEmpty()) {
        log.error(
            "The store refused {} outcomes; the log keeps what it took of them, first delivery {}",
            refused.size(),
            first);
      }
      if (!left.isEmpty()) {
        log.warn(
            "{} outcomes could not be stored, their deliveries will be sent again, first delivery"
                + " {}",
            left.size(),
            first);
      }
    }
  }

  private void announce(List<Outcome> group, Set<String> accepted) {
    if (group.stream().anyMatch(outcome -> isDueBeforeNextLook(outcome.completion()))) {
      onDueBefore.run();
    }
    for (Outcome outcome : group) {
      Completion completion = outcome.completion();
      boolean givenBack =
          completion.attempt() == null && completion.state() == DeliveryState.PENDING;
      if (!givenBack && accepted.contains(completion.deliveryId())) {
        listener.onOutcome(report(outcome.claim(), completion));
      }
    }
  }

  private boolean isDueBeforeNextLook(Completion completion) {
    return completion.state() == DeliveryState.PENDING
        && completion.delay().compareTo(nextLook) < 0;
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
