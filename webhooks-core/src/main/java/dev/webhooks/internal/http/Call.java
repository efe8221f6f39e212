package dev.webhooks.internal.http;

import dev.webhooks.internal.http.Failures.Stage;
import java.io.IOException;
import java.io.InterruptedIOException;
import org.jspecify.annotations.Nullable;

/**
 * A POST under way: how far it has come, and how others end it, whatever its thread waits for.
 *
 * <p>Thread safe where it says so; the rest is for the call's own thread.
 */
final class Call {
  private final long deadline;

  /** How far it has come. */
  Stage stage = Stage.CONNECTING;

  /** Whether a proxy was reached, or an endpoint where there is no proxy. */
  boolean connected;

  private @Nullable GuardedSocket socket;
  private boolean cancelled;
  private boolean timedOut;

  /**
   * @param deadline by the clock of nanoseconds
   */
  Call(long deadline) {
    this.deadline = deadline;
  }

  /**
   * What it uses from now on, and what is closed when it is ended. Thread safe.
   *
   * @throws IOException if it was ended before
   */
  synchronized void use(GuardedSocket used) throws IOException {
    socket = used;
    if (cancelled || timedOut) {
      used.abort();
      throw new InterruptedIOException("ended");
    }
  }

  /** It uses nothing any more; says whether it was not ended before. Thread safe. */
  synchronized boolean release() {
    socket = null;
    return !cancelled && !timedOut;
  }

  /** Ends it. Thread safe. */
  synchronized void cancel() {
    cancelled = true;
    abort();
  }

  /** Ends it if its time is over. Thread safe. */
  synchronized void endIfOver(long now) {
    if (now - deadline >= 0 && !timedOut) {
      timedOut = true;
      abort();
    }
  }

  private void abort() {
    if (socket != null) {
      socket.abort();
    }
  }

  /** Whether it was ended because its time was over. Thread safe. */
  synchronized boolean timedOut() {
    return timedOut;
  }

  /** How many milliseconds are left of its time, at least one. */
  int millisLeft(long now) {
    return (int) Math.max(1, Math.min(Integer.MAX_VALUE, (deadline - now) / 1_000_000));
  }
}
