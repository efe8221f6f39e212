package dev.webhooks.internal.http;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Ends each call when its time is over, whatever it waits for (Guarantee B), and closes connections
 * that have been idle for too long. It has one daemon thread, {@code webhooks-connections}, from
 * the first call on. While there is nothing to watch that sleeps.
 *
 * <p>Thread safe.
 */
final class CallWatch implements AutoCloseable {
  private static final long LONGEST = Duration.ofMillis(100).toNanos();
  private static final long SHORTEST = Duration.ofMillis(5).toNanos();

  private final KeptConnections kept;
  private final long timeout;
  private final long pause;
  private final Set<Call> calls = ConcurrentHashMap.newKeySet();
  private volatile @Nullable Thread thread;
  private volatile boolean resting;
  private volatile boolean closed;

  /**
   * @param timeout of each call
   */
  CallWatch(Duration timeout, KeptConnections kept) {
    this.timeout = timeout.toNanos();
    this.kept = kept;
    this.pause = Math.max(SHORTEST, Math.min(LONGEST, this.timeout / 50));
  }

  /**
   * A call begins.
   *
   * @throws OutOfMemoryError if there is none for the thread: no call goes unwatched
   */
  Call begin() {
    Thread watching = thread == null ? start() : thread;
    Call call = new Call(System.nanoTime() + timeout);
    calls.add(call);
    if (resting) {
      LockSupport.unpark(watching);
    }
    return call;
  }

  private synchronized Thread start() {
    Thread started = thread;
    if (started == null) {
      started = new Thread(this::watch, "webhooks-connections");
      started.setDaemon(true);
      started.start();
      thread = started;
    }
    return started;
  }

  /** It has ended. */
  void end(Call call) {
    calls.remove(call);
  }

  private void watch() {
    while (!closed) {
      try {
        boolean more = look();
        resting = !more;
        if (more || !calls.isEmpty()) {
          LockSupport.parkNanos(this, pause);
        } else {
          LockSupport.park(this);
        }
      } catch (RuntimeException | Error e) {
        LockSupport.parkNanos(this, pause); // what it could not end now it ends the next time
      }
    }
  }

  /** Says whether there is more to be watched. */
  private boolean look() {
    endOverdue();
    boolean busy = !calls.isEmpty(); // first: a call keeps its connection before it ends
    while (kept.closeOneStale()) {
      endOverdue(); // no call waits for more than one connection's end
    }
    return busy || !kept.isEmpty();
  }

  private void endOverdue() {
    long now = System.nanoTime();
    for (Call call : calls) {
      call.endIfOver(now);
    }
  }

  /** Cancels all calls, and ends the thread. */
  @Override
  public void close() {
    closed = true;
    calls.forEach(Call::cancel);
    LockSupport.unpark(thread); // of none there is nothing to be done
  }
}
