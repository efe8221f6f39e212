package dev.webhooks.internal.http;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Connections that wait for the next request of their owner: so many at most, the longest idle go
 * first.
 *
 * <p>Thread safe. None is closed while others wait for a lock.
 */
final class KeptConnections {
  /**
   * How long an idle connection is kept: shorter than any common server keeps it (Node, Apache and
   * Uvicorn 5 s, most others 15 s and more). A POST on a connection that the server has just closed
   * would be a lost attempt, as nothing is ever sent twice. 3 s leave 2 s for a round trip and a
   * late clean-up, and bursts and the first retries still find their connection.
   */
  static final Duration KEEP_ALIVE = Duration.ofSeconds(3);

  private final LongSupplier nanoClock;
  private final ReentrantLock lock = new ReentrantLock();

  /** The last that became idle of each; others lie below it. */
  private final Map<ConnectionKey, Connection> tops = new HashMap<>();

  /** Each knows the one that became idle before it, and the one after it. */
  private @Nullable Connection eldest;

  private @Nullable Connection newest;
  private int count;
  private int most;

  /**
   * @param most how many at most
   */
  KeptConnections(int most, LongSupplier nanoClock) {
    this.most = most;
    this.nanoClock = nanoClock;
  }

  /** One that may carry another request, the last that became idle; null if there is none. */
  @Nullable Connection take(ConnectionKey key) {
    for (Connection one = poll(key); one != null; one = poll(key)) {
      if (!isStale(one) && one.isReusable()) {
        return one;
      }
      one.close();
    }
    return null;
  }

  private @Nullable Connection poll(ConnectionKey key) {
    lock.lock();
    try {
      Connection top = tops.remove(key);
      if (top != null) {
        if (top.below != null) {
          tops.put(key, top.below);
        }
        unlink(top);
      }
      return top;
    } finally {
      lock.unlock();
    }
  }

  /**
   * Keeps one, and closes the longest idle where that is one too many.
   *
   * @throws OutOfMemoryError if there is none for it: it is not kept
   */
  void keep(Connection connection) {
    Predicate<Connection> tooMany = longestIdle -> count > most; // as it needs memory, before
    lock.lock();
    try {
      connection.idleSince = nanoClock.getAsLong();
      connection.below = tops.put(connection.key(), connection);
      link(connection);
    } finally {
      lock.unlock();
    }
    closeAll(tooMany);
  }

  /**
   * Closes one that has been idle for too long; says whether there was one. One at a time: each may
   * take its time, as endpoints can ask for work until the last moment.
   */
  boolean closeOneStale() {
    return closeOne(this::isStale);
  }

  /** Whether none is idle. */
  boolean isEmpty() {
    lock.lock();
    try {
      return count == 0;
    } finally {
      lock.unlock();
    }
  }

  /** Closes all. */
  void closeAll() {
    closeAll(longestIdle -> true);
  }

  /**
   * Closes all, and keeps half as many from now on: this process has fewer descriptors than was
   * hoped for.
   */
  void keepFewer() {
    closeAll(); // first: what follows may find no memory
    lock.lock();
    try {
      most = Math.max(Math.min(1, most), most / 2);
    } finally {
      lock.unlock();
    }
  }

  /** Closes the longest idle, as long as it is one of these. */
  private void closeAll(Predicate<Connection> which) {
    boolean closed;
    do {
      closed = closeOne(which);
    } while (closed);
  }

  /** Closes the longest idle if it is one of these; says whether it is. */
  private boolean closeOne(Predicate<Connection> which) {
    Connection next;
    lock.lock();
    try {
      next = eldest;
      if (next == null || !which.test(next)) {
        return false;
      }
      removeLowest(next);
    } finally {
      lock.unlock();
    }
    next.close();
    return true;
  }

  /** The longest idle of all lies below the others of its key. */
  private void removeLowest(Connection one) {
    Connection above = tops.get(one.key());
    if (above == one) {
      tops.remove(one.key());
    }
    while (above != null && above.below != one) {
      above = above.below;
    }
    if (above != null) {
      above.below = null;
    }
    unlink(one);
  }

  private void link(Connection last) {
    last.older = newest;
    if (newest == null) {
      eldest = last;
    } else {
      newest.newer = last;
    }
    newest = last;
    count++;
  }

  private void unlink(Connection one) {
    if (one.older == null) {
      eldest = one.newer;
    } else {
      one.older.newer = one.newer;
    }
    if (one.newer == null) {
      newest = one.older;
    } else {
      one.newer.older = one.older;
    }
    one.older = null;
    one.newer = null;
    one.below = null;
    count--;
  }

  private boolean isStale(Connection one) {
    return nanoClock.getAsLong() - one.idleSince >= KEEP_ALIVE.toNanos();
  }
}
