package dev.webhooks.examples.settings.http;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import dev.webhooks.model.Attempt;
import dev.webhooks.model.Delivery;
import dev.webhooks.model.DeliveryDetail;
import dev.webhooks.model.DeliveryPage;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A delivery as the API shows it.
 *
 * @param nextAttemptAt null while a POST is under way, too
 * @param test whether its event only tried the webhook out
 */
record DeliveryJson(
    String id,
    String eventId,
    String event,
    @Nullable String account,
    String webhookId,
    String state,
    int attempts,
    String createdAt,
    @Nullable String nextAttemptAt,
    @Nullable Integer lastStatus,
    @Nullable String lastError,
    boolean test) {

  static DeliveryJson of(Delivery delivery) {
    return new DeliveryJson(
        delivery.id(),
        delivery.eventId(),
        delivery.eventType(),
        delivery.account(),
        delivery.webhookId(),
        delivery.state().name(),
        delivery.attempts(),
        Times.format(delivery.createdAt()),
        Times.formatNullable(delivery.nextAttemptAt()),
        delivery.lastHttpStatus(),
        delivery.lastError(),
        delivery.reference().test());
  }

  /** One page of the log, newest first. */
  record Page(List<DeliveryJson> deliveries, @Nullable String nextCursor) {
    static Page of(DeliveryPage page) {
      return new Page(page.deliveries().stream().map(DeliveryJson::of).toList(), page.nextCursor());
    }
  }

  /**
   * All that is known of a delivery.
   *
   * @param body the exact text that every attempt carries, which happens to be JSON
   */
  record Detail(@JsonUnwrapped DeliveryJson delivery, String body, List<Tried> attemptLog) {
    static Detail of(DeliveryDetail detail) {
      return new Detail(
          DeliveryJson.of(detail.delivery()),
          detail.body(),
          detail.attempts().stream().map(Tried::of).toList());
    }
  }

  /** One attempt, with the beginning of what the endpoint answered. */
  record Tried(
      int number,
      String at,
      long durationMs,
      @Nullable Integer status,
      @Nullable String error,
      @Nullable String responseBody,
      boolean truncated) {
    static Tried of(Attempt attempt) {
      return new Tried(
          attempt.number(),
          Times.format(attempt.startedAt()),
          attempt.duration().toMillis(),
          attempt.httpStatus(),
          attempt.error(),
          attempt.responseBody(),
          attempt.truncated());
    }
  }
}
