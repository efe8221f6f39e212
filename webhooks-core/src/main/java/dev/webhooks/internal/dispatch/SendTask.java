package dev.webhooks.internal.dispatch;

import dev.webhooks.internal.log.LogContext;
import dev.webhooks.internal.log.SafeLog;
import dev.webhooks.internal.observe.Observers;
import dev.webhooks.model.Attempt;
import dev.webhooks.spi.ClaimedDelivery;
import dev.webhooks.spi.Completion;
import dev.webhooks.spi.StoreException;
import java.time.Duration;
import java.util.function.BiConsumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a worker does with a delivery: sends it, unless it is too late by now, frees its place, and
 * hands its outcome over to be stored.
 *
 * <p>Thread safe. Never throws.
 */
final class SendTask implements BiConsumer<QueuedDelivery, LogContext> {
  private static final Logger log = LoggerFactory.getLogger(SendTask.class);

  private final DeliveryWorker worker;
  private final SendQueue queue;
  private final ClaimEnds ends;
  private final SendWindow window;
  private final Unsent unsent;
  private final SlowWebhooks slow;
  private final Slots slots;
  private final HealthWatch health;
  private final Endpoints endpoints;
  private final Runnable onRoom;
  private final Observers observers;
  private final Duration timeout;
  private final Duration lease;
  private final LongSupplier nanoClock;

  SendTask(
      DeliveryWorker worker,
      SendQueue queue,
      ClaimEnds ends,
      SendWindow window,
      Unsent unsent,
      SlowWebhooks slow,
      Slots slots,
      HealthWatch health,
      Endpoints endpoints,
      Runnable onRoom,
      Observers observers,
      DispatchSettings settings,
      LongSupplier nanoClock) {
    this.worker = worker;
    this.queue = queue;
    this.ends = ends;
    this.window = window;
    this.unsent = unsent;
    this.slow = slow;
    this.slots = slots;
    this.health = health;
    this.endpoints = endpoints;
    this.onRoom = onRoom;
    this.observers = observers;
    this.timeout = settings.timeout();
    this.lease = settings.lease();
    this.nanoClock = nanoClock;
  }

  @Override
  public void accept(QueuedDelivery delivery, LogContext context) {
    ClaimedDelivery claim = delivery.claim();
    try {
      context.say(delivery.workspace(), delivery.webhookId(), claim.id());
      ends.end(claim, delivery.leaseEnd(), () -> observed(delivery));
    } finally {
      queue.end(delivery);
      if (window.isReduced()) {
        onRoom.run(); // what may be under way is less than what the queue goes by
      }
    }
  }

  private Completion observed(QueuedDelivery delivery) {
    Completion completion = completion(delivery);
    Attempt attempt = completion.attempt();
    if (attempt != null) {
      remember(delivery.webhookId(), attempt);
    }
    return completion;
  }

  /** Never throws: the attempt is still to be recorded. */
  private void remember(String webhookId, Attempt attempt) {
    try {
      slow.attempted(webhookId, attempt.duration());
    } catch (RuntimeException | Error e) {
      SafeLog.line(() -> log.debug("It was not remembered how long an attempt took", e));
    }
  }

  private Completion completion(QueuedDelivery delivery) {
    ClaimedDelivery claim = delivery.claim();
    if (window.isPausing()) {
      return Completion.released(claim, Duration.ZERO); // it would only fail as others just did
    }
    if (health.isBlocked(claim.webhookId(), claim.id(), delivery.leaseEnd() - lease.toNanos())) {
      return Completion.released(claim, Duration.ZERO); // the store knows how long to hold it back
    }
    try {
      Endpoint endpoint = delivery.isResolved() ? delivery.endpoint() : endpoints.of(claim);
      if (endpoint != null && endpoint.isActive()) {
        endpoint.access(); // may take a while, and so comes before the look at the clock
      }
      if (isTooLate(delivery)) {
        return Completion.released(claim, Intake.GIVEN_BACK_FOR);
      }
      return slots.isMissed(delivery)
          ? Completion.released(claim, Duration.ZERO) // the store has a new time for it
          : worker.deliver(claim, endpoint, sinceClaim(delivery, endpoint));
    } catch (StoreException e) {
      log.debug("The webhook of delivery {} was not found out", claim.id(), e);
      return Completion.released(
          claim, Intake.GIVEN_BACK_FOR); // claiming tells of a store's trouble
    } catch (RuntimeException | Error e) {
      return unsent.afterError(claim, e);
    }
  }

  /** Null where the endpoint has a part in how late it is, and where nobody wants to know. */
  private @Nullable Duration sinceClaim(QueuedDelivery delivery, @Nullable Endpoint endpoint) {
    boolean isOurs =
        !observers.areNone()
            && endpoint != null
            && !endpoint.hasPaceOfItsOwn()
            && health.admits(delivery.webhookId())
            && !slow.contains(delivery.webhookId());
    return isOurs
        ? Duration.ofNanos(nanoClock.getAsLong() - delivery.leaseEnd() + lease.toNanos())
        : null;
  }

  /**
   * What waited here for too long, or a suspended node's, may be another's by the time it arrives.
   */
  private boolean isTooLate(QueuedDelivery delivery) {
    return delivery.leaseEnd() - nanoClock.getAsLong() < timeout.toNanos();
  }
}
