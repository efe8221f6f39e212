package dev.webhooks.model;

import static java.util.Objects.requireNonNull;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * How a webhook is doing.
 *
 * <p>Immutable and thread safe.
 */
public final class WebhookCondition {
  private final WebhookHealth health;
  private final WaitingDeliveries waiting;
  private final RecentAttempts attempts;

  private WebhookCondition(
      WebhookHealth health, WaitingDeliveries waiting, RecentAttempts attempts) {
    this.health = requireNonNull(health, "health");
    this.waiting = requireNonNull(waiting, "waiting");
    this.attempts = requireNonNull(attempts, "attempts");
  }

  /** For the library, and tests of what hosts do with it. */
  public static WebhookCondition of(
      WebhookHealth health, WaitingDeliveries waiting, RecentAttempts attempts) {
    return new WebhookCondition(health, waiting, attempts);
  }

  /** What the library thinks of its endpoint. */
  public WebhookHealth health() {
    return health;
  }

  /** What waits for it. */
  public WaitingDeliveries waiting() {
    return waiting;
  }

  /** What its latest attempts came to. */
  public RecentAttempts attempts() {
    return attempts;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof WebhookCondition that
        && health.equals(that.health)
        && waiting.equals(that.waiting)
        && attempts.equals(that.attempts);
  }

  @Override
  public int hashCode() {
    return Objects.hash(health, waiting, attempts);
  }

  @Override
  public String toString() {
    return "WebhookCondition[" + health + ", " + waiting + ", " + attempts + "]";
  }
}
