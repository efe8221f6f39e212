package dev.webhooks.jdbc;

import dev.webhooks.jdbc.Bulk.Input;
import dev.webhooks.spi.EventBatch;
import dev.webhooks.spi.NewEvent;
import dev.webhooks.spi.NewEvent.NewDelivery;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What of a batch is to be inserted, unless its workspaces know the keys: of the events with one
 * key the first, and of those without a key the ones that somebody wants.
 *
 * @param keyed in the order of their keys, so that two nodes that store the same ones don't lock
 *     each other out
 * @param positions of the events in the batch, by their ids
 * @param versions of subscriptions, by workspace, without which nothing is stored
 * @param lease of the deliveries that are leased, in microseconds
 */
record NewEvents(
    List<NewEvent> unkeyed,
    SortedMap<IdempotencyKey, NewEvent> keyed,
    Map<String, Integer> positions,
    Map<String, Long> versions,
    long lease) {

  /** What the events' table holds of an event but for its time. */
  static final List<Input> INPUTS =
      List.of(
          Bulk.text("id"),
          Bulk.text("workspace"),
          Bulk.text("account"),
          Bulk.text("type"),
          Bulk.bytes("body"),
          Bulk.text("idempotency_key"),
          Bulk.integer("deliveries"),
          Bulk.text("traceparent"));

  static NewEvents of(EventBatch batch) {
    List<NewEvent> unkeyed = new ArrayList<>();
    SortedMap<IdempotencyKey, NewEvent> keyed = new TreeMap<>();
    Map<String, Integer> positions = new HashMap<>();
    for (NewEvent event : batch.events()) {
      positions.put(event.id(), positions.size());
      IdempotencyKey key = IdempotencyKey.of(event);
      if (key != null) {
        keyed.putIfAbsent(key, event);
      } else if (!event.deliveries().isEmpty()) {
        unkeyed.add(event);
      }
    }
    return new NewEvents(unkeyed, keyed, positions, batch.versions(), Micros.of(batch.lease()));
  }

  /** All of them, those without a key first. */
  List<NewEvent> all() {
    List<NewEvent> all = new ArrayList<>(unkeyed);
    all.addAll(keyed.values());
    return all;
  }

  /** What the log holds of a delivery but for its time; {@link #deliveryRows} are its values. */
  static final List<Input> DELIVERY_INPUTS =
      List.of(
          Bulk.text("id"),
          Bulk.text("event_id"),
          Bulk.text("event_type"),
          Bulk.text("workspace"),
          Bulk.text("account"),
          Bulk.text("webhook_id"),
          Bulk.flag("test"));

  /** The values of the {@link #INPUTS}. */
  static @Nullable Object[] row(NewEvent event) {
    return new @Nullable Object[] {
      event.id(),
      event.workspace(),
      event.account(),
      event.type(),
      event.body(),
      event.idempotencyKey(),
      event.deliveries().size(),
      event.traceparent()
    };
  }

  /** What the log holds of an event's deliveries but for their time. */
  static List<@Nullable Object[]> deliveryRows(List<NewEvent> events) {
    List<@Nullable Object[]> rows = new ArrayList<>();
    for (NewEvent event : events) {
      for (NewDelivery delivery : event.deliveries()) {
        rows.add(
            new @Nullable Object[] {
              delivery.id(),
              event.id(),
              event.type(),
              event.workspace(),
              event.account(),
              delivery.webhookId(),
              Bulk.yesOrNull(event.test())
            });
      }
    }
    return rows;
  }

  /**
   * Those of the webhooks of some events whose order is to be looked for: the publisher does not
   * know it, or of versions that may be others by now.
   */
  List<String> maybeOrdered(List<NewEvent> events) {
    List<String> webhooks = new ArrayList<>();
    for (NewEvent event : events) {
      boolean asKnown = versions.containsKey(event.workspace());
      for (NewDelivery delivery : event.deliveries()) {
        if (!asKnown || !delivery.unordered()) {
          webhooks.add(delivery.webhookId());
        }
      }
    }
    return webhooks;
  }

  /** Where an event stands in the batch. */
  int positionOf(NewEvent event) {
    return positions.getOrDefault(event.id(), 0);
  }
}
