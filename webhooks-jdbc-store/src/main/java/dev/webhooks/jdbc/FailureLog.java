package dev.webhooks.jdbc;

import dev.webhooks.spi.StoreException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells the operator of failures that callers were told to try again: a line a minute for each
 * action and SQLState, which says how many were left out. What is not retryable is the caller's to
 * tell, and so is what the dispatcher meets.
 *
 * <p>Thread safe.
 */
final class FailureLog {
  private static final Logger log = LoggerFactory.getLogger(JdbcStore.class);
  private static final long SILENCE = Duration.ofMinutes(1).toNanos();

  /** Actions are few, and SQLStates that one database really has are too. */
  private static final int MOST_KINDS = 500;

  private final LongSupplier nanoTime;
  private final Map<Kind, Told> told = new HashMap<>();

  private record Kind(String action, String state) {}

  /** When a kind was told last, and how often it came since. */
  private record Told(long at, int leftOut) {}

  FailureLog(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
  }

  void report(String action, StoreException failure) {
    if (!failure.isRetryable()) {
      return;
    }
    int leftOut = leftOut(new Kind(action, state(failure)));
    if (leftOut >= 0) {
      log.warn(
          "Failed to {}, and the caller may try again: {}{}",
          action,
          failure.getMessage(),
          leftOut == 0 ? "" : "; " + leftOut + " more like it since the last such line");
      log.debug("Failed to {}", action, failure);
    }
  }

  private static String state(StoreException failure) {
    return failure.getCause() instanceof SQLException e ? String.valueOf(e.getSQLState()) : "";
  }

  /** How many were left out since the last line; negative if this one is left out as well. */
  private synchronized int leftOut(Kind kind) {
    long now = nanoTime.getAsLong();
    Told last = told.get(kind);
    if (last != null && now - last.at() < SILENCE) {
      told.put(kind, new Told(last.at(), last.leftOut() + 1));
      return -1;
    }
    if (last == null && told.size() >= MOST_KINDS) {
      told.clear();
    }
    told.put(kind, new Told(now, 0));
    return last == null ? 0 : last.leftOut();
  }
}
