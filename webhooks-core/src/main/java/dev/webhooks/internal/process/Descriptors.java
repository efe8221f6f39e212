package dev.webhooks.internal.process;

import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;

/**
 * Whether this process is, or was just now, out of descriptors. A look-up needs some too, and then
 * says that the name has no address. The JDK remembers that for ten seconds, so the shortage
 * outlives itself.
 *
 * <p>Thread safe.
 */
public final class Descriptors {
  /** Longer than the JDK remembers a look-up that failed. */
  private static final Duration AFTERMATH = Duration.ofSeconds(15);

  private final LongSupplier nanoClock;
  private final AtomicReference<Long> lastShortage = new AtomicReference<>();

  public Descriptors(LongSupplier nanoClock) {
    this.nanoClock = nanoClock;
  }

  /** Takes note of a socket that could not be opened. */
  public void ranOut() {
    lastShortage.set(nanoClock.getAsLong());
  }

  /** Looks for itself, and remembers. */
  public boolean areShort() {
    try {
      SocketChannel.open().close();
    } catch (IOException e) {
      ranOut();
      return true;
    }
    Long last = lastShortage.get();
    return last != null && nanoClock.getAsLong() - last < AFTERMATH.toNanos();
  }
}
