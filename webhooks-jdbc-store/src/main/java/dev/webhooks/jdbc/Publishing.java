package dev.webhooks.jdbc;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.mapping;
import static java.util.stream.Collectors.toList;

import dev.webhooks.jdbc.Session.Ids;
import dev.webhooks.model.DeliveryState;
import dev.webhooks.model.PublishedEvent;
import dev.webhooks.spi.EventBatch;
import dev.webhooks.spi.NewEvent;
import dev.webhooks.spi.NewEvent.NewDelivery;
import dev.webhooks.spi.StoreException;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Stores events with their deliveries. */
final class Publishing {
  private static final Bulk EVENTS =
      Bulk.insert(
          "webhooks_event",
          Bulk.text("id"),
          Bulk.text("workspace"),
          Bulk.text("account"),
          Bulk.text("type"),
          Bulk.bytes("body"),
          Bulk.text("idempotency_key"),
          Bulk.integer("deliveries"),
          Bulk.bigint("created_at"));

  private static final Bulk DELIVERIES =
      Bulk.insert(
              "webhooks_delivery",
              Bulk.text("id"),
              Bulk.text("event_id"),
              Bulk.text("event_type"),
              Bulk.text("workspace"),
              Bulk.text("account"),
              Bulk.text("webhook_id"),
              Bulk.bigint("created_at"))
          .with("state", "'" + DeliveryState.PENDING + "'")
          .with("attempts", "0")
          .with("round_start", "0")
          .with("token", "0");

  private static final Bulk PENDING =
      Bulk.insert(
          "webhooks_pending",
          Bulk.text("delivery_id"),
          Bulk.text("webhook_id"),
          Bulk.bigint("due_at"),
          Bulk.bigint("token"));

  private Publishing() {}

  /** An idempotency key in its workspace. */
  private record Key(String workspace, String key) implements Comparable<Key> {
    static @Nullable Key of(NewEvent event) {
      return event.idempotencyKey() == null
          ? null
          : new Key(event.workspace(), event.idempotencyKey());
    }

    @Override
    public int compareTo(Key other) {
      return Comparator.comparing(Key::workspace).thenComparing(Key::key).compare(this, other);
    }
  }

  /** Empty when the subscriptions are not the ones that the batch was made by. */
  static Optional<List<PublishedEvent>> append(Session session, EventBatch batch)
      throws SQLException {
    return WebhookTable.arePresent(session, batch.versions())
        ? Optional.of(append(session, batch.events(), Micros.of(batch.lease())))
        : Optional.empty();
  }

  private static List<PublishedEvent> append(Session session, List<NewEvent> events, long lease)
      throws SQLException {
    long now = session.now();
    Map<Key, NewEvent> keyed = new TreeMap<>();
    List<NewEvent> stored = new ArrayList<>();
    for (NewEvent event : events) {
      Key key = Key.of(event);
      if (key != null) {
        keyed.putIfAbsent(key, event);
      } else if (!event.deliveries().isEmpty()) {
        stored.add(event);
      }
    }
    session.write(EVENTS, stored.stream().map(event -> eventRow(event, now)).toList());
    Map<Key, PublishedEvent> known = insertKeyed(session, keyed, now);
    keyed.forEach(
        (key, event) -> {
          if (!known.containsKey(key)) {
            stored.add(event);
          }
        });
    insertDeliveries(session, stored, now, lease);
    return answers(events, known, Micros.instant(now));
  }

