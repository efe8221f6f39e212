package dev.webhooks.benchmarks;

import java.util.List;

/**
 * How db-scheduler is run.
 *
 * @param threads that execute tasks
 * @param lower when fewer than so many times {@code threads} are left, more are fetched
 * @param upper so many times {@code threads} are held at a time
 * @param connections of the pool
 * @param joined whether a task's attempt row and its completion share one transaction, for which
 *     the application has to give db-scheduler a data source that knows the thread's transaction;
 *     else each commits by itself
 */
record SchedulerSetting(int threads, double lower, double upper, int connections, boolean joined) {

  /**
   * What is tried before the measurement: its documentation's settings for high throughput, and
   * around them.
   */
  static final List<SchedulerSetting> CANDIDATES =
      List.of(
          new SchedulerSetting(20, 1, 4, 20, false),
          new SchedulerSetting(20, 1, 4, 20, true),
          new SchedulerSetting(20, 4, 20, 20, false),
          new SchedulerSetting(20, 4, 20, 20, true),
          new SchedulerSetting(50, 0.5, 1, 50, false),
          new SchedulerSetting(50, 1, 4, 50, false),
          new SchedulerSetting(50, 1, 4, 50, true),
          new SchedulerSetting(50, 4, 20, 50, true),
          new SchedulerSetting(100, 2, 6, 100, false),
          new SchedulerSetting(100, 2, 6, 100, true));

  String text() {
    return threads
        + " threads, lock-and-fetch "
        + lower
        + "/"
        + upper
        + ", "
        + connections
        + " connections, "
        + (joined ? "one transaction a delivery" : "two commits a delivery");
  }
}
