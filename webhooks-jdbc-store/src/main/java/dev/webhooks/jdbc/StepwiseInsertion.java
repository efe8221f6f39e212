package dev.webhooks.jdbc;

import dev.webhooks.jdbc.Bulk.Input;
import dev.webhooks.model.DeliveryState;
import dev.webhooks.spi.NewEvent;
import dev.webhooks.spi.NewEvent.NewDelivery;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A table at a time, within a transaction: as every database can do it, and any number of rows. */
final class StepwiseInsertion implements Insertion {
  private static final Bulk EVENTS =
      Bulk.insert(
          "webhooks_event",
          Stream.concat(NewEvents.INPUTS.stream(), Stream.of(Bulk.bigint("created_at")))
              .toArray(Input[]::new));

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
          Bulk.text("workspace"),
          Bulk.text("webhook_id"),
          Bulk.bigint("due_at"),
          Bulk.bigint("token"));

  @Override
  public Prepared prepare(NewEvents events) {
    return new Prepared() {
      @Override
      public boolean isOneStatement(StatementLimit limit) {
        return false;
      }

      @Override
      public Optional<Inserted> insert(Session session) throws SQLException {
        return StepwiseInsertion.insert(session, events);
      }
    };
  }

  private static Optional<Inserted> insert(Session session, NewEvents events) throws SQLException {
    OptionalLong unlessStale = WebhookTable.nowIfPresent(session, events.versions());
    if (unlessStale.isEmpty()) {
      return Optional.empty();
    }
    long now = unlessStale.getAsLong();
    session.write(EVENTS, events.unkeyed().stream().map(event -> row(event, now)).toList());
    Set<IdempotencyKey> refused = insertKeyed(session, events.keyed(), now);
    List<NewEvent> stored = new ArrayList<>(events.unkeyed());
    events
        .keyed()
        .forEach(
            (key, event) -> {
              if (!refused.contains(key)) {
                stored.add(event);
              }
            });
    session.write(DELIVERIES, deliveries(stored, now));
    session.write(PENDING, pending(stored, now, events.lease()));
    return Optional.of(new Inserted(now, refused));
  }

  private static Set<IdempotencyKey> insertKeyed(
      Session session, Map<IdempotencyKey, NewEvent> keyed, long now) throws SQLException {
    if (keyed.isEmpty()) {
      return Set.of();
    }
    boolean[] inserted =
        session.insertKeyedEvents(
            EVENTS, keyed.values().stream().map(event -> row(event, now)).toList());
    Set<IdempotencyKey> refused = new HashSet<>();
    int i = 0;
    for (IdempotencyKey key : keyed.keySet()) {
      if (!inserted[i++]) {
        refused.add(key);
      }
    }
    return refused;
  }

  private static @Nullable Object[] row(NewEvent event, long now) {
    @Nullable Object[] row = NewEvents.row(event);
    @Nullable Object[] withTime = Arrays.copyOf(row, row.length + 1);
    withTime[row.length] = now;
    return withTime;
  }

  /** The time takes the place of what only the queue wants to know. */
  private static List<@Nullable Object[]> deliveries(List<NewEvent> events, long now) {
    List<@Nullable Object[]> rows = NewEvents.deliveryRows(events);
    rows.forEach(row -> row[row.length - 1] = now);
    return rows;
  }

  private static List<@Nullable Object[]> pending(List<NewEvent> events, long now, long lease) {
    List<@Nullable Object[]> rows = new ArrayList<>();
    for (NewEvent event : events) {
      for (NewDelivery delivery : event.deliveries()) {
        rows.add(
            new @Nullable Object[] {
              delivery.id(),
              event.workspace(),
              delivery.webhookId(),
              delivery.leased() ? now + lease : now,
              delivery.leased() ? NewDelivery.FIRST_TOKEN : 0
            });
      }
    }
    return rows;
  }
}
