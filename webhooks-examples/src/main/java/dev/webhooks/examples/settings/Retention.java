package dev.webhooks.examples.settings;

import dev.webhooks.examples.cli.Printable;
import dev.webhooks.jdbc.JdbcStore;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Removes what has been finished for thirty days from the delivery log, which would grow for ever
 * otherwise: at the start and every hour, on a thread of its own. Several processes may do so at
 * once.
 */
final class Retention implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Retention.class);

  private static final Duration KEPT = Duration.ofDays(30);
  private static final Duration PAUSE = Duration.ofHours(1);
  private static final int BATCH = 500;

  /** How long closing waits for a purge that is under way. Cut off, it goes on another time. */
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private final JdbcStore store;
  private final CountDownLatch closed = new CountDownLatch(1);
  private final Thread thread = new Thread(this::run, "retention");

  private Retention(JdbcStore store) {
    this.store = store;
  }

  static Retention start(JdbcStore store) {
    Retention retention = new Retention(store);
    retention.thread.setDaemon(true);
    retention.thread.start();
    return retention;
  }

  private void run() {
    try {
      do {
        purge();
      } while (!closed.await(PAUSE.toMillis(), TimeUnit.MILLISECONDS));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void purge() {
    try {
      store.purge(KEPT, BATCH);
    } catch (RuntimeException e) {
      // Whatever it is, the next hour may go better; at the end the pool closes under a long purge.
      if (closed.getCount() > 0) {
        log.warn("The delivery log was not purged: {}", Printable.line(e.toString()));
      }
    }
  }

  /** Never interrupts a purge that is under way: H2 would close its file. */
  @Override
  public void close() {
    closed.countDown();
    try {
      thread.join(PATIENCE.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
