package dev.webhooks.jdbc;

import dev.webhooks.jdbc.Bulk.Input;
import dev.webhooks.spi.NewEvent;
import dev.webhooks.spi.NewEvent.NewDelivery;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Types;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One event that is stored by itself, of whose webhooks none is ordered: on PostgreSQL a statement
 * of its own, which answers as {@link PostgresInsertion}'s does and costs the server three fifths
 * of that. The event travels as plain values, and what its deliveries have of it they have from
 * there.
 *
 * <p>Its plan may be kept for good: it joins nothing, and reads a workspace's version by its key.
 */
final class LoneEvent {
  private static final List<Input> DELIVERIES =
      List.of(Bulk.text("id"), Bulk.text("webhook_id"), Bulk.integer("leased"));

  private static final String IS_AS_KNOWN =
      "coalesce((select w.version from webhooks_workspace w where w.id = ?), 0) = ?";

  /** Rows are written once and read twice, which costs less than to keep them in between. */
  private static final String INSERT =
      """
      with event as (
        insert into webhooks_event (id, workspace, account, type, body, idempotency_key, deliveries,
          traceparent, created_at)
        select cast(? as text), cast(? as text), cast(? as text), cast(? as text),
          cast(? as bytea), cast(? as text), cast(? as int4), cast(? as text), {now}
        where IS_AS_KNOWN UNLESS_KNOWN
        returning id, workspace, account, type, created_at),
      wanted as not materialized (
        select in_id, in_webhook_id, in_leased, event.id as event_id, event.workspace,
          event.account, event.type, event.created_at
        from event cross join DELIVERY_ROWS),
      delivery as (
        insert into webhooks_delivery (id, event_id, event_type, workspace, account, webhook_id,
          test, created_at, state, attempts, round_start, token)
        select in_id, event_id, type, workspace, account, in_webhook_id, cast(? as bool),
          created_at, 'PENDING', 0, 0, 0
        from wanted
        returning 1),
      pending as (
        insert into webhooks_pending (delivery_id, workspace, webhook_id, due_at, token)
        select in_id, workspace, in_webhook_id, created_at + in_leased * cast(? as bigint),
          in_leased * FIRST_TOKEN
        from wanted
        returning 1)
      select exists (select 1 from event) or IS_AS_KNOWN,
        coalesce((select created_at from event), 0), (select count(*) from event),
        (select count(*) from delivery), (select count(*) from pending),
        array(select id from event)\
      """
          .replace("IS_AS_KNOWN", IS_AS_KNOWN)
          .replace("DELIVERY_ROWS", PgArrays.unnested(DELIVERIES))
          .replace("FIRST_TOKEN", Long.toString(NewDelivery.FIRST_TOKEN));

  private static final String UNKEYED = INSERT.replace("UNLESS_KNOWN", "");
  private static final String KEYED =
      INSERT.replace("UNLESS_KNOWN", PostgresInsertion.UNLESS_KNOWN);

  private final NewEvent event;
  private final long version;
  private final long lease;

  private LoneEvent(NewEvent event, long version, long lease) {
    this.event = event;
    this.version = version;
    this.lease = lease;
  }

  /** Null where it is not the only one, or its order or version is to be looked for. */
  static @Nullable LoneEvent of(NewEvents fresh) {
    List<NewEvent> all = fresh.all();
    if (all.size() != 1 || fresh.versions().size() != 1 || !fresh.maybeOrdered(all).isEmpty()) {
      return null;
    }
    NewEvent event = all.get(0);
    Long version = fresh.versions().get(event.workspace());
    return version == null ? null : new LoneEvent(event, version, fresh.lease());
  }

  String text() {
    return event.idempotencyKey() == null ? UNKEYED : KEYED;
  }

  void bind(PreparedStatement statement) throws SQLException {
    int next = bindEvent(statement);
    next = bindVersion(statement, next);
    next = PgArrays.bind(statement, next, DELIVERIES, deliveries());
    if (event.test()) {
      statement.setBoolean(next, true);
    } else {
      statement.setNull(next, Types.BOOLEAN);
    }
    statement.setLong(next + 1, lease);
    bindVersion(statement, next + 2);
  }

  private int bindEvent(PreparedStatement statement) throws SQLException {
    statement.setString(1, event.id());
    statement.setString(2, event.workspace());
    statement.setString(3, event.account());
    statement.setString(4, event.type());
    statement.setBytes(5, event.body());
    statement.setString(6, event.idempotencyKey());
    statement.setInt(7, event.deliveries().size());
    statement.setString(8, event.traceparent());
    return 9;
  }

  private int bindVersion(PreparedStatement statement, int first) throws SQLException {
    statement.setString(first, event.workspace());
    statement.setLong(first + 1, version);
    return first + 2;
  }

  private List<@Nullable Object[]> deliveries() {
    List<@Nullable Object[]> rows = new ArrayList<>();
    for (NewDelivery delivery : event.deliveries()) {
      rows.add(
          new @Nullable Object[] {delivery.id(), delivery.webhookId(), delivery.leased() ? 1 : 0});
    }
    return rows;
  }
}
