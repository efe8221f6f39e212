package dev.webhooks;

import static java.util.Objects.requireNonNull;

import dev.webhooks.model.Delivery;
import dev.webhooks.model.DeliveryDetail;
import dev.webhooks.model.DeliveryPage;
import dev.webhooks.model.DeliveryQuery;
import dev.webhooks.model.DeliveryState;
import dev.webhooks.model.InvalidInputException;
import dev.webhooks.model.NotFoundException;
import dev.webhooks.spi.DeliveryStore;
import dev.webhooks.spi.StoreException;
import dev.webhooks.spi.WebhookStore;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What became of every delivery, and a second chance for those that failed.
 *
 * <p>All methods throw {@link StoreException} when the store fails. Thread safe.
 */
public final class DeliveryLog {
  private static final int RECOVER_BATCH = 1_000;

  private final DeliveryStore deliveries;
  private final WebhookStore webhooks;
  private final Runnable onNewWork;

  DeliveryLog(DeliveryStore deliveries, WebhookStore webhooks, Runnable onNewWork) {
    this.deliveries = deliveries;
    this.webhooks = webhooks;
    this.onNewWork = onNewWork;
  }

  /** One page of a workspace's deliveries, newest first. */
  public DeliveryPage query(DeliveryQuery query) {
    return deliveries.query(requireNonNull(query, "query"));
  }

  /** The workspace's delivery with this id, its body and its attempts. */
  public Optional<DeliveryDetail> find(String workspace, String deliveryId) {
    requireNonNull(workspace, "workspace");
    requireNonNull(deliveryId, "deliveryId");
    return deliveries.findDelivery(workspace, deliveryId);
  }

  /**
   * Sends a delivered or failed delivery again: the same id and the same body, with a full round of
   * retries. One that is still pending or held is left as it is, for it is on its way already.
   *
   * @return the delivery as it is now
   * @throws NotFoundException when the workspace has no such delivery
   * @throws InvalidInputException naming the delivery when its webhook was deleted
   */
  public Delivery redeliver(String workspace, String deliveryId) {
    Delivery before = require(workspace, deliveryId);
    boolean orphaned =
        before.state() == DeliveryState.CANCELLED
            || webhooks.findWebhook(workspace, before.webhookId()).isEmpty();
    if (orphaned) {
      throw new InvalidInputException(
          "delivery", "its webhook was deleted; it can't be sent again");
    }
    if (deliveries.redeliver(workspace, deliveryId)) {
      onNewWork.run();
    }
    return require(workspace, deliveryId);
  }

  /**
   * Sends all failed deliveries of a webhook again that were created at {@code since} or later.
   * Those that are held need no recovery: they leave as soon as the webhook is active.
   *
   * @return how many
   * @throws NotFoundException when the workspace has no such webhook
   */
  public int recover(String workspace, String webhookId, Instant since) {
    requireNonNull(workspace, "workspace");
    requireNonNull(webhookId, "webhookId");
    requireNonNull(since, "since");
    if (webhooks.findWebhook(workspace, webhookId).isEmpty()) {
      throw NotFoundException.webhook(workspace, webhookId);
    }
    int recovered = 0;
    String last = null;
    List<String> batch;
    do {
      batch = deliveries.recover(workspace, webhookId, since, last, RECOVER_BATCH);
      if (batch.isEmpty()) {
        break;
      }
      recovered += batch.size();
      last = batch.get(batch.size() - 1);
      onNewWork.run();
    } while (batch.size() == RECOVER_BATCH);
    return recovered;
  }

  private Delivery require(String workspace, String deliveryId) {
    return find(workspace, deliveryId)
        .map(DeliveryDetail::delivery)
        .orElseThrow(() -> NotFoundException.delivery(workspace, deliveryId));
  }
}
