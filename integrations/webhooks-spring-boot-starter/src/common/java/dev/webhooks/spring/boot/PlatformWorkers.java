package dev.webhooks.spring.boot;

import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Runs each of the library's workers on a platform thread of its own, where the application asked
 * for no virtual threads. Thread safe.
 */
final class PlatformWorkers implements Executor {
  private final AtomicLong number = new AtomicLong();

  @Override
  public void execute(Runnable worker) {
    Thread thread = new Thread(worker, "webhooks-worker-" + number.incrementAndGet());
    thread.setDaemon(true);
    thread.start();
  }
}
