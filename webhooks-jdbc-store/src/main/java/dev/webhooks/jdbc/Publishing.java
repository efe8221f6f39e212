package dev.webhooks.jdbc;

import static java.util.Objects.requireNonNull;
import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.mapping;
import static java.util.stream.Collectors.toList;

import dev.webhooks.jdbc.Insertion.Inserted;
import dev.webhooks.jdbc.Insertion.Prepared;
import dev.webhooks.jdbc.Session.Ids;
import dev.webhooks.model.PublishedEvent;
import dev.webhooks.spi.NewEvent;
import dev.webhooks.spi.StoreException;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** Stores events with their deliveries, and finds those that were stored before. */
final class Publishing {
  private Publishing() {}

  /**
   * Empty when the subscriptions are not the ones that the batch was made by.
   *
   * @param prepared the fresh ones
   */
  static Optional<List<PublishedEvent>> append(
      Session session, List<NewEvent> events, NewEvents fresh, Prepared prepared)
      throws SQLException {
    Optional<Inserted> inserted = prepared.insert(session);
    if (inserted.isEmpty()) {
      return Optional.empty();
    }
    Map<IdempotencyKey, PublishedEvent> known = known(session, fresh, inserted.get().refused());
    return Optional.of(answers(events, known, Micros.instant(inserted.get().at())));
  }

  /** The events that have the keys that were refused. */
  private static Map<IdempotencyKey, PublishedEvent> known(
      Session session, NewEvents fresh, Set<IdempotencyKey> refused) throws SQLException {
    if (refused.isEmpty()) {
      return Map.of();
    }
    Map<IdempotencyKey, PublishedEvent> known = known(session, refused);
    List<String> unexplained =
        refused.stream()
            .filter(key -> !known.containsKey(key))
            .map(key -> requireNonNull(fresh.keyed().get(key)).id())
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

  private static Map<IdempotencyKey, PublishedEvent> known(
      Session session, Set<IdempotencyKey> keys) throws SQLException {
    Map<String, List<String>> byWorkspace =
        keys.stream()
            .collect(
                groupingBy(
                    IdempotencyKey::workspace,
                    TreeMap::new,
                    mapping(IdempotencyKey::key, toList())));
    Map<IdempotencyKey, PublishedEvent> known = new HashMap<>();
    for (Map.Entry<String, List<String>> asked : byWorkspace.entrySet()) {
      session.forEach(
          "select idempotency_key, id, deliveries, created_at from webhooks_event"
              + " where workspace = ? and idempotency_key {in}"
              + session.dialect().seeingCommitted(),
          row ->
              known.put(
                  new IdempotencyKey(asked.getKey(), row.getString(1)),
                  PublishedEvent.duplicateOf(
                      row.getString(2), row.getInt(3), Micros.instant(row.getLong(4)))),
          asked.getKey(),
          new Ids(asked.getValue()));
    }
    return known;
  }

  private static List<PublishedEvent> answers(
      List<NewEvent> events, Map<IdempotencyKey, PublishedEvent> known, Instant now) {
    List<PublishedEvent> answers = new ArrayList<>();
    Map<IdempotencyKey, PublishedEvent> repeats = new HashMap<>(known);
    for (NewEvent event : events) {
      IdempotencyKey key = IdempotencyKey.of(event);
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
}
