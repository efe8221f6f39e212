package dev.webhooks.spring.boot;

import dev.webhooks.jdbc.JdbcStore;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/**
 * Removes what has been finished for long from the delivery log, again and again, on a thread of
 * its own. Any number of nodes may do so at once. Thread safe.
 */
final class ScheduledPurge implements SmartLifecycle {
  private static final Logger log = LoggerFactory.getLogger(ScheduledPurge.class);

  /** How long stopping waits for a purge that is under way. Cut off, it goes on another time. */
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  /** The start of an application has enough to do. */
  private static final Duration FIRST = Duration.ofMinutes(1);

  private final JdbcStore store;
  private final Duration after;
  private final Duration every;
  private final int batch;
  private @Nullable ScheduledExecutorService scheduler;

  ScheduledPurge(JdbcStore store, Duration after, WebhooksProperties.Purge purge) {
    if (purge.every().isNegative() || purge.every().isZero()) {
      throw new IllegalArgumentException("webhooks.purge.every must be positive");
    }
    this.store = store;
    this.after = after;
    this.every = purge.every();
    this.batch = purge.batch();
  }

  @Override
  @SuppressWarnings("FutureReturnValueIgnored") // a purge throws nothing that would end it
  public synchronized void start() {
    if (scheduler == null) {
      scheduler = Executors.newSingleThreadScheduledExecutor(ScheduledPurge::thread);
      long first = Math.min(FIRST.toMillis(), every.toMillis());
      scheduler.scheduleWithFixedDelay(this::purge, first, every.toMillis(), TimeUnit.MILLISECONDS);
    }
  }

  private static Thread thread(Runnable task) {
    Thread thread = new Thread(task, "webhooks-purge");
    thread.setDaemon(true);
    return thread;
  }

  private void purge() {
    try {
      store.purge(after, batch);
    } catch (RuntimeException | Error e) {
      // Whatever it is, the next time may go better; at the end the pool closes under a long purge.
      if (isRunning()) {
        log.warn("The delivery log was not purged: {}", e.toString());
      }
    }
  }

  /** Never interrupts a purge that is under way: H2 would close its file. */
  @Override
  public void stop() {
    ScheduledExecutorService stopping;
    synchronized (this) {
      stopping = scheduler;
      scheduler = null;
    }
    if (stopping == null) {
      return;
    }
    stopping.shutdown();
    try {
      boolean ended = stopping.awaitTermination(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
      log.debug("The purge of the delivery log has ended: {}", ended);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public synchronized boolean isRunning() {
    return scheduler != null;
  }

  @Override
  public int getPhase() {
    return DispatcherLifecycle.PHASE;
  }
}
