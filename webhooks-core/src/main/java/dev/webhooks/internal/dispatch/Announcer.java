package dev.webhooks.internal.dispatch;

import dev.webhooks.internal.log.SafeLog;
import dev.webhooks.model.DeliveryOutcome;
import dev.webhooks.model.DeliveryState;
import dev.webhooks.spi.Completion;
import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells the host's listener of outcomes, on a thread of its own, so that a slow one slows nothing
 * down.
 *
 * <p>Guarantee B: what it has not been told yet is bounded; outcomes beyond that are dropped and
 * counted. Only the telling is lost: all of them are stored.
 *
 * <p>Thread safe.
 */
final class Announcer implements Runnable {
  private static final Logger log = LoggerFactory.getLogger(Announcer.class);
  private static final int MOST_UNTOLD = 10_000;
  private static final Duration SLEEP = Duration.ofMinutes(1);
  private static final long TOLD_AGAIN_AFTER = Duration.ofMinutes(1).toNanos();

  private final SafeListener listener;
  private final boolean onTheSpot;
  private final LongSupplier nanoClock;
  private final BlockingQueue<Outcome> untold = new ArrayBlockingQueue<>(MOST_UNTOLD);
  private final WakeUp work = new WakeUp();
  private final AtomicLong dropped = new AtomicLong();
  private volatile boolean closing;
  private volatile boolean telling;

  // The storing thread's alone.
  private boolean everTold;
  private long lastTold;

  /**
   * @param onTheSpot whether the listener is told by whoever announces
   */
  Announcer(SafeListener listener, boolean onTheSpot, LongSupplier nanoClock) {
    this.listener = listener;
    this.onTheSpot = onTheSpot;
    this.nanoClock = nanoClock;
  }

  void open() {
    closing = false;
  }

  /** Lets {@link #run} end when all is told. */
  void close() {
    closing = true;
    work.signal();
  }

  /** How many outcomes the listener is yet to be told. */
  int untold() {
    return untold.size() + (telling ? 1 : 0);
  }

  /** How many it never will be. */
  long dropped() {
    return dropped.get();
  }

  void announce(Outcome outcome) {
    if (!listener.isListening()) {
      return;
    }
    if (onTheSpot) {
      listener.onOutcome(report(outcome));
    } else if (untold.offer(outcome)) {
      work.signal();
    } else {
      dropped.incrementAndGet();
      tellOfDropped();
    }
  }

  private void tellOfDropped() {
    long now = nanoClock.getAsLong();
    if (!everTold || now - lastTold >= TOLD_AGAIN_AFTER) {
      everTold = true;
      lastTold = now;
      SafeLog.line(
          () ->
              log.warn(
                  "The webhook listener is too slow: {} outcomes were not told to it so far",
                  dropped.get()));
    }
  }

  @Override
  public void run() {
    try {
      while (!closing || !untold.isEmpty()) {
        Outcome next = untold.poll();
        if (next == null) {
          work.await(SLEEP);
        } else {
          telling = true;
          try {
            listener.onOutcome(report(next));
          } finally {
            telling = false;
          }
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static DeliveryOutcome report(Outcome outcome) {
    Completion completion = outcome.completion();
    return DeliveryOutcome.builder(outcome.delivery(), completion.state())
        .attempt(completion.attempt())
        .retryIn(completion.state() == DeliveryState.PENDING ? completion.delay() : null)
        .error(completion.error())
        .build();
  }
}
