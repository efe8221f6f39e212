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
import java.util.function.LongSupplier;

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
 *   <li>there are two lanes of threads: one for names that answered before, where nothing queues,
 *       and one for all others. Names that somebody makes up, and lets hang, take the second only;
 *   <li>names that answer first and hang later would take the first. So a {@linkplain HungSites
 *       site} holds two of its threads at most, and none for ten minutes after a hang. Whoever
 *       finds no place in it shares the second;
 *   <li>when every thread of the second hangs, a call for it fails at once instead of queueing, and
 *       one that queued in vain fails after a second; neither as a fault of the name.
 * </ul>
 *
 * <p>To keep known names waiting it takes the second lane and sixteen sites together, and every
 * hang spends its site for ten minutes. Even then nothing is counted against those who wait.
 *
 * <p>Thread safe.
 */
final class Lookups implements AutoCloseable {
  static final int THREADS_PER_LANE = 32;
  private static final int QUEUE_PER_LANE = 1024;
  private static final int MAX_KNOWN_NAMES = 10_000;
  private static final int KNOWN_PER_SITE = 2;
  private static final Duration IDLE_THREAD = Duration.ofSeconds(5);

  /** A look-up that takes longer than this holds a thread that nobody should wait for. */
  private static final Duration SLOW = Duration.ofSeconds(1);

  private final HostResolver resolver;
  private final Duration timeout;

  /** How long a look-up may queue. What is left of the timeout is enough to blame a name fairly. */
  private final Duration patience;

  private final LongSupplier nanoClock;
  private final HungSites hungSites;
  private final AtomicInteger threadNumber = new AtomicInteger();
  private final ThreadPoolExecutor knownLane = lane();
  private final ThreadPoolExecutor otherLane = lane();
  private final ConcurrentMap<String, Lookup> running = new ConcurrentHashMap<>();

  /** Names whose latest look-up gave an answer. No addresses: those are looked up every time. */
  private final Cache<String, Boolean> known =
      Caffeine.newBuilder().maximumSize(MAX_KNOWN_NAMES).executor(Runnable::run).build();

  Lookups(HostResolver resolver, Duration timeout, LongSupplier nanoClock) {
    this.resolver = resolver;
    this.timeout = timeout;
    this.nanoClock = nanoClock;
    Duration half = timeout.dividedBy(2);
    patience = half.compareTo(SLOW) < 0 ? half : SLOW;
    hungSites = new HungSites(nanoClock);
  }

  /**
   * Looks a name up. Blocks for no longer than the timeout.
   *
   * @throws LookupOverloadException if no thread is free for it: it was not begun
   * @throws LookupTimeoutException if it was begun and there is no answer in time; also if the
   *     caller is interrupted, with the interrupt flag set again
   * @throws UnknownHostException if there is no address
   * @throws OutOfMemoryError if there is no memory for it, or for a thread
   */
  List<InetAddress> resolve(String host) throws UnknownHostException {
    Lookup lookup = running.get(host);
    if (lookup == null || lookup.isAnswered()) {
      lookup = start(host, HungSites.of(host));
    }
    try {
      List<InetAddress> addresses = answer(lookup);
      if (addresses.isEmpty()) {
        throw new UnknownHostException("no address");
      }
      return addresses;
    } catch (TimeoutException e) {
      lookup.abandon();
      throw lookup.failure();
    } catch (CancellationException e) {
      throw lookup.failure();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new LookupTimeoutException();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof OutOfMemoryError ours) {
        throw ours;
      }
      throw new UnknownHostException("no address"); // the resolver's message may tell too much
    }
  }

  private List<InetAddress> answer(Lookup lookup)
      throws TimeoutException, ExecutionException, InterruptedException {
    try {
      return lookup.get(patience.toNanos(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      lookup.withdrawUnlessBegun();
      return lookup.get(timeout.minus(patience).toNanos(), TimeUnit.NANOSECONDS);
    }
  }

  /** One at a time, or callers at the same instant would all find the same place free. */
  private synchronized Lookup start(String host, String site) throws LookupOverloadException {
    Lookup earlier = running.get(host);
    if (earlier != null && !earlier.isAnswered()) {
      return earlier;
    }
    boolean inKnownLane = mayUseKnownLane(host, site);
    if (!inKnownLane && isStuck(otherLane)) {
      throw new LookupOverloadException();
    }
    Lookup lookup = new Lookup(host, site, inKnownLane ? knownLane : otherLane);
    running.put(host, lookup);
    try {
      lookup.lane.execute(lookup);
      return lookup;
    } catch (RejectedExecutionException e) {
      withdraw(lookup);
      throw new LookupOverloadException();
    } catch (OutOfMemoryError e) {
      withdraw(lookup); // no memory for a thread
      throw e;
    }
  }

  private void withdraw(Lookup lookup) {
    lookup.cancel(false); // somebody may wait for it already
    running.remove(lookup.host, lookup);
  }

  private boolean mayUseKnownLane(String host, String site) {
    if (known.getIfPresent(host) == null || hungSites.contains(site)) {
      return false;
    }
    int taken = 0;
    int ofSite = 0;
    for (Lookup lookup : running.values()) {
      if (lookup.lane == knownLane) {
        taken++;
        ofSite += lookup.site.equals(site) ? 1 : 0;
      }
    }
    return taken < THREADS_PER_LANE && ofSite < KNOWN_PER_SITE;
  }

  private boolean isStuck(ThreadPoolExecutor lane) {
    int slow = 0;
    for (Lookup lookup : running.values()) {
      if (lookup.lane == lane && lookup.isSlow()) {
        slow++;
      }
    }
    return slow >= THREADS_PER_LANE;
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

  /** One look-up. It stays in {@link #running} for as long as it holds or awaits a thread. */
  private final class Lookup extends FutureTask<List<InetAddress>> {
    private final String host;
    private final String site;
    private final ThreadPoolExecutor lane;
    private volatile boolean begun;
    private volatile long beganNanos;

    Lookup(String host, String site, ThreadPoolExecutor lane) {
      super(() -> List.copyOf(resolver.resolve(host)));
      this.host = host;
      this.site = site;
      this.lane = lane;
    }

    @Override
    public void run() {
      beganNanos = nanoClock.getAsLong();
      begun = true;
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

    /** Whether its thread is about to be free: what it found is for those who waited then. */
    boolean isAnswered() {
      return isDone() && !isCancelled();
    }

    boolean isSlow() {
      return begun && (isCancelled() || nanoClock.getAsLong() - beganNanos > SLOW.toNanos());
    }

    /** Takes it off the queue, for everybody who waits: says nothing about the name. */
    void withdrawUnlessBegun() {
      if (lane.remove(this)) {
        running.remove(host, this);
        cancel(false);
      }
    }

    /** Gives up on it, for everybody who waits. */
    void abandon() {
      withdrawUnlessBegun();
      if (cancel(true)) {
        known.invalidate(host);
        hungSites.add(site);
      }
    }

    /** Why there is no answer, once it has been given up. */
    UnknownHostException failure() {
      return begun ? new LookupTimeoutException() : new LookupOverloadException();
    }
  }
}
