package dev.webhooks.internal.dispatch;

import java.time.Duration;

/**
 * Wakes the claiming thread and says what for: something may have become due, or there may be room
 * for what was due all the time.
 *
 * <p>Thread safe; one thread waits.
 */
final class ClaimSignal {
  private final WakeUp wakeUp = new WakeUp();
  private volatile boolean due;

  /** Something may have become due. */
  void due() {
    due = true;
    wakeUp.signal();
  }

  /** Something may have left that kept others from being claimed. */
  void room() {
    wakeUp.signal();
  }

  /** Forgets all signals: whoever calls is about to look for itself. */
  void clear() {
    due = false;
    wakeUp.clear();
  }

  /** Sleeps until a signal or the end of the time; says whether there was one. */
  boolean await(Duration atMost) throws InterruptedException {
    return wakeUp.await(atMost);
  }

  /** Whether something may have become due since this was asked last. */
  boolean takeDue() {
    boolean was = due;
    due = false;
    return was;
  }
}
