package dev.webhooks.jdbc;

import dev.webhooks.jdbc.Bulk.Input;
import dev.webhooks.jdbc.WebhookTable.Present;
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
              Stream.concat(
                      NewEvents.DELIVERY_INPUTS.stream(), Stream.of(Bulk.bigint("created_at")))
                  .toArray(Input[]::new))
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
    Optional<Present> unlessStale =
        WebhookTable.present(session, events.versions(), events.maybeOrdered(events.all()));
    if (unlessStale.isEmpty()) {
      return Optional.empty();
    }
    Present present = unlessStale.get();
    long now = present.now();
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
    session.write(PENDING, pending(session, events, stored, present));
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
    return withTime(NewEvents.row(event), now);
  }

  private static @Nullable Object[] withTime(@Nullable Object[] row, long now) {
    @Nullable Object[] withTime = Arrays.copyOf(row, row.length + 1);
    withTime[row.length] = now;
    return withTime;
  }

  private static List<@Nullable Object[]> deliveries(List<NewEvent> events, long now) {
    return NewEvents.deliveryRows(events).stream().map(row -> withTime(row, now)).toList();
  }

  /** What is for an ordered webhook is nobody's until its turn has come. */
  private static List<@Nullable Object[]> pending(
      Session session, NewEvents batch, List<NewEvent> events, Present present)
      throws SQLException {
    boolean anyInLine =
        events.stream()
            .flatMap(event -> event.deliveries().stream())
            .anyMatch(delivery -> present.ordered().contains(delivery.webhookId()));
    long number = anyInLine ? session.dialect().nextTurn(session) : 0;
    List<@Nullable Object[]> rows = new ArrayList<>();
    for (NewEvent event : events) {
      for (NewDelivery delivery : event.deliveries()) {
        boolean inLine = present.ordered().contains(delivery.webhookId());
        boolean leased = delivery.leased() && !inLine;
        long due = present.now() + (leased ? batch.lease() : 0);
        rows.add(
            new @Nullable Object[] {
              delivery.id(),
              event.workspace(),
              delivery.webhookId(),
              inLine ? Places.of(number, batch.positionOf(event)) : due,
              leased ? NewDelivery.FIRST_TOKEN : 0L
            });
      }
    }
    return rows;
  }
}
