package dev.webhooks.internal.http;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
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
  private final Map<ConnectionKey, Deque<Connection>> byKey = new HashMap<>();

  /** In the order in which they became idle. */
  private final Set<Connection> idle = new LinkedHashSet<>();

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
    return locked(
        () -> {
          Deque<Connection> some = byKey.get(key);
          if (some == null) {
            return null;
          }
          Connection last = some.getLast();
          remove(last);
          return last;
        });
  }

  /** Keeps one, or closes another for it that has been idle for longer. */
  void keep(Connection connection) {
    connection.idleSince = nanoClock.getAsLong();
    List<Connection> beyond =
        locked(
            () -> {
              byKey.computeIfAbsent(connection.key(), key -> new ArrayDeque<>(2)).add(connection);
              idle.add(connection);
              return removeBeyond(most);
            });
    beyond.forEach(Connection::close);
  }

  /** Closes those that have been idle for too long; says whether others are left. */
  boolean closeStale() {
    List<Connection> stale =
        locked(
            () -> {
              List<Connection> all = new ArrayList<>();
              for (Connection one : idle) {
                if (!isStale(one)) {
                  break;
                }
                all.add(one);
              }
              all.forEach(this::remove);
              return all;
            });
    stale.forEach(Connection::close);
    return locked(() -> !idle.isEmpty());
  }

  /** Closes all. */
  void closeAll() {
    locked(() -> removeBeyond(0)).forEach(Connection::close);
  }

  /**
   * Closes all, and keeps half as many from now on: this process has fewer descriptors than was
   * hoped for.
   */
  void keepFewer() {
    closeAll();
    locked(() -> most = Math.max(Math.min(1, most), most / 2));
  }

  private List<Connection> removeBeyond(int count) {
    int beyond = idle.size() - count;
    if (beyond <= 0) {
      return List.of();
    }
    List<Connection> eldest = idle.stream().limit(beyond).toList();
    eldest.forEach(this::remove);
    return eldest;
  }

  private void remove(Connection one) {
    idle.remove(one);
    Deque<Connection> some = byKey.get(one.key());
    if (some != null && some.removeLastOccurrence(one) && some.isEmpty()) {
      byKey.remove(one.key());
    }
  }

  private boolean isStale(Connection one) {
    return nanoClock.getAsLong() - one.idleSince >= KEEP_ALIVE.toNanos();
  }

  private <T extends @Nullable Object> T locked(Supplier<T> action) {
    lock.lock();
    try {
      return action.get();
    } finally {
      lock.unlock();
    }
  }
}
