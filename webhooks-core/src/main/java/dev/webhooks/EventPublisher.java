package dev.webhooks;

import static java.util.Objects.requireNonNull;

import dev.webhooks.internal.dispatch.Handover;
import dev.webhooks.internal.json.EventJson;
import dev.webhooks.internal.observe.Observers;
import dev.webhooks.internal.publish.SubscriptionCache;
import dev.webhooks.internal.wire.Ids;
import dev.webhooks.model.DeliveryReference;
import dev.webhooks.model.Event;
import dev.webhooks.model.InvalidInputException;
import dev.webhooks.model.NotFoundException;
import dev.webhooks.model.PublishedEvent;
import dev.webhooks.model.Webhook;
import dev.webhooks.model.WebhookNotActiveException;
import dev.webhooks.model.WebhookStatus;
import dev.webhooks.observe.PublishObservation;
import dev.webhooks.observe.PublishStart;
import dev.webhooks.policy.EventCatalog;
import dev.webhooks.spi.EventBatch;
import dev.webhooks.spi.NewEvent;
import dev.webhooks.spi.NewEvent.NewDelivery;
import dev.webhooks.spi.Outbox;
import dev.webhooks.spi.StoreException;
import dev.webhooks.spi.Subscriptions;
import dev.webhooks.spi.TransactionOutbox;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Takes events. When a method returns, the events are stored with a delivery for each webhook that
 * wants them; sending is the dispatchers' work. Delivery is at least once, and in no promised order
 * unless a webhook asks for it.
 *
 * <p>Thread safe.
 */
public final class EventPublisher {
  private static final int MOST_MATCHINGS = 5;

  private final Outbox outbox;
  private final SubscriptionCache subscriptions;
  private final EventCatalog catalog;
  private final EventJson json;
  private final Ids ids;
  private final Clock clock;
  private final Supplier<Handover> handovers;
  private final Runnable wakeUp;
  private final Consumer<Runnable> afterCommit;
  private final Observers observers;
  private final boolean joined;

  /**
   * @param handovers begins to take what is published straight to this node's workers
   * @param afterCommit runs what is to be done once the outbox has committed
   * @param joined whether the outbox is of a transaction of the caller's
   */
  EventPublisher(
      Outbox outbox,
      SubscriptionCache subscriptions,
      EventCatalog catalog,
      EventJson json,
      Ids ids,
      Clock clock,
      Supplier<Handover> handovers,
      Runnable wakeUp,
      Consumer<Runnable> afterCommit,
      Observers observers,
      boolean joined) {
    this.outbox = outbox;
    this.subscriptions = subscriptions;
    this.catalog = catalog;
    this.json = json;
    this.ids = ids;
    this.clock = clock;
    this.handovers = handovers;
    this.wakeUp = wakeUp;
    this.afterCommit = afterCommit;
    this.observers = observers;
    this.joined = joined;
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
    return within(transaction, Handover::none, whatFollows -> {});
  }

  /**
   * The same, for a caller who can run something right after the commit: the events then leave at
   * once, without being looked for. What is never run after a commit costs its events the time of a
   * lease, so this is for transactions whose manager has such a hook.
   *
   * <pre>{@code
   * publisher.within(store.on(connection), afterCommit::add).publish(event);
   * connection.commit();
   * afterCommit.forEach(Runnable::run);
   * }</pre>
   *
   * @param afterCommit takes what to run after the commit, and only after it: once for each
   *     publishing. It never throws, and never blocks for long.
   */
  public EventPublisher within(TransactionOutbox transaction, Consumer<Runnable> afterCommit) {
    return within(transaction, handovers, requireNonNull(afterCommit, "afterCommit"));
  }

  private EventPublisher within(
      TransactionOutbox transaction, Supplier<Handover> handovers, Consumer<Runnable> afterCommit) {
    return new EventPublisher(
        requireNonNull(transaction, "transaction"),
        subscriptions,
        catalog,
        json,
        ids,
        clock,
        handovers,
        wakeUp,
        afterCommit,
        observers,
        true);
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
    return store(List.of(encoded(event))).get(0).answer();
  }

