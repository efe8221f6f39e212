package dev.webhooks.testing.contract;

import static java.util.concurrent.TimeUnit.SECONDS;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntFunction;

/** Does things at the same moment, as the nodes of an application do. */
final class Race {
  private static final int TIMEOUT_SECONDS = 120;

  private Race() {}

  /**
   * Starts the task on that many threads at once.
   *
   * @param task is told the number of its thread, from 0
   * @return the answers, in the order of those numbers
   */
  static <T> List<T> run(int threads, IntFunction<T> task) {
    CyclicBarrier start = new CyclicBarrier(threads);
    ExecutorService executor = Executors.newFixedThreadPool(threads);
    try {
      List<Future<T>> running = new ArrayList<>();
      for (int i = 0; i < threads; i++) {
        int number = i;
        running.add(
            executor.submit(
                () -> {
                  start.await(TIMEOUT_SECONDS, SECONDS);
                  return task.apply(number);
                }));
      }
      List<T> answers = new ArrayList<>();
      for (Future<T> future : running) {
        answers.add(future.get(TIMEOUT_SECONDS, SECONDS));
      }
      return answers;
    } catch (Exception e) {
      throw new AssertionError("a racing thread failed", e);
    } finally {
      executor.shutdownNow();
    }
  }
}
