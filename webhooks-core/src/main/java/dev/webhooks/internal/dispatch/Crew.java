package dev.webhooks.internal.dispatch;

import dev.webhooks.internal.log.LogContext;
import dev.webhooks.internal.log.LogReason;
import dev.webhooks.internal.log.SafeLog;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.function.BiConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The workers: they take deliveries from the queue and send them, one at a time each.
 *
 * <p>Thread safe.
 */
final class Crew {
  private static final Logger log = LoggerFactory.getLogger(Crew.class);
  private static final Duration WORKER_IDLE = Duration.ofSeconds(10);

  private final SendQueue queue;
  private final BiConsumer<QueuedDelivery, LogContext> task;
  private final Executor executor;

  /**
   * @param task sends one, and says so in its thread's log lines; never throws, and ends it in the
   *     queue
   * @param executor runs each worker at once, whatever the number of those that run already
   */
  Crew(SendQueue queue, BiConsumer<QueuedDelivery, LogContext> task, Executor executor) {
    this.queue = queue;
    this.task = task;
    this.executor = executor;
  }

  /**
   * Starts the workers that are missing for what waits.
   *
   * @throws OutOfMemoryError (or what the executor throws) when no thread is left; what waits is
   *     done by the workers that there are
   */
  void hire() {
    int missing = queue.hire();
    try {
      for (; missing > 0; missing--) {
        executor.execute(this::work);
      }
    } finally {
      if (missing > 0) {
        queue.dismiss(missing);
      }
    }
  }

  private void work() {
    try (LogContext context = LogContext.open()) {
      QueuedDelivery next = queue.take(WORKER_IDLE);
      while (next != null) {
        task.accept(next, context);
        next = queue.take(WORKER_IDLE);
      }
    } catch (RuntimeException | Error e) {
      queue.dismiss(1); // there is not even memory to go on; another is hired when there is
      SafeLog.line(() -> log.warn("A worker ends: {}", LogReason.of(e)));
    }
  }
}
