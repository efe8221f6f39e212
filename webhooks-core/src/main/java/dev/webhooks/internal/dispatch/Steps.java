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
  private final OutcomeWriter outcomes;

  Steps(DispatchLoop loop, OutcomeWriter outcomes) {
    this.loop = loop;
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
