package dev.webhooks;

import static java.util.Objects.requireNonNull;

import dev.webhooks.internal.dispatch.Engine;
import dev.webhooks.internal.dispatch.Handover;
import dev.webhooks.internal.observe.Observers;
import dev.webhooks.internal.publish.EventWriter;
import dev.webhooks.internal.publish.MatchedEvent;
import dev.webhooks.internal.publish.SubscriptionCache;
import dev.webhooks.internal.publish.WrittenEvent;
import dev.webhooks.model.DeliveryReference;
import dev.webhooks.model.Event;
import dev.webhooks.model.InvalidInputException;
import dev.webhooks.model.NotFoundException;
import dev.webhooks.model.PublishedEvent;
import dev.webhooks.model.Webhook;
import dev.webhooks.model.WebhookNotActiveException;
import dev.webhooks.observe.PublishObservation;
import dev.webhooks.observe.PublishStart;
import dev.webhooks.spi.EventBatch;
import dev.webhooks.spi.NewEvent;
import dev.webhooks.spi.Outbox;
import dev.webhooks.spi.StoreException;
import dev.webhooks.spi.Subscriptions;
import dev.webhooks.spi.TransactionOutbox;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
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
  private final EventWriter events;
  private final SubscriptionCache subscriptions;
  private final Engine engine;
  private final Observers observers;

  /** Runs what is to be done once the outbox has committed; null where nobody can say when. */
  private final @Nullable Consumer<Runnable> afterCommit;

  EventPublisher(
      Outbox outbox,
      EventWriter events,
      SubscriptionCache subscriptions,
      Engine engine,
      Observers observers,
      @Nullable Consumer<Runnable> afterCommit) {
    this.outbox = outbox;
    this.events = events;
    this.subscriptions = subscriptions;
    this.engine = engine;
    this.observers = observers;
    this.afterCommit = afterCommit;
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
    return on(requireNonNull(transaction, "transaction"), null);
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
    return on(
        requireNonNull(transaction, "transaction"), requireNonNull(afterCommit, "afterCommit"));
  }

  private EventPublisher on(Outbox other, @Nullable Consumer<Runnable> afterCommit) {
    return new EventPublisher(other, events, subscriptions, engine, observers, afterCommit);
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
    return store(List.of(events.written(event))).get(0).answer();
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
    Stored stored = store(List.of(events.written(event).onlyTo(webhookId))).get(0);
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
    List<WrittenEvent> written = new ArrayList<>(events.size());
    for (Event event : events) {
      try {
        written.add(this.events.written(requireNonNull(event, "event")));
      } catch (InvalidInputException e) {
        throw e.within("events[" + written.size() + "]");
      }
    }
    return written.isEmpty() ? List.of() : store(written).stream().map(Stored::answer).toList();
  }

  private record Stored(NewEvent event, PublishedEvent answer) {}

  private List<Stored> store(List<WrittenEvent> written) {
    PublishObservation observation =
        observers.areNone()
            ? null
            : observers.publishing(
                new PublishStart(written.size(), outbox instanceof TransactionOutbox));
    if (observation == null) {
      return store(written, null);
    }
    try {
      List<Stored> stored = store(written, observation.traceparent());
      observation.stored(stored.stream().map(Stored::answer).toList());
      return stored;
    } catch (RuntimeException | Error e) {
      observation.failed(e);
      throw e;
    }
  }

  /** Matches with the webhooks that are known, and anew when the store knows others. */
  private List<Stored> store(List<WrittenEvent> written, @Nullable String traceparent) {
    Map<String, Subscriptions> known = new HashMap<>();
    for (WrittenEvent one : written) {
      known.computeIfAbsent(one.event().workspace(), id -> subscriptions.known(outbox, id));
    }
    if (written.get(0).onlyTo() != null) {
      // Of a webhook that is not known the caller is told that there is none.
      known.replaceAll((id, before) -> subscriptions.present(outbox, id, before));
    }
    for (int tries = 1; ; tries++) {
      Handover handover = afterCommit == null ? Handover.none() : engine.handover();
      List<MatchedEvent> matched = new ArrayList<>(written.size());
      List<NewEvent> events = new ArrayList<>(written.size());
      for (WrittenEvent one : written) {
        MatchedEvent match =
            this.events.matched(one, webhooksOf(one, known), handover::takes, traceparent);
        matched.add(match);
        events.add(match.event());
      }
      Optional<List<PublishedEvent>> published =
          outbox.append(new EventBatch(events, versions(known, tries), handover.lease()));
      if (published.isPresent()) {
        List<PublishedEvent> answers = published.get();
        if (afterCommit != null) {
          afterCommit.accept(() -> committed(handover, events, answers));
        }
        List<Stored> stored = new ArrayList<>(answers.size());
        for (int i = 0; i < answers.size(); i++) {
          stored.add(new Stored(events.get(i), matched.get(i).told(answers.get(i))));
        }
        return stored;
      }
      known.replaceAll((id, before) -> subscriptions.present(outbox, id, before));
    }
  }

  private static List<Webhook> webhooksOf(WrittenEvent one, Map<String, Subscriptions> known) {
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

  private void committed(Handover handover, List<NewEvent> events, List<PublishedEvent> published) {
    handover.committed(events, published);
    if (handover.leftSomething()) {
      engine.wakeUp();
    }
  }
}
