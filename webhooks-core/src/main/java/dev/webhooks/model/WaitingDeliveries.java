package dev.webhooks.model;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Deliveries that are neither delivered nor given up nor cancelled: those that are due, those that
 * wait for a retry, those that are under way, and those that are held.
 *
 * @param count how many there are, counted up to {@value #MAX_COUNT}
 * @param oldestCreatedAt when the oldest of those that were counted was published; null if nothing
 *     waits
 */
public record WaitingDeliveries(int count, @Nullable Instant oldestCreatedAt) {
  /** Counting ends here. */
  public static final int MAX_COUNT = 10_000;

  /** Nothing waits. */
  public static final WaitingDeliveries NONE = new WaitingDeliveries(0, null);

  /** Whether there may be more than were counted. */
  public boolean mayBeMore() {
    return count >= MAX_COUNT;
  }
}
