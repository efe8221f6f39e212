package dev.webhooks.model;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What a webhook's latest attempts came to.
 *
 * @param lastHour those of the last 60 minutes, and of the rest of the minute in which they began
 * @param lastDay those of the last 24 hours, and of the rest of the hour in which they began
 * @param lastSuccessAt when the latest attempt started that was acknowledged; null if there was
 *     none, or none as long as the store remembers
 */
public record RecentAttempts(
    AttemptCounts lastHour, AttemptCounts lastDay, @Nullable Instant lastSuccessAt) {
  /** None that anybody remembers. */
  public static final RecentAttempts NONE =
      new RecentAttempts(AttemptCounts.NONE, AttemptCounts.NONE, null);

  public RecentAttempts {
    requireNonNull(lastHour, "lastHour");
    requireNonNull(lastDay, "lastDay");
  }
}
