package dev.webhooks.spi;

import static java.util.Objects.requireNonNull;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An event to be stored together with its deliveries.
 *
 * @param id unique, at most 30 ASCII characters, ordered by time
 * @param account null when the event has none
 * @param body the exact bytes that every attempt carries. Not copied: neither side changes them.
 * @param idempotencyKey unique within the workspace, null for none
 * @param deliveries may be empty; then the event is stored only for its idempotency key
 */
public record NewEvent(
    String id,
    String workspace,
    @Nullable String account,
    String type,
    byte[] body,
    @Nullable String idempotencyKey,
    List<NewDelivery> deliveries) {

  public NewEvent {
    requireNonNull(id, "id");
    requireNonNull(workspace, "workspace");
    requireNonNull(type, "type");
    requireNonNull(body, "body");
    deliveries = List.copyOf(deliveries);
  }

  /**
   * One delivery of the event.
   *
   * @param id unique, at most 30 ASCII characters, ordered by time
   */
  public record NewDelivery(String id, String webhookId) {
    public NewDelivery {
      requireNonNull(id, "id");
      requireNonNull(webhookId, "webhookId");
    }
  }
}
