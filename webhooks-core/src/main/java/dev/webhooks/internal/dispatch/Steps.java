package dev.webhooks.internal.dispatch;

import dev.webhooks.internal.log.LogContext;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The engine without its threads: it claims, sends and stores when it is told to, on the caller's
 * thread, and so always in the same order.
 *
 * <p>Not thread safe.
 */
public final class Steps {
  private final DispatchLoop loop;
  private final SendQueue queue;
  private final SendTask task;
  private final OutcomeWriter outcomes;
  private final Caretaker caretaker;
  private final @Nullable Sampler sampler;

  Steps(
      DispatchLoop loop,
      SendQueue queue,
      SendTask task,
      OutcomeWriter outcomes,
      Caretaker caretaker,
      @Nullable Sampler sampler) {
    this.loop = loop;
    this.queue = queue;
    this.task = task;
    this.outcomes = outcomes;
    this.caretaker = caretaker;
    this.sampler = sampler;
  }

  /**
   * Sends all that is due at this moment, stores what became of it, and reviews the health of
   * webhooks if a minute is over.
   *
   * @throws InterruptedException when the caller is interrupted while the store takes nothing
   */
  public void sendDue() throws InterruptedException {
    boolean sent;
    do {
      sent = loop.claimNow();
      try (LogContext context = LogContext.open()) {
        for (QueuedDelivery next = queue.poll(); next != null; next = queue.poll()) {
          task.accept(next, context);
        }
      }
      outcomes.storeAll();
      caretaker.turn();
    } while (sent);
    if (sampler != null) {
      sampler.lookIfDue();
    }
  }

  /**
   * How long until there is something to do: longer than zero, and at most this long.
   *
   * @param atMost longer than zero
   */
  public Duration untilNext(Duration atMost) {
    Duration until = queue.untilRelease(caretaker.untilReview(atMost));
    return loop.untilNextClaim(until);
  }
}
