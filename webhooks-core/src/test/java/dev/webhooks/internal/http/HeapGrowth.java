package dev.webhooks.internal.http;

import java.lang.management.ManagementFactory;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/** How much more of the heap was in use at any time while something ran; garbage not counted. */
final class HeapGrowth {
  private HeapGrowth() {}

  static long during(Runnable work) throws Exception {
    long before = used();
    CountDownLatch ended = new CountDownLatch(1);
    ExecutorService watcher = Executors.newSingleThreadExecutor();
    try {
      Future<Long> most =
          watcher.submit(
              () -> {
                long highest = before;
                // Collecting without a break would leave the work no time.
                while (!ended.await(20, TimeUnit.MILLISECONDS)) {
                  highest = Math.max(highest, used());
                }
                return highest;
              });
      try {
        work.run();
      } finally {
        ended.countDown();
      }
      return most.get() - before;
    } finally {
      watcher.shutdownNow();
    }
  }

  private static long used() {
    System.gc();
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
  }
}
