package dev.webhooks;

import static java.util.Objects.requireNonNull;

import dev.webhooks.internal.json.EventJson;
import dev.webhooks.internal.publish.SubscriptionCache;
import dev.webhooks.internal.wire.Ids;
import dev.webhooks.model.Event;
import dev.webhooks.model.InvalidInputException;
import dev.webhooks.model.PublishedEvent;
import dev.webhooks.model.Webhook;
import dev.webhooks.policy.EventCatalog;
import dev.webhooks.spi.NewEvent;
import dev.webhooks.spi.NewEvent.NewDelivery;
import dev.webhooks.spi.Outbox;
import dev.webhooks.spi.StoreException;
import dev.webhooks.spi.TransactionOutbox;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Takes events. When a method returns, the events are stored with a delivery for each webhook that
 * wants them; sending is the dispatchers' work. Delivery is at least once and in no promised order.
 *
 * <p>Thread safe.
 */
public final class EventPublisher {
  private final Outbox outbox;
  private final SubscriptionCache subscriptions;
  private final EventCatalog catalog;
  private final EventJson json;
  private final Ids ids;
  private final Clock clock;
  private final Runnable afterStore;

  EventPublisher(
      Outbox outbox,
      SubscriptionCache subscriptions,
      EventCatalog catalog,
      EventJson json,
      Ids ids,
      Clock clock,
      Runnable afterStore) {
    this.outbox = outbox;
    this.subscriptions = subscriptions;
    this.catalog = catalog;
    this.json = json;
    this.ids = ids;
    this.clock = clock;
    this.afterStore = afterStore;
  }

  /**
   * The same publisher inside the caller's own transaction: its events are stored if and when the
   * caller commits. Nothing wakes the dispatcher then but the caller, with {@link
   * Dispatcher#wakeUp} after the commit; without it, the events leave within the poll interval. A
   * caller to whom it throws a {@link StoreException} should roll back, and may begin the whole
   * transaction anew if that is retryable.
   *
   * @param transaction a view of the store on the caller's transaction, as {@code
   *     JdbcStore.on(connection)} hands it out; no store is one, so that forgetting {@code on} does
   *     not compile
   */
  public EventPublisher within(TransactionOutbox transaction) {
    return new EventPublisher(
        requireNonNull(transaction, "transaction"),
        subscriptions,
        catalog,
        json,
        ids,
        clock,
        () -> {});
  }

  /**
   * Publishes one event.
   *
   * @throws InvalidInputException naming the part that is refused: {@code event}, {@code
   *     timestamp}, {@code data} or a part of it, as in {@code data.customer.birthday}; nothing is
   *     stored
   * @throws StoreException when the store fails; whether the event is stored is then unknown only
   *     if the reply to a commit was lost, and an idempotency key makes it safe to publish again
   */
  public PublishedEvent publish(Event event) {
    requireNonNull(event, "event");
    return store(List.of(prepare(event, new HashMap<>()))).get(0);
  }

  /**
   * Publishes events together: all are stored, or none.
   *
   * @return one answer for each event, in their order
   * @throws InvalidInputException as with {@link #publish}, the field preceded by the event's
   *     place: {@code events[2].data}
   * @throws StoreException as with {@link #publish}
   */
  public List<PublishedEvent> publishAll(List<Event> events) {
    requireNonNull(events, "events");
    Map<String, List<Webhook>> webhooks = new HashMap<>();
    List<NewEvent> prepared = new ArrayList<>(events.size());
    for (Event event : events) {
      try {
        prepared.add(prepare(requireNonNull(event, "event"), webhooks));
      } catch (InvalidInputException e) {
        throw new InvalidInputException(
            "events[" + prepared.size() + "]." + e.field(), e.problem());
      }
    }
    return prepared.isEmpty() ? List.of() : store(prepared);
  }

  private NewEvent prepare(Event event, Map<String, List<Webhook>> webhooks) {
    catalog.check("event", event.type());
    Instant timestamp = event.timestamp() == null ? clock.instant() : event.timestamp();
    byte[] body = json.write(event.type(), timestamp, event.data());
    List<NewDelivery> deliveries = new ArrayList<>();
    for (Webhook webhook :
        webhooks.computeIfAbsent(
            event.workspace(), workspace -> subscriptions.webhooks(outbox, workspace))) {
      if (webhook.isSubscriber() && webhook.settings().wants(event.type(), event.account())) {
        deliveries.add(new NewDelivery(ids.delivery(), webhook.id()));
      }
    }
    return new NewEvent(
        ids.event(),
        event.workspace(),
        event.account(),
        event.type(),
        body,
        event.idempotencyKey(),
        deliveries);
  }

  private List<PublishedEvent> store(List<NewEvent> events) {
    List<PublishedEvent> published = outbox.append(events);
    afterStore.run();
    return published;
  }
}
