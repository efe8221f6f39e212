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
 * @param test whether it only tries a webhook out
 * @param traceparent the {@code traceparent} of W3C Trace Context that each of its {@linkplain
 *     ClaimedDelivery#traceparent claims} has too, 55 ASCII characters; null for none
 */
public record NewEvent(
    String id,
    String workspace,
    @Nullable String account,
    String type,
    byte[] body,
    @Nullable String idempotencyKey,
    List<NewDelivery> deliveries,
    boolean test,
    @Nullable String traceparent) {

  /** An event that really happened, and is not traced. */
  public NewEvent(
      String id,
      String workspace,
      @Nullable String account,
      String type,
      byte[] body,
      @Nullable String idempotencyKey,
      List<NewDelivery> deliveries) {
    this(id, workspace, account, type, body, idempotencyKey, deliveries, false);
  }

  /** An event that is not traced. */
  public NewEvent(
      String id,
      String workspace,
      @Nullable String account,
      String type,
      byte[] body,
      @Nullable String idempotencyKey,
      List<NewDelivery> deliveries,
      boolean test) {
    this(id, workspace, account, type, body, idempotencyKey, deliveries, test, null);
  }

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
   * @param leased whether it is stored as one that is claimed already, with the {@link
   *     #FIRST_TOKEN}, for as long as its {@link EventBatch} says; else it is due at once
   */
  public record NewDelivery(String id, String webhookId, boolean leased) {
    /** The token of the claim that a delivery is stored with; no later claim has it. */
    public static final long FIRST_TOKEN = 1;

    /** One that is due at once. */
    public NewDelivery(String id, String webhookId) {
      this(id, webhookId, false);
    }

    public NewDelivery {
      requireNonNull(id, "id");
      requireNonNull(webhookId, "webhookId");
    }
  }
}