  /**
   * Sends one webhook an event to try it out, whatever events it wants. It is delivered as any
   * other is: signed, tried again when it fails, kept in the log, where it is {@linkplain
   * DeliveryReference#test marked} as its request is by a header. No other webhook gets it.
   *
   * @param webhookId a webhook of the event's workspace
   * @param event without an idempotency key
   * @return the delivery that was stored
   * @throws InvalidInputException as with {@link #publish}, and naming {@code idempotencyKey} when
   *     the event has one
   * @throws NotFoundException when the workspace has no such webhook
   * @throws WebhookNotActiveException when nothing is sent to that webhook for now
   * @throws StoreException as with {@link #publish}
   */
  public DeliveryReference publishTest(String webhookId, Event event) {
    requireNonNull(webhookId, "webhookId");
    if (event.idempotencyKey() != null) {
      throw new InvalidInputException(
          "idempotencyKey", "is not for test events, which must not keep a real one from leaving");
    }
    Stored stored = store(List.of(encoded(event).to(webhookId))).get(0);
    NewEvent test = stored.event();
    return DeliveryReference.builder(test.deliveries().get(0).id())
        .event(test.id(), test.type())
        .workspace(test.workspace())
        .account(test.account())
        .webhookId(webhookId)
        .createdAt(stored.answer().createdAt())
        .test(true)
        .build();
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
    List<Encoded> encoded = new ArrayList<>(events.size());
    for (Event event : events) {
      try {
        encoded.add(encoded(requireNonNull(event, "event")));
      } catch (InvalidInputException e) {
        throw e.within("events[" + encoded.size() + "]");
      }
    }
    return encoded.isEmpty() ? List.of() : store(encoded).stream().map(Stored::answer).toList();
  }

  /**
   * @param onlyTo the one webhook that it tries out; null when it goes to all that want it
   */
  private record Encoded(Event event, byte[] body, @Nullable String onlyTo) {
    Encoded to(String webhookId) {
      return new Encoded(event, body, webhookId);
    }
  }

  private record Stored(NewEvent event, PublishedEvent answer) {}

  private Encoded encoded(Event event) {
    catalog.check("event", event.type());
    Instant timestamp = event.timestamp() == null ? clock.instant() : event.timestamp();
    return new Encoded(event, json.write(event.type(), timestamp, event.data()), null);
  }

  private List<Stored> store(List<Encoded> events) {
    PublishObservation observation =
        observers.areNone() ? null : observers.publishing(new PublishStart(events.size(), joined));
    if (observation == null) {
      return store(events, null);
    }
    try {
      List<Stored> stored = store(events, observation.traceparent());
      observation.stored(stored.stream().map(Stored::answer).toList());
      return stored;
    } catch (RuntimeException | Error e) {
      observation.failed(e);
      throw e;
    }
  }

  /** Matches with the webhooks that are known, and anew when the store knows others. */
  private List<Stored> store(List<Encoded> events, @Nullable String traceparent) {
    Map<String, Subscriptions> known = new HashMap<>();
    for (Encoded one : events) {
      known.computeIfAbsent(one.event().workspace(), id -> subscriptions.known(outbox, id));
    }
    if (events.get(0).onlyTo() != null) {
      // Of a webhook that is not known the caller is told that there is none.
      known.replaceAll((id, before) -> subscriptions.present(outbox, id, before));
    }
    for (int tries = 1; ; tries++) {
      Handover handover = handovers.get();
      List<NewEvent> matched =
          events.stream()
              .map(one -> matched(one, webhooksOf(one, known), handover, traceparent))
              .toList();
      Optional<List<PublishedEvent>> published =
          outbox.append(new EventBatch(matched, versions(known, tries), handover.lease()));
      if (published.isPresent()) {
        List<PublishedEvent> answers = published.get();
        afterCommit.accept(() -> committed(handover, matched, answers));
        return IntStream.range(0, answers.size())
            .mapToObj(i -> new Stored(matched.get(i), answers.get(i)))
            .toList();
      }
      known.replaceAll((id, before) -> subscriptions.present(outbox, id, before));
    }
  }

  private static List<Webhook> webhooksOf(Encoded one, Map<String, Subscriptions> known) {
    return requireNonNull(known.get(one.event().workspace())).webhooks();
  }

  /** Where webhooks change all the time, those of a moment ago must do in the end. */
  private static Map<String, Long> versions(Map<String, Subscriptions> known, int tries) {
    Map<String, Long> versions = new HashMap<>();
    if (tries <= MOST_MATCHINGS) {
      known.forEach((workspace, one) -> versions.put(workspace, one.version()));
    }
    return versions;
  }

  private NewEvent matched(
      Encoded one, List<Webhook> webhooks, Handover handover, @Nullable String traceparent) {
    Event event = one.event();
    List<NewDelivery> deliveries = new ArrayList<>();
    for (Webhook webhook : receivers(one, webhooks)) {
      deliveries.add(new NewDelivery(ids.delivery(), webhook.id(), handover.takes(webhook)));
    }
    return new NewEvent(
        ids.event(),
        event.workspace(),
        event.account(),
        event.type(),
        one.body(),
        event.idempotencyKey(),
        deliveries,
        one.onlyTo() != null,
        traceparent);
  }

  private static List<Webhook> receivers(Encoded one, List<Webhook> webhooks) {
    Event event = one.event();
    if (one.onlyTo() != null) {
      return List.of(activeWebhook(one.onlyTo(), event, webhooks));
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

  private void committed(Handover handover, List<NewEvent> events, List<PublishedEvent> published) {
    handover.committed(events, published);
    if (handover.leftSomething()) {
      wakeUp.run();
    }
  }
}
