package dev.webhooks.benchmarks;

import java.time.Duration;
import java.util.Collections;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntConsumer;

/**
 * Several threads that do something again and again.
 *
 * @param threads how many
 * @param perSecond at which rate, all together; 0 for as many as it takes
 * @param duration for how long
 */
record Load(int threads, int perSecond, Duration duration) {
  private static final long SECOND = 1_000_000_000L;

  /** How many there will be; at a rate only. */
  int count() {
    return Math.max(1, (int) (perSecond * duration.toNanos() / SECOND));
  }

  /** Gives each its number, from 0 on, and answers with how many there were. */
  int run(IntConsumer one) throws InterruptedException {
    AtomicInteger next = new AtomicInteger();
    long start = System.nanoTime();
    Callable<Integer> thread =
        () -> perSecond == 0 ? free(one, next, start) : paced(one, next, start);
    ExecutorService executor = Executors.newFixedThreadPool(threads);
    try {
      int done = 0;
      for (Future<Integer> each : executor.invokeAll(Collections.nCopies(threads, thread))) {
        done += each.get();
      }
      return done;
    } catch (ExecutionException e) {
      throw new IllegalStateException(e.getCause());
    } finally {
      executor.shutdown();
    }
  }

  private int free(IntConsumer one, AtomicInteger next, long start) {
    int done = 0;
    while (System.nanoTime() - start < duration.toNanos()) {
      one.accept(next.getAndIncrement());
      done++;
    }
    return done;
  }

  private int paced(IntConsumer one, AtomicInteger next, long start) {
    int done = 0;
    for (int number = next.getAndIncrement(); number < count(); number = next.getAndIncrement()) {
      long due = start + number * SECOND / perSecond;
      for (long left = due - System.nanoTime(); left > 0; left = due - System.nanoTime()) {
        LockSupport.parkNanos(left);
      }
      one.accept(number);
      done++;
    }
    return done;
  }
}
