package dev.webhooks.internal.dispatch;

import java.time.Duration;

/**
 * Lets one thread sleep until a time or a signal. A signal that comes before the sleep ends it at
 * once: none is lost.
 */
final class WakeUp {
  private volatile boolean signalled;

  void signal() {
    if (!signalled) {
      wake();
    }
  }

  private synchronized void wake() {
    signalled = true;
    notifyAll();
  }

  /** Forgets a signal: whoever calls is about to look for itself. */
  synchronized void clear() {
    signalled = false;
  }

  /**
   * Sleeps for {@code atMost}, or until the first signal since the last sleep ended; says whether
   * there was one.
   */
  synchronized boolean await(Duration atMost) throws InterruptedException {
    long deadline = System.nanoTime() + atMost.toNanos();
    while (!signalled) {
      long left = deadline - System.nanoTime();
      if (left <= 0) {
        break;
      }
      // Rounded up: wait(0) would mean for ever.
      wait(left / 1_000_000 + 1);
    }
    boolean woken = signalled;
    signalled = false;
    return woken;
  }
}
