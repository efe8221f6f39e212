package dev.webhooks.spring.boot;

import dev.webhooks.Dispatcher;
import dev.webhooks.Webhooks;
import dev.webhooks.jdbc.JdbcStore;
import dev.webhooks.spi.StoreException;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Whether this node can do its part: its database takes writes, told in time even where it hangs,
 * and its dispatcher runs if it is to. How customers' endpoints are is none of it. However many
 * ask, the database is tried once at a time.
 *
 * <p>Thread safe.
 */
final class Readiness implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(2);

  private final Dispatcher dispatcher;
  private final boolean dispatches;
  private final @Nullable JdbcStore store;
  private final ExecutorService prober =
      Executors.newSingleThreadExecutor(
          task -> {
            Thread thread = new Thread(task, "webhooks-readiness");
            thread.setDaemon(true);
            return thread;
          });
  private @Nullable Future<Boolean> underWay;

  /**
   * @param dispatches whether this node is to send
   * @param store null for one that can't be asked
   */
  Readiness(Webhooks webhooks, boolean dispatches, @Nullable JdbcStore store) {
    this.dispatcher = webhooks.dispatcher();
    this.dispatches = dispatches;
    this.store = store;
  }

  boolean dispatcherRunsAsItShould() {
    return !dispatches || dispatcher.isRunning();
  }

  /** Null when it works. */
  @Nullable String pauseReason() {
    return dispatcher.pauseReason().orElse(null);
  }

  /** Waits two seconds at most. */
  boolean databaseTakesWrites() {
    if (store == null) {
      return true;
    }
    try {
      return probe(store).get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException | ExecutionException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private synchronized Future<Boolean> probe(JdbcStore asked) {
    Future<Boolean> present = underWay;
    if (present == null || present.isDone()) {
      present = prober.submit(() -> takesWrites(asked));
      underWay = present;
    }
    return present;
  }

  private static boolean takesWrites(JdbcStore asked) {
    try {
      asked.checkWritable();
      return true;
    } catch (StoreException e) {
      return false;
    }
  }

  /** Interrupts nothing: H2 would close its file. */
  @Override
  public void close() {
    prober.shutdown();
  }
}
