package dev.webhooks.internal.dispatch;

import java.time.Duration;

/**
 * Lets one thread sleep until a time or a signal. A signal that comes before the sleep ends it at
 * once: none is lost.
 */
final class WakeUp {
  private boolean signalled;

  synchronized void signal() {
    signalled = true;
    notifyAll();
  }

  /** Sleeps for {@code atMost}, or until the first signal since the last sleep ended. */
  synchronized void await(Duration atMost) throws InterruptedException {
    long deadline = System.nanoTime() + atMost.toNanos();
    while (!signalled) {
      long left = deadline - System.nanoTime();
      if (left <= 0) {
        break;
      }
      // Rounded up: wait(0) would mean for ever.
      wait(left / 1_000_000 + 1);
    }
    signalled = false;
  }
}
