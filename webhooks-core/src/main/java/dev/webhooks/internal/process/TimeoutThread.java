package dev.webhooks.internal.process;

import java.util.concurrent.TimeUnit;
import okio.AsyncTimeout;

/**
 * Keeps Okio's watchdog awake, the thread that ends every call in time (Guarantee B).
 *
 * <p>The trap: it ends after a minute without work, and the next call starts another. If there is
 * no memory for a thread just then, Okio 3.18 takes it for started all the same, and no timeout of
 * this process ever strikes again. So it always has one to wait for.
 *
 * <p>Thread safe.
 */
public final class TimeoutThread implements AutoCloseable {
  private static final long DAYS = 10_000;

  private final AsyncTimeout far = new AsyncTimeout();

  public TimeoutThread() {
    far.timeout(DAYS, TimeUnit.DAYS);
    far.enter();
  }

  /** Lets the watchdog end, a minute after the last sender. */
  @Override
  public void close() {
    far.exit();
  }
}
