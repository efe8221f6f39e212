package dev.webhooks.internal.dispatch;

import dev.webhooks.internal.log.LogReason;
import dev.webhooks.internal.log.SafeLog;
import dev.webhooks.internal.observe.Observers;
import dev.webhooks.spi.WatchStore;
import java.math.BigInteger;
import java.time.Duration;
import java.util.Random;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks at the whole of the store for observers, twice a minute, on the one node that has the duty:
 * of ten nodes that looked, nine would cost for nothing, and what they saw would be added up.
 *
 * <p>Has a thread of its own, because a look may take seconds where millions wait. Without
 * observers there is none.
 */
final class Sampler implements Runnable {
  private static final Logger log = LoggerFactory.getLogger(Sampler.class);
  private static final String DUTY = "sample";
  private static final Duration EVERY = Duration.ofSeconds(30);

  /** The node that has it may miss one look. */
  private static final Duration LEASE = EVERY.multipliedBy(5).dividedBy(2);

  private final WatchStore store;
  private final Observers observers;
  private final String node;
  private final LongSupplier nanoClock;
  private final WakeUp work = new WakeUp();
  private volatile boolean closing;
  private boolean hasDuty;
  private boolean samples;
  private long nextLook;

  /**
   * @param random makes this node's name
   */
  Sampler(WatchStore store, Observers observers, Random random, LongSupplier nanoClock) {
    this.store = store;
    this.observers = observers;
    this.node = new BigInteger(100, random).toString(Character.MAX_RADIX);
    this.nanoClock = nanoClock;
    this.nextLook = nanoClock.getAsLong();
  }

  void open() {
    nextLook = nanoClock.getAsLong();
    closing = false;
  }

  void close() {
    closing = true;
    work.signal();
  }

  @Override
  public void run() {
    try {
      while (!closing) {
        lookIfDue();
        work.await(Duration.ofNanos(Math.max(0, nextLook - nanoClock.getAsLong())));
      }
      releaseDuty();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      end();
    }
  }

  /** Looks, if it is time and this node's duty. Never throws. */
  void lookIfDue() {
    long now = nanoClock.getAsLong();
    if (nextLook - now > 0) {
      return;
    }
    nextLook = now + EVERY.toNanos();
    try {
      hasDuty = store.takeDuty(DUTY, node, LEASE);
      if (hasDuty) {
        observers.sampled(store.sample());
        samples = true;
      } else {
        end();
      }
    } catch (RuntimeException | Error e) {
      SafeLog.line(() -> log.debug("The store is sampled later: {}", LogReason.of(e)));
      end();
    }
  }

  /** Else nobody would look until the lease has ended. */
  private void releaseDuty() {
    if (!hasDuty) {
      return;
    }
    hasDuty = false;
    try {
      store.releaseDuty(DUTY, node);
    } catch (RuntimeException | Error e) {
      SafeLog.line(() -> log.debug("The duty to sample ends by itself: {}", LogReason.of(e)));
    }
  }

  private void end() {
    if (samples) {
      samples = false;
      observers.samplingEnded();
    }
  }
}
