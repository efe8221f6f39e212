package dev.webhooks.spring.boot;

import dev.webhooks.Dispatcher;
import dev.webhooks.Webhooks;
import dev.webhooks.jdbc.JdbcStore;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Whether this node can do its part: its database takes writes, and its dispatcher runs if it is
 * to. How customers' endpoints are is none of it. Thread safe.
 */
final class Readiness {
  private static final Duration PATIENCE = Duration.ofSeconds(2);

  private final Dispatcher dispatcher;
  private final boolean dispatches;
  private final @Nullable JdbcStore store;

  /**
   * @param dispatches whether this node is to send
   * @param store null for one that can't be asked
   */
  Readiness(Webhooks webhooks, boolean dispatches, @Nullable JdbcStore store) {
    this.dispatcher = webhooks.dispatcher();
    this.dispatches = dispatches;
    this.store = store;
  }

  boolean dispatcherRunsAsItShould() {
    return !dispatches || dispatcher.isRunning();
  }

  /** Null when it works. */
  @Nullable String pauseReason() {
    return dispatcher.pauseReason().orElse(null);
  }

  /** Waits two seconds at most, however the database hangs. */
  boolean databaseTakesWrites() {
    return store == null || store.isWritable(PATIENCE);
  }
}
