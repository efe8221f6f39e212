package dev.webhooks.internal.dispatch;

import dev.webhooks.model.DeliveryState;
import dev.webhooks.model.HealthChange;
import dev.webhooks.spi.Completion;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * Wakes the claiming thread when what was stored lets something be claimed before that thread looks
 * by itself: a retry that is due soon, the next of an ordered webhook, the next round of one that
 * recovers.
 *
 * <p>Thread safe.
 */
final class NextLook {
  private final Duration byItself;
  private final Endpoints endpoints;
  private final ClaimSignal signal;

  /**
   * @param byItself after how long the claiming thread looks for what is due at the latest
   */
  NextLook(Duration byItself, Endpoints endpoints, ClaimSignal signal) {
    this.byItself = byItself;
    this.endpoints = endpoints;
    this.signal = signal;
  }

  /** After outcomes have been stored. */
  void stored(List<Outcome> outcomes) {
    if (outcomes.stream().anyMatch(this::isWaitedFor)) {
      signal.due();
    }
  }

  /**
   * Whether something waits until this is stored: an attempt that is due soon, or the next of an
   * ordered webhook. Of the rest it is news to hardly anybody: to one that recovers, and to those
   * that a failure is to keep from being sent, which can wait those milliseconds.
   */
  boolean isWaitedFor(Outcome outcome) {
    Completion completion = outcome.completion();
    return completion.state() == DeliveryState.PENDING
        ? completion.delay().compareTo(byItself) < 0
        : endpoints.isOrdered(completion.webhookId());
  }

  /** After a webhook's health has changed. */
  void changed(HealthChange change) {
    Instant before = change.before().claimableFrom();
    Instant now = change.after().claimableFrom();
    if (before != null && (now == null || now.isBefore(before))) {
      signal.due();
    }
  }
}
