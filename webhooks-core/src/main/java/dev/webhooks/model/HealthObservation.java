package dev.webhooks.model;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What was seen of a webhook's endpoint since it was last judged.
 *
 * @param attempts attempts that have been recorded, in the order in which they ended
 * @param unsent the ids of claimed deliveries that came to an end without an attempt
 * @param idle whether nothing waits for the webhook; only looked for while its health says that few
 *     may be under way, and false otherwise
 * @param now by the store's clock
 */
public record HealthObservation(
    List<Seen> attempts, List<String> unsent, boolean idle, Instant now) {

  public HealthObservation {
    attempts = List.copyOf(attempts);
    unsent = List.copyOf(unsent);
  }

  /** Nothing but that time has passed. */
  public static HealthObservation ofTime(Instant now) {
    return new HealthObservation(List.of(), List.of(), false, now);
  }

  /**
   * An attempt.
   *
   * @param deliveryId the delivery's
   * @param acknowledged whether it was answered with a 2xx
   * @param httpStatus null when no answer arrived
   * @param askedToWait how long the endpoint asked the sender to wait, if it is to be heeded: more
   *     than zero; null when it did not ask
   */
  public record Seen(
      String deliveryId,
      boolean acknowledged,
      @Nullable Integer httpStatus,
      @Nullable Duration askedToWait) {}
}
