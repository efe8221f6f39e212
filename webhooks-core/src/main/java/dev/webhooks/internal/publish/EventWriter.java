package dev.webhooks.internal.publish;

import dev.webhooks.internal.json.EventJson;
import dev.webhooks.internal.wire.Ids;
import dev.webhooks.model.Event;
import dev.webhooks.model.NotFoundException;
import dev.webhooks.model.Webhook;
import dev.webhooks.model.WebhookNotActiveException;
import dev.webhooks.model.WebhookStatus;
import dev.webhooks.policy.EventCatalog;
import dev.webhooks.spi.NewEvent;
import dev.webhooks.spi.NewEvent.NewDelivery;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Makes what is stored of an event: its bytes, and a delivery for each webhook that wants it.
 *
 * <p>Thread safe.
 */
public final class EventWriter {
  private final EventCatalog catalog;
  private final EventJson json;
  private final Ids ids;
  private final Clock clock;

  public EventWriter(EventCatalog catalog, EventJson json, Ids ids, Clock clock) {
    this.catalog = catalog;
    this.json = json;
    this.ids = ids;
    this.clock = clock;
  }

  /**
   * Writes an event once, for all its receivers.
   *
   * @throws dev.webhooks.model.InvalidInputException naming the part that is refused
   */
  public WrittenEvent written(Event event) {
    catalog.check("event", event.type());
    Instant timestamp = event.timestamp() == null ? clock.instant() : event.timestamp();
    return new WrittenEvent(event, json.write(event.type(), timestamp, event.data()), null);
  }

  /**
   * Gives it a delivery for each of the webhooks that wants it.
   *
   * @param webhooks those of its workspace
   * @param leased whether a delivery to this webhook is stored as claimed by this node
   * @throws NotFoundException when the one webhook that it is to try out is not among them
   * @throws WebhookNotActiveException when nothing is sent to that one for now
   */
  public MatchedEvent matched(
      WrittenEvent written,
      List<Webhook> webhooks,
      Predicate<Webhook> leased,
      @Nullable String traceparent) {
    Event event = written.event();
    List<NewDelivery> deliveries = new ArrayList<>();
    int held = 0;
    for (Webhook webhook : receivers(written, webhooks)) {
      held += webhook.status() == WebhookStatus.ACTIVE ? 0 : 1;
      deliveries.add(
          new NewDelivery(
              ids.delivery(), webhook.id(), leased.test(webhook), !webhook.settings().ordered()));
    }
    NewEvent matched =
        NewEvent.builder(ids.event())
            .workspace(event.workspace())
            .account(event.account())
            .type(event.type())
            .body(written.body())
            .idempotencyKey(event.idempotencyKey())
            .deliveries(deliveries)
            .test(written.onlyTo() != null)
            .traceparent(traceparent)
            .build();
    return new MatchedEvent(matched, held);
  }

  private static List<Webhook> receivers(WrittenEvent written, List<Webhook> webhooks) {
    Event event = written.event();
    if (written.onlyTo() != null) {
      return List.of(activeWebhook(written.onlyTo(), event, webhooks));
    }
    List<Webhook> receivers = new ArrayList<>();
    for (Webhook webhook : webhooks) {
      if (webhook.isSubscriber() && webhook.settings().wants(event.type(), event.account())) {
        receivers.add(webhook);
      }
    }
    return receivers;
  }

  private static Webhook activeWebhook(String webhookId, Event event, List<Webhook> webhooks) {
    Webhook webhook =
        webhooks.stream()
            .filter(one -> one.id().equals(webhookId))
            .findFirst()
            .orElseThrow(() -> NotFoundException.webhook(event.workspace(), webhookId));
    if (webhook.status() != WebhookStatus.ACTIVE) {
      throw new WebhookNotActiveException(webhook);
    }
    return webhook;
  }
}
