package dev.webhooks.internal.dispatch;

import dev.webhooks.internal.log.LogReason;
import dev.webhooks.internal.log.SafeLog;
import dev.webhooks.internal.process.NamedThreads;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a run of the engine has a thread for each. A store that hangs may keep a run's thread beyond
 * the run's end: the next one waits for it. Whatever ends the work while the run lasts, a want of
 * memory or a stray interrupt, it goes on.
 *
 * <p>Not thread safe: whoever starts and stops runs sees to that.
 */
final class Duties {
  private static final Logger log = LoggerFactory.getLogger(Duties.class);
  private static final long PAUSE_AFTER_ERROR = Duration.ofMillis(100).toNanos();

  private final BooleanSupplier goesOn;

  /** In the order in which they are started. */
  private final Map<ThreadFactory, Runnable> all = new LinkedHashMap<>();

  /** Of the present run, or of the last one. */
  private List<Thread> threads = List.of();

  /**
   * @param goesOn whether a run is on
   */
  Duties(BooleanSupplier goesOn) {
    this.goesOn = goesOn;
  }

  /** Adds one; the last one is that which brings the others work. */
  void add(String name, Runnable duty) {
    all.put(new NamedThreads(name), inTurn(duty));
  }

  private Runnable inTurn(Runnable work) {
    Lock turn = new ReentrantLock();
    return () -> {
      turn.lock();
      try {
        do {
          runOnce(work);
        } while (goesOn.getAsBoolean());
      } finally {
        turn.unlock();
      }
    };
  }

  private static void runOnce(Runnable work) {
    try {
      work.run();
    } catch (RuntimeException | Error e) {
      SafeLog.line(() -> log.warn("A part of the dispatcher begins anew: {}", LogReason.of(e)));
      SafeLog.line(() -> log.debug("A part of the dispatcher begins anew", e));
      LockSupport.parkNanos(PAUSE_AFTER_ERROR);
    }
    Thread.interrupted();
  }

  /**
   * Starts them.
   *
   * @throws Error when this process has no thread left; some may have been started by then
   */
  void start() {
    List<Thread> next = new ArrayList<>();
    all.forEach((factory, duty) -> next.add(factory.newThread(duty)));
    next.forEach(Thread::start);
    threads = next;
  }

  /** Waits for the last one to end. */
  void joinLast(Duration atMost) throws InterruptedException {
    if (!threads.isEmpty()) {
      join(threads.get(threads.size() - 1), atMost.toMillis());
    }
  }

  /** Waits for all of them, the first one last: it tells of what the others have just done. */
  void join(Duration atMost) throws InterruptedException {
    long end = System.nanoTime() + atMost.toNanos();
    for (int i = threads.size() - 1; i >= 0; i--) {
      join(threads.get(i), Math.max(1, (end - System.nanoTime()) / 1_000_000));
    }
  }

  /** Not for itself: a listener may stop what tells it. */
  private static void join(Thread thread, long millis) throws InterruptedException {
    if (thread != Thread.currentThread()) {
      thread.join(millis);
    }
  }
}
