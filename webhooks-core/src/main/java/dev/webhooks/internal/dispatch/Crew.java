package dev.webhooks.internal.dispatch;

import java.time.Duration;
import java.util.concurrent.ThreadFactory;
import java.util.function.Consumer;

/**
 * The workers: threads that take deliveries from the queue and send them, one at a time each.
 *
 * <p>Thread safe.
 */
final class Crew {
  private static final Duration WORKER_IDLE = Duration.ofSeconds(10);

  private final SendQueue queue;
  private final Consumer<QueuedDelivery> task;
  private final ThreadFactory threads;

  /**
   * @param task sends one; never throws, and ends it in the queue
   */
  Crew(SendQueue queue, Consumer<QueuedDelivery> task, ThreadFactory threads) {
    this.queue = queue;
    this.task = task;
    this.threads = threads;
  }

  /**
   * Starts the workers that are missing for what waits.
   *
   * @throws OutOfMemoryError when this process has no thread left; what waits is done by the
   *     workers that there are
   */
  void hire() {
    int missing = queue.hire();
    try {
      for (; missing > 0; missing--) {
        threads.newThread(this::work).start();
      }
    } finally {
      if (missing > 0) {
        queue.dismiss(missing);
      }
    }
  }

  private void work() {
    QueuedDelivery next = queue.take(WORKER_IDLE);
    while (next != null) {
      task.accept(next);
      next = queue.take(WORKER_IDLE);
    }
  }
}
