package dev.webhooks.examples.settings;

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
 * Whether the database answers and takes writes, told in time even where it hangs. However many
 * ask, it is tried once at a time.
 *
 * <p>Thread safe.
 */
public final class Health implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(2);

  private final Runnable check;
  private final ExecutorService prober =
      Executors.newSingleThreadExecutor(
          task -> {
            Thread thread = new Thread(task, "health");
            thread.setDaemon(true);
            return thread;
          });
  private @Nullable Future<Boolean> underWay;

  /**
   * @param check throws a {@link StoreException} when the database can't be worked with
   */
  Health(Runnable check) {
    this.check = check;
  }

  /** Waits two seconds at most. */
  public boolean isUp() {
    try {
      return probe().get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException | ExecutionException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private synchronized Future<Boolean> probe() {
    if (underWay == null || underWay.isDone()) {
      underWay = prober.submit(this::databaseWorks);
    }
    return underWay;
  }

  private boolean databaseWorks() {
    try {
      check.run();
      return true;
    } catch (StoreException e) {
      return false;
    }
  }

  @Override
  public void close() {
    prober.shutdownNow();
  }
}
