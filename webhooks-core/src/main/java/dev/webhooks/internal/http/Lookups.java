package dev.webhooks.internal.http;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.webhooks.spi.HostResolver;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Runs look-ups on a few threads of their own, each within a deadline (Guarantees B and N).
 *
 * <p>The trap: {@code InetAddress.getAllByName} can hang for a minute and heeds no interrupt, so a
 * look-up on the caller's thread outlives every timeout (measured: 5 s against a call timeout of 1
 * s). Here the caller walks away at its deadline and the hung thread is left behind. What such a
 * thread costs is bounded:
 *
 * <ul>
 *   <li>equal names share one look-up, so one name holds one thread; while it hangs beyond the
 *       deadline, further callers for it fail at once;
 *   <li>names that answered before and names that never did have lanes of threads of their own, so
 *       that hanging names that somebody makes up don't keep known endpoints from being resolved;
 *   <li>when every thread of a lane hangs, a call for it fails at once instead of queueing, and not
 *       as a fault of the name.
 * </ul>
 *
 * <p>Thread safe.
 */
final class Lookups implements AutoCloseable {
  static final int THREADS_PER_LANE = 32;
  private static final int QUEUE_PER_LANE = 1024;
  private static final int MAX_KNOWN_NAMES = 10_000;
  private static final Duration IDLE_THREAD = Duration.ofSeconds(5);

  private final HostResolver resolver;
  private final Duration timeout;
  private final AtomicInteger threadNumber = new AtomicInteger();
  private final ThreadPoolExecutor knownLane = lane();
  private final ThreadPoolExecutor otherLane = lane();
  private final ConcurrentMap<String, Lookup> running = new ConcurrentHashMap<>();

  /** Names whose latest look-up gave an answer. No addresses: those are looked up every time. */
  private final Cache<String, Boolean> known =
      Caffeine.newBuilder().maximumSize(MAX_KNOWN_NAMES).executor(Runnable::run).build();

  Lookups(HostResolver resolver, Duration timeout) {
    this.resolver = resolver;
    this.timeout = timeout;
  }

  /**
   * Looks a name up. Blocks for no longer than the timeout.
   *
   * @throws LookupOverloadException if no thread is free for it
   * @throws LookupTimeoutException if there is no answer in time; also if the caller is
   *     interrupted, with the interrupt flag set again
   * @throws UnknownHostException if there is no address
   */
  List<InetAddress> resolve(String host) throws UnknownHostException {
    Lookup lookup = running.get(host);
    if (lookup == null) {
      lookup = start(host);
    }
    try {
      return lookup.get(timeout.toNanos(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      lookup.abandon();
      throw new LookupTimeoutException();
    } catch (CancellationException e) {
      throw new LookupTimeoutException();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new LookupTimeoutException();
    } catch (ExecutionException e) {
      throw new UnknownHostException("no address"); // the resolver's message may tell too much
    }
  }

  private Lookup start(String host) throws LookupOverloadException {
    Lookup lookup = new Lookup(host, known.getIfPresent(host) != null ? knownLane : otherLane);
    Lookup earlier = running.putIfAbsent(host, lookup);
    if (earlier != null) {
      return earlier;
    }
    try {
      if (allHang(lookup.lane)) {
        throw new RejectedExecutionException();
      }
      lookup.lane.execute(lookup);
      return lookup;
    } catch (RejectedExecutionException e) {
      lookup.cancel(false); // somebody may wait for it already
      running.remove(host, lookup);
      throw new LookupOverloadException();
    }
  }

  private boolean allHang(ThreadPoolExecutor lane) {
    int hanging = 0;
    for (Lookup lookup : running.values()) {
      if (lookup.lane == lane && lookup.isCancelled()) {
        hanging++;
      }
    }
    return hanging >= THREADS_PER_LANE;
  }

  private ThreadPoolExecutor lane() {
    ThreadPoolExecutor lane =
        new ThreadPoolExecutor(
            THREADS_PER_LANE,
            THREADS_PER_LANE,
            IDLE_THREAD.toNanos(),
            TimeUnit.NANOSECONDS,
            new ArrayBlockingQueue<>(QUEUE_PER_LANE),
            task -> {
              Thread thread = new Thread(task, "webhooks-dns-" + threadNumber.incrementAndGet());
              thread.setDaemon(true); // one that hangs must not keep the JVM alive
              return thread;
            });
    lane.allowCoreThreadTimeOut(true);
    return lane;
  }

  /** Ends the threads that can be ended; one that hangs ends when its look-up does. */
  @Override
  public void close() {
    knownLane.shutdownNow();
    otherLane.shutdownNow();
    for (Lookup lookup : running.values()) {
      lookup.abandon();
    }
  }

  /** One look-up. It stays in {@link #running} for as long as it holds a thread. */
  private final class Lookup extends FutureTask<List<InetAddress>> {
    private final String host;
    private final ThreadPoolExecutor lane;

    Lookup(String host, ThreadPoolExecutor lane) {
      super(() -> List.copyOf(resolver.resolve(host)));
      this.host = host;
      this.lane = lane;
    }

    @Override
    public void run() {
      super.run();
      running.remove(host, this);
    }

    @Override
    protected void set(List<InetAddress> addresses) {
      if (!isCancelled()) {
        known.put(host, true);
      }
      super.set(addresses);
    }

    /** Gives up on it, for everybody who waits. */
    void abandon() {
      known.invalidate(host);
      cancel(true);
      if (lane.remove(this)) {
        running.remove(host, this); // never began
      }
    }
  }
}
