package dev.webhooks.jdbc;

import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Tries whether the database can be worked with, and tells in time even where that hangs. However
 * many ask, it is tried once at a time (Guarantee B), on a thread that lasts no longer than that.
 *
 * <p>Thread safe.
 */
final class WriteProbe {
  private final Runnable check;
  private @Nullable FutureTask<Boolean> underWay;

  /**
   * @param check throws when the database can't be worked with; never interrupted
   */
  WriteProbe(Runnable check) {
    this.check = check;
  }

  /** Whether it succeeds within this time; false when the caller is interrupted, too. */
  boolean succeedsWithin(Duration patience) {
    try {
      return attempt().get(TimeUnit.MILLISECONDS.convert(patience), TimeUnit.MILLISECONDS);
    } catch (TimeoutException | ExecutionException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private synchronized FutureTask<Boolean> attempt() {
    FutureTask<Boolean> present = underWay;
    if (present == null || present.isDone()) {
      present = new FutureTask<>(check, true);
      Thread thread = new Thread(present, "webhooks-probe");
      thread.setDaemon(true);
      thread.start();
      underWay = present;
    }
    return present;
  }
}
