package dev.webhooks;

import static java.util.Objects.requireNonNull;

import dev.webhooks.model.Attempt;
import dev.webhooks.model.Delivery;
import dev.webhooks.model.DeliveryDetail;
import dev.webhooks.model.DeliveryPage;
import dev.webhooks.model.DeliveryQuery;
import dev.webhooks.model.InvalidInputException;
import dev.webhooks.model.LogTooLongException;
import dev.webhooks.model.NotFoundException;
import dev.webhooks.model.RedeliveryAnswer;
import dev.webhooks.model.RedeliveryRefusedException;
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

  /**
   * One page of deliveries, newest first. Where a filter finds little in a long log, a page may be
   * short, or empty, and have a cursor all the same: the next page goes on from there.
   */
  public DeliveryPage query(DeliveryQuery query) {
    return deliveries.query(requireNonNull(query, "query"));
  }

  /**
   * The workspace's delivery with this id, its body and its newest {@value
   * DeliveryDetail#MAX_ATTEMPTS} attempts.
   */
  public Optional<DeliveryDetail> find(String workspace, String deliveryId) {
    requireNonNull(workspace, "workspace");
    requireNonNull(deliveryId, "deliveryId");
    return deliveries.findDelivery(workspace, deliveryId);
  }

  /**
   * Attempts of a delivery, oldest first: of those whose number is less than {@code before} the
   * newest ones. So the attempts that come before those of {@link #find} are read by passing the
   * number of the first one that is known.
   *
   * @param limit how many at most, from 1 to {@value DeliveryDetail#MAX_ATTEMPTS}
   * @throws InvalidInputException naming {@code limit} when it is out of range
   * @throws NotFoundException when the workspace has no such delivery
   */
  public List<Attempt> attempts(String workspace, String deliveryId, int before, int limit) {
    requireNonNull(workspace, "workspace");
    requireNonNull(deliveryId, "deliveryId");
    if (limit < 1 || limit > DeliveryDetail.MAX_ATTEMPTS) {
      throw new InvalidInputException(
          "limit", "must be between 1 and " + DeliveryDetail.MAX_ATTEMPTS);
    }
    List<Attempt> attempts = deliveries.findAttempts(workspace, deliveryId, before, limit);
    if (attempts.isEmpty()) {
      require(workspace, deliveryId);
    }
    return attempts;
  }

  /**
   * Sends a delivery again, now: the same id and the same body. One that is delivered or failed, or
   * was dropped, begins a full round of retries. One that waits for its retry leaves at once, and
   * its round goes on: that attempt is one of those that the retry policy allows. What keeps its
   * webhook from being sent anything now, a pause for instance, holds for either: it leaves after
   * that, without waiting for a retry's time on top.
   *
   * @return the delivery as it is now
   * @throws NotFoundException when the workspace has no such delivery
   * @throws RedeliveryRefusedException when it can't be sent again, or not now, saying why: its
   *     webhook was deleted, it waits for its webhook to be active or, in order, for others before
   *     it, it is being sent at this moment, or it has {@value Delivery#MAX_ATTEMPTS} attempts
   */
  public Delivery redeliver(String workspace, String deliveryId) {
    requireNonNull(workspace, "workspace");
    requireNonNull(deliveryId, "deliveryId");
    RedeliveryAnswer answer = deliveries.redeliver(workspace, deliveryId);
    switch (answer) {
      case ACCEPTED -> onNewWork.run();
      case NOT_FOUND -> throw NotFoundException.delivery(workspace, deliveryId);
      case WEBHOOK_DELETED, HELD, UNDER_WAY, NOT_FIRST, TOO_MANY_ATTEMPTS ->
          throw new RedeliveryRefusedException(answer);
    }
    return require(workspace, deliveryId);
  }

  /**
   * How many deliveries {@link #recover} would send again. It is a look at the log, and what fails
   * or is sent again meanwhile may or may not be counted.
   *
   * @param from only those created at this instant or later
   * @param until only those created before this instant
   * @throws NotFoundException when the workspace has no such webhook
   * @throws LogTooLongException when there is so much between the two instants that a caller would
   *     wait too long (30 seconds in a database); {@link #recover} has no such bound
   */
  public int countRecoverable(String workspace, String webhookId, Instant from, Instant until) {
    requireWebhook(workspace, webhookId);
    return deliveries.countRecoverable(
        workspace, webhookId, requireNonNull(from, "from"), requireNonNull(until, "until"));
  }

  /**
   * Sends all failed deliveries of a webhook again that were created between two instants. Those
   * that are held need no recovery: they leave as soon as the webhook is active. Those that have
   * {@value Delivery#MAX_ATTEMPTS} attempts are passed over.
   *
   * @param from only those created at this instant or later
   * @param until only those created before this instant
   * @return how many
   * @throws NotFoundException when the workspace has no such webhook
   */
  public int recover(String workspace, String webhookId, Instant from, Instant until) {
    requireNonNull(from, "from");
    requireNonNull(until, "until");
    requireWebhook(workspace, webhookId);
    int recovered = 0;
    String last = null;
    List<String> batch;
    do {
      batch = deliveries.recover(workspace, webhookId, from, until, last, RECOVER_BATCH);
      if (batch.isEmpty()) {
        break;
      }
      recovered += batch.size();
      last = batch.get(batch.size() - 1);
      onNewWork.run();
    } while (batch.size() == RECOVER_BATCH);
    return recovered;
  }

  private void requireWebhook(String workspace, String webhookId) {
    requireNonNull(workspace, "workspace");
    requireNonNull(webhookId, "webhookId");
    if (webhooks.findWebhook(workspace, webhookId).isEmpty()) {
      throw NotFoundException.webhook(workspace, webhookId);
    }
  }

  private Delivery require(String workspace, String deliveryId) {
    return find(workspace, deliveryId)
        .map(DeliveryDetail::delivery)
        .orElseThrow(() -> NotFoundException.delivery(workspace, deliveryId));
  }
}
