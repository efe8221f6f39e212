package dev.webhooks.internal.dispatch;

import dev.webhooks.internal.log.LineLimit;
import dev.webhooks.internal.log.SafeLog;
import dev.webhooks.model.DeliveryOutcome;
import dev.webhooks.model.DeliveryState;
import dev.webhooks.model.HealthChange;
import dev.webhooks.model.Webhook;
import dev.webhooks.model.WebhookStatus;
import dev.webhooks.spi.Completion;
import java.time.Duration;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells the host's listener of outcomes, of changes of health and of webhooks that were disabled
 * for it, in their order, on a thread of its own, so that a slow one slows nothing down.
 *
 * <p>Guarantee B: the outcomes that it has not been told yet are bounded; those beyond that are
 * dropped and counted. Only the telling is lost: all of them are stored. No change is dropped; but
 * when very many wait to be told, those of a webhook's health are told as one.
 *
 * <p>Thread safe.
 */
final class Announcer implements Runnable {
  private static final Logger log = LoggerFactory.getLogger(Announcer.class);
  private static final int MOST_UNTOLD = 10_000;
  private static final int MOST_SINGLE_CHANGES = 1_000;
  private static final Duration SLEEP = Duration.ofMinutes(1);

  private final SafeListener listener;
  private final boolean onTheSpot;
  private final Queue<Runnable> unreported = new ConcurrentLinkedQueue<>();
  private final AtomicInteger outcomes = new AtomicInteger();
  private final AtomicInteger singleChanges = new AtomicInteger();

  /** Changes of health that are told as one, by webhook. */
  private final Map<String, HealthChange> joined = new ConcurrentHashMap<>();

  private final WakeUp work = new WakeUp();
  private final AtomicLong dropped = new AtomicLong();
  private final LineLimit lines;
  private volatile boolean closing;

  /**
   * @param onTheSpot whether the listener is told by whoever announces
   */
  Announcer(SafeListener listener, boolean onTheSpot, LongSupplier nanoClock) {
    this.listener = listener;
    this.onTheSpot = onTheSpot;
    this.lines = new LineLimit(nanoClock);
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
  int unreported() {
    return outcomes.get();
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
    } else if (outcomes.incrementAndGet() <= MOST_UNTOLD) {
      add(() -> tell(outcome));
    } else {
      outcomes.decrementAndGet();
      dropped.incrementAndGet();
      tellOfDropped();
    }
  }

  void announce(HealthChange change) {
    if (onTheSpot) {
      listener.onHealthChange(change);
    } else {
      addOrJoin(change);
    }
  }

  private synchronized void addOrJoin(HealthChange change) {
    String id = change.webhookId();
    if (joined.computeIfPresent(id, (same, before) -> join(before, change)) != null) {
      return;
    }
    if (singleChanges.get() < MOST_SINGLE_CHANGES) {
      singleChanges.incrementAndGet();
      add(() -> tell(change));
    } else {
      joined.put(id, change);
      add(() -> tellJoined(id));
    }
  }

  /** A change of status that the library made itself. */
  void announce(Webhook webhook, @Nullable WebhookStatus before) {
    if (onTheSpot) {
      listener.onStatusChange(webhook, before);
    } else {
      add(() -> listener.onStatusChange(webhook, before));
    }
  }

  private void add(Runnable news) {
    unreported.add(news);
    work.signal();
  }

  private void tell(Outcome outcome) {
    try {
      listener.onOutcome(report(outcome));
    } finally {
      outcomes.decrementAndGet();
    }
  }

  private static HealthChange join(HealthChange first, HealthChange last) {
    return new HealthChange(last.workspace(), last.webhookId(), first.before(), last.after());
  }

  private void tell(HealthChange change) {
    try {
      listener.onHealthChange(change);
    } finally {
      singleChanges.decrementAndGet();
    }
  }

  private void tellJoined(String webhookId) {
    HealthChange change = joined.remove(webhookId);
    if (change != null && (change.isStateChange() || change.isWarning())) {
      listener.onHealthChange(change);
    }
  }

  private void tellOfDropped() {
    if (lines.admits()) {
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
      while (!closing || !unreported.isEmpty()) {
        Runnable next = unreported.poll();
        if (next == null) {
          work.await(SLEEP);
        } else {
          next.run();
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
