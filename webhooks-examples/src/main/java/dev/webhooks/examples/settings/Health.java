package dev.webhooks.examples.settings;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * Whether the database answers, told in time even where it hangs. However many ask, one connection
 * is tried at a time.
 *
 * <p>Thread safe.
 */
public final class Health implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(2);
  private static final int VALIDATION_SECONDS = 1;

  private final DataSource dataSource;
  private final ExecutorService prober =
      Executors.newSingleThreadExecutor(
          task -> {
            Thread thread = new Thread(task, "health");
            thread.setDaemon(true);
            return thread;
          });
  private @Nullable Future<Boolean> underWay;

  Health(DataSource dataSource) {
    this.dataSource = dataSource;
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
      underWay = prober.submit(this::databaseAnswers);
    }
    return underWay;
  }

  private boolean databaseAnswers() {
    try (Connection connection = dataSource.getConnection()) {
      return connection.isValid(VALIDATION_SECONDS);
    } catch (SQLException e) {
      return false;
    }
  }

  @Override
  public void close() {
    prober.shutdownNow();
  }
}
