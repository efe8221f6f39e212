package dev.webhooks.model;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What was seen of a webhook's endpoint since it was last judged.
 *
 * @param attempts attempts that have been recorded, in the order in which they ended
 * @param unsentOfRound how many deliveries of the webhook's {@linkplain WebhookHealth#round round}
 *     came to an end without an attempt that says anything of its endpoint
 * @param idle whether nothing waits for the webhook; only looked for {@linkplain
 *     WebhookHealth#isWindowOpen while} few may be under way to it and nothing blocks it, and false
 *     otherwise
 * @param now by the store's clock
 */
public record HealthObservation(List<Seen> attempts, int unsentOfRound, boolean idle, Instant now) {

  public HealthObservation {
    attempts = List.copyOf(attempts);
  }

  /** Nothing but that time has passed. */
  public static HealthObservation ofTime(Instant now) {
    return new HealthObservation(List.of(), 0, false, now);
  }

  /**
   * An attempt.
   *
   * @param deliveryId the delivery's
   * @param acknowledged whether it was answered with a 2xx
   * @param httpStatus null when no answer arrived
   * @param askedToWait how long the endpoint asked the sender to wait, if it is to be heeded: more
   *     than zero; null when it did not ask
   * @param ofRound whether the delivery was claimed with the webhook's {@linkplain
   *     WebhookHealth#round round}; false for what was claimed before that, or is claimed of a
   *     webhook that has none
   */
  public record Seen(
      String deliveryId,
      boolean acknowledged,
      @Nullable Integer httpStatus,
      @Nullable Duration askedToWait,
      boolean ofRound) {}
}
