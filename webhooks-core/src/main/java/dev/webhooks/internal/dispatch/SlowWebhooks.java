package dev.webhooks.internal.dispatch;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Duration;
import java.util.List;
import java.util.function.LongSupplier;

/**
 * The webhooks whose last attempt from this node took about as long as the timeout. They share a
 * part of the places, because each of theirs is most likely lost for that long.
 *
 * <p>Thread safe, and bounded.
 */
final class SlowWebhooks {
  private static final int MOST = 50_000;

  /** Longer than most pauses between the attempts of a delivery. */
  private static final Duration REMEMBERED_FOR = Duration.ofMinutes(10);

  private final Duration tooLong;
  private final Cache<String, Boolean> slow;

  /**
   * @param timeout how long an attempt may take
   */
  SlowWebhooks(Duration timeout, LongSupplier nanoClock) {
    this.tooLong = timeout.multipliedBy(9).dividedBy(10);
    this.slow =
        Caffeine.newBuilder()
            .maximumSize(MOST)
            .expireAfterWrite(REMEMBERED_FOR)
            .ticker(nanoClock::getAsLong)
            .executor(Runnable::run)
            .build();
  }

  /** After an attempt. */
  void attempted(String webhookId, Duration duration) {
    if (duration.compareTo(tooLong) >= 0) {
      slow.put(webhookId, Boolean.TRUE);
    } else if (slow.estimatedSize() > 0) {
      slow.invalidate(webhookId);
    }
  }

  boolean contains(String webhookId) {
    return slow.estimatedSize() > 0 && slow.getIfPresent(webhookId) != null;
  }

  /** All of them, as they are now, in the order of their ids. */
  List<String> all() {
    return slow.estimatedSize() == 0 ? List.of() : slow.asMap().keySet().stream().sorted().toList();
  }
}
