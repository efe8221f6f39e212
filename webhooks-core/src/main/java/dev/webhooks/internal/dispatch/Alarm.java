package dev.webhooks.internal.dispatch;

import java.time.Duration;

/**
 * Lets one thread sleep until a time or a signal. A signal that comes before the sleep ends it at
 * once: none is lost.
 */
final class Alarm {
  private boolean rung;

  synchronized void ring() {
    rung = true;
    notifyAll();
  }

  /** Sleeps for {@code atMost}, or until the first signal since the last sleep ended. */
  synchronized void sleep(Duration atMost) throws InterruptedException {
    long deadline = System.nanoTime() + atMost.toNanos();
    while (!rung) {
      long left = deadline - System.nanoTime();
      if (left <= 0) {
        break;
      }
      // Rounded up: wait(0) would mean for ever.
      wait(left / 1_000_000 + 1);
    }
    rung = false;
  }
}
