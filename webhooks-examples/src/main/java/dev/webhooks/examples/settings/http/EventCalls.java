package dev.webhooks.examples.settings.http;

import dev.webhooks.DeliveryLog;
import dev.webhooks.EventPublisher;
import dev.webhooks.examples.settings.Counters;
import dev.webhooks.model.Event;
import dev.webhooks.model.InvalidInputException;
import dev.webhooks.model.PublishedEvent;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** What happens in the product. */
final class EventCalls {
  private static final int MAX_EVENTS = 1_000;
  private static final String[] FIELDS = {
    "event", "account", "data", "timestamp", "idempotencyKey"
  };

  /**
   * What became of an event.
   *
   * @param held how many of the deliveries wait for a webhook that is not active
   * @param duplicate whether the idempotency key was known, so that the event that came first
   *     stands, whatever this one says
   */
  private record Published(String eventId, int deliveries, int held, boolean duplicate) {
    static Published of(PublishedEvent event, HeldDeliveries held) {
      return new Published(event.eventId(), event.deliveries(), held.of(event), event.duplicate());
    }
  }

  private record AllPublished(List<Published> events) {}

  private final EventPublisher publisher;
  private final DeliveryLog log;
  private final Counters counters;

  EventCalls(EventPublisher publisher, DeliveryLog log, Counters counters) {
    this.publisher = publisher;
    this.log = log;
    this.counters = counters;
  }

  void route(RoutesConfig routes) {
    routes.post("/api/workspaces/{ws}/events", this::publish);
  }

  private void publish(Context call) throws IOException {
    String workspace = PathParameters.workspace(call);
    RequestBody body = RequestBody.of(call);
    if (body.isArray()) {
      List<Event> events = events(workspace, body.objects("events", MAX_EVENTS, FIELDS));
      Json.answer(call, 202, new AllPublished(told(workspace, publisher.publishAll(events))));
    } else {
      Event event = event(workspace, body.object(FIELDS));
      Json.answer(call, 202, told(workspace, List.of(publisher.publish(event))).get(0));
    }
  }

  private List<Published> told(String workspace, List<PublishedEvent> events) {
    counters.published(events.stream().filter(event -> !event.duplicate()).count());
    HeldDeliveries held = HeldDeliveries.of(log, workspace, events);
    return events.stream().map(event -> Published.of(event, held)).toList();
  }

  private static List<Event> events(String workspace, List<JsonFields> objects) {
    List<Event> events = new ArrayList<>(objects.size());
    for (JsonFields fields : objects) {
      try {
        events.add(event(workspace, fields));
      } catch (InvalidInputException e) {
        // As the library names it, where it is the one that refuses.
        throw e.within("events[" + events.size() + "]");
      }
    }
    return events;
  }

  private static Event event(String workspace, JsonFields fields) {
    return Event.builder(fields.text("event"))
        .workspace(workspace)
        .account(fields.optionalText("account"))
        .json(fields.object("data"))
        .timestamp(fields.optionalTime("timestamp"))
        .idempotencyKey(fields.optionalText("idempotencyKey"))
        .build();
  }
}
