package dev.webhooks.internal.dispatch;

import dev.webhooks.model.HealthChange;
import dev.webhooks.model.UnwellWebhook;
import dev.webhooks.spi.HealthJudge;
import dev.webhooks.spi.HealthStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Judges webhooks that are not well once a minute, because time has passed: what failed for days is
 * disabled though nothing is sent to it at that moment. Every node does it, whatever it sends.
 *
 * <p>Used by one thread at a time.
 */
final class HealthReview {
  private static final Duration EVERY = Duration.ofMinutes(1);
  private static final int PAGE = 200;

  private final HealthStore store;
  private final HealthJudge judge;
  private final Consumer<List<HealthChange>> news;
  private final Disablings disablings;
  private final LongSupplier nanoClock;
  private long last;
  private boolean foundAny = true;

  /**
   * @param news told of what changed
   * @param disablings reminded of webhooks that are to be disabled
   */
  HealthReview(
      HealthStore store,
      HealthJudge judge,
      Consumer<List<HealthChange>> news,
      Disablings disablings,
      LongSupplier nanoClock) {
    this.store = store;
    this.judge = judge;
    this.news = news;
    this.disablings = disablings;
    this.nanoClock = nanoClock;
    this.last = nanoClock.getAsLong();
  }

  Duration untilDue() {
    return Duration.ofNanos(Math.max(0, EVERY.toNanos() - (nanoClock.getAsLong() - last)));
  }

  /** Whether the last review found any record. */
  boolean foundAny() {
    return foundAny;
  }

  /** Reviews, if it is time. */
  void run() {
    if (!untilDue().isZero()) {
      return;
    }
    last = nanoClock.getAsLong();
    @Nullable String reviewed = null;
    boolean found = false;
    List<UnwellWebhook> toBeDisabled = new ArrayList<>();
    do {
      HealthStore.Review review = store.reviewHealth(judge, reviewed, PAGE);
      news.accept(review.changes());
      toBeDisabled.addAll(review.toBeDisabled());
      reviewed = review.last();
      found |= reviewed != null;
    } while (reviewed != null);
    foundAny = found;
    disablings.remind(toBeDisabled);
  }
}
