package dev.webhooks.internal.dispatch;

import dev.webhooks.model.Attempt;
import dev.webhooks.spi.ClaimedDelivery;
import dev.webhooks.spi.Completion;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * What a worker does with a delivery: sends it, unless it is too late by now, frees its place, and
 * hands its outcome over to be stored.
 *
 * <p>Thread safe. Never throws.
 */
final class SendTask implements Consumer<QueuedDelivery> {
  private final DeliveryWorker worker;
  private final SendQueue queue;
  private final ClaimEnds ends;
  private final SendWindow window;
  private final Unsent unsent;
  private final SlowWebhooks slow;
  private final Duration timeout;
  private final LongSupplier nanoClock;

  SendTask(
      DeliveryWorker worker,
      SendQueue queue,
      ClaimEnds ends,
      SendWindow window,
      Unsent unsent,
      SlowWebhooks slow,
      Duration timeout,
      LongSupplier nanoClock) {
    this.worker = worker;
    this.queue = queue;
    this.ends = ends;
    this.window = window;
    this.unsent = unsent;
    this.slow = slow;
    this.timeout = timeout;
    this.nanoClock = nanoClock;
  }

  @Override
  public void accept(QueuedDelivery delivery) {
    try {
      ends.end(delivery.claim(), delivery.leaseEnd(), () -> observed(delivery));
    } finally {
      queue.end(delivery);
    }
  }

  private Completion observed(QueuedDelivery delivery) {
    Completion completion = completion(delivery);
    Attempt attempt = completion.attempt();
    if (attempt != null) {
      slow.attempted(delivery.webhookId(), attempt.duration());
    }
    return completion;
  }

  private Completion completion(QueuedDelivery delivery) {
    ClaimedDelivery claim = delivery.claim();
    Endpoint endpoint = delivery.endpoint();
    if (window.isPausing()) {
      return Completion.released(claim, Duration.ZERO); // it would only fail as others just did
    }
    try {
      if (endpoint != null && endpoint.isActive()) {
        endpoint.access(); // may take a while, and so comes before the look at the clock
      }
      return isTooLate(delivery)
          ? Completion.released(claim, Intake.GIVEN_BACK_FOR)
          : worker.deliver(claim, endpoint);
    } catch (RuntimeException | Error e) {
      return unsent.afterError(claim, e);
    }
  }

  /**
   * What waited here for too long, or a suspended node's, may be another's by the time it arrives.
   */
  private boolean isTooLate(QueuedDelivery delivery) {
    return delivery.leaseEnd() - nanoClock.getAsLong() < timeout.toNanos();
  }
}