  /**
   * Inserts events with keys, in the order of their keys, so that two nodes that store the same
   * ones don't lock each other out.
   *
   * @return the events that are there already
   */
  private static Map<Key, PublishedEvent> insertKeyed(
      Session session, Map<Key, NewEvent> keyed, long now) throws SQLException {
    if (keyed.isEmpty()) {
      return Map.of();
    }
    List<@Nullable Object[]> rows =
        keyed.values().stream().map(event -> eventRow(event, now)).toList();
    boolean[] inserted = session.insertKeyedEvents(EVENTS, rows);
    Map<Key, NewEvent> refused = new TreeMap<>();
    int i = 0;
    for (Map.Entry<Key, NewEvent> entry : keyed.entrySet()) {
      if (!inserted[i++]) {
        refused.put(entry.getKey(), entry.getValue());
      }
    }
    Map<Key, PublishedEvent> known = known(session, refused.keySet());
    List<String> unexplained =
        refused.entrySet().stream()
            .filter(entry -> !known.containsKey(entry.getKey()))
            .map(entry -> entry.getValue().id())
            .toList();
    if (!unexplained.isEmpty()) {
      throw unexplained(session, unexplained);
    }
    return known;
  }

  /** Why events were refused although there is none with their keys. */
  private static SQLException unexplained(Session session, List<String> ids) throws SQLException {
    boolean taken =
        session
            .selectOne(
                "select id from webhooks_event where id {in}" + session.dialect().seeingCommitted(),
                row -> row.getString(1),
                new Ids(ids))
            .isPresent();
    if (taken) {
      throw new StoreException("an event's id is taken by another event", null, false);
    }
    return new HiddenKeyException();
  }

  private static Map<Key, PublishedEvent> known(Session session, Set<Key> keys)
      throws SQLException {
    Map<String, List<String>> byWorkspace =
        keys.stream()
            .collect(groupingBy(Key::workspace, TreeMap::new, mapping(Key::key, toList())));
    Map<Key, PublishedEvent> known = new HashMap<>();
    for (Map.Entry<String, List<String>> asked : byWorkspace.entrySet()) {
      session.forEach(
          "select idempotency_key, id, deliveries, created_at from webhooks_event"
              + " where workspace = ? and idempotency_key {in}"
              + session.dialect().seeingCommitted(),
          row ->
              known.put(
                  new Key(asked.getKey(), row.getString(1)),
                  PublishedEvent.duplicateOf(
                      row.getString(2), row.getInt(3), Micros.instant(row.getLong(4)))),
          asked.getKey(),
          new Ids(asked.getValue()));
    }
    return known;
  }

  private static void insertDeliveries(Session session, List<NewEvent> events, long now, long lease)
      throws SQLException {
    List<@Nullable Object[]> deliveries = new ArrayList<>();
    List<@Nullable Object[]> pending = new ArrayList<>();
    for (NewEvent event : events) {
      for (NewDelivery delivery : event.deliveries()) {
        deliveries.add(
            new @Nullable Object[] {
              delivery.id(),
              event.id(),
              event.type(),
              event.workspace(),
              event.account(),
              delivery.webhookId(),
              now
            });
        pending.add(
            new @Nullable Object[] {
              delivery.id(),
              delivery.webhookId(),
              delivery.leased() ? now + lease : now,
              delivery.leased() ? NewDelivery.FIRST_TOKEN : 0
            });
      }
    }
    session.write(DELIVERIES, deliveries);
    session.write(PENDING, pending);
  }

  private static List<PublishedEvent> answers(
      List<NewEvent> events, Map<Key, PublishedEvent> known, Instant now) {
    List<PublishedEvent> answers = new ArrayList<>();
    Map<Key, PublishedEvent> repeats = new HashMap<>(known);
    for (NewEvent event : events) {
      Key key = Key.of(event);
      PublishedEvent repeat = key == null ? null : repeats.get(key);
      if (repeat != null) {
        answers.add(repeat);
      } else {
        int deliveries = event.deliveries().size();
        answers.add(PublishedEvent.stored(event.id(), deliveries, now));
        if (key != null) {
          repeats.put(key, PublishedEvent.duplicateOf(event.id(), deliveries, now));
        }
      }
    }
    return answers;
  }

  private static @Nullable Object[] eventRow(NewEvent event, long now) {
    return new @Nullable Object[] {
      event.id(),
      event.workspace(),
      event.account(),
      event.type(),
      event.body(),
      event.idempotencyKey(),
      event.deliveries().size(),
      now
    };
  }
}
