package dev.webhooks.internal.dispatch;

import java.time.Duration;

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

  Steps(DispatchLoop loop, SendQueue queue, SendTask task, OutcomeWriter outcomes) {
    this.loop = loop;
    this.queue = queue;
    this.task = task;
    this.outcomes = outcomes;
  }

  /**
   * Sends all that is due at this moment, and stores what became of it.
   *
   * @throws InterruptedException when the caller is interrupted while the store takes nothing
   */
  public void sendDue() throws InterruptedException {
    boolean sent;
    do {
      sent = loop.claimNow();
      for (QueuedDelivery next = queue.poll(); next != null; next = queue.poll()) {
        task.accept(next);
      }
      outcomes.storeAll();
    } while (sent);
  }

  /**
   * How long until there is something to do: longer than zero, and at most this long.
   *
   * @param atMost longer than zero
   */
  public Duration untilNext(Duration atMost) {
    return loop.untilNextClaim(atMost);
  }
}
