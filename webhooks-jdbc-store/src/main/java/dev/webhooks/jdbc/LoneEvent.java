package dev.webhooks.jdbc;

import dev.webhooks.jdbc.Bulk.Input;
import dev.webhooks.spi.NewEvent;
import dev.webhooks.spi.NewEvent.NewDelivery;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Types;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One event that is stored by itself, of whose webhooks none is ordered: on PostgreSQL a statement
 * of its own, which answers as {@link PostgresInsertion}'s does and costs the server half of that.
 * The event travels as plain values, and what its deliveries have of it they have from there; so
 * does a delivery that is the only one, which saves an array for each column and a look at it.
 *
 * <p>Its plan may be kept for good: it joins nothing, and reads a workspace's version by its key.
 */
final class LoneEvent implements Insertion.Prepared {
  private static final List<Input> DELIVERIES =
      List.of(Bulk.text("id"), Bulk.text("webhook_id"), Bulk.integer("leased"));

  private static final String ONE_DELIVERY =
      "(values (cast(? as text), cast(? as text), cast(? as int4)))"
          + " as row_of (in_id, in_webhook_id, in_leased)";

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
      select ACCEPTED, coalesce(max(created_at), 0), count(*),
        (select count(*) from delivery), (select count(*) from pending), STORED_IDS
      from event\
      """
          .replace("FIRST_TOKEN", Long.toString(NewDelivery.FIRST_TOKEN));

  /** What has no key is refused for its version alone. */
  private static final String UNKEYED =
      INSERT
          .replace("IS_AS_KNOWN", IS_AS_KNOWN)
          .replace("ACCEPTED", "count(*) > 0")
          .replace("UNLESS_KNOWN", "")
          .replace("STORED_IDS", "cast(null as text[])");

  private static final String KEYED =
      INSERT
          .replace("IS_AS_KNOWN", IS_AS_KNOWN)
          .replace("ACCEPTED", "count(*) > 0 or " + IS_AS_KNOWN)
          .replace("UNLESS_KNOWN", PostgresInsertion.UNLESS_KNOWN)
          .replace("STORED_IDS", "array(select id from event)");

  private static final String UNKEYED_TO_ONE = toOne(UNKEYED);
  private static final String UNKEYED_TO_SOME = toSome(UNKEYED);
  private static final String KEYED_TO_ONE = toOne(KEYED);
  private static final String KEYED_TO_SOME = toSome(KEYED);

  private final NewEvents batch;
  private final NewEvent event;
  private final long version;
  private final List<@Nullable Object[]> deliveries;
  private final Insertion stepwise;

  private LoneEvent(NewEvents batch, NewEvent event, long version, Insertion stepwise) {
    this.batch = batch;
    this.event = event;
    this.version = version;
    this.deliveries = rows(event.deliveries());
    this.stepwise = stepwise;
  }

  /**
   * Null where it is not the only one, or its order or version is to be looked for.
   *
   * @param stepwise for one whose deliveries are too many for a statement
   */
  static @Nullable LoneEvent of(NewEvents fresh, Insertion stepwise) {
    List<NewEvent> all = fresh.all();
    if (all.size() != 1 || fresh.versions().size() != 1 || !fresh.maybeOrdered(all).isEmpty()) {
      return null;
    }
    NewEvent event = all.get(0);
    Long version = fresh.versions().get(event.workspace());
    return version == null ? null : new LoneEvent(fresh, event, version, stepwise);
  }

  private static List<@Nullable Object[]> rows(List<NewDelivery> deliveries) {
    List<@Nullable Object[]> rows = new ArrayList<>(deliveries.size());
    for (NewDelivery delivery : deliveries) {
      rows.add(new @Nullable Object[] {delivery.id(), delivery.webhookId(), leased(delivery)});
    }
    return rows;
  }

  @Override
  public boolean isOneStatement(StatementLimit limit) {
    return limit.fits(deliveries);
  }

  @Override
  public Optional<Insertion.Inserted> insert(Session session) throws SQLException {
    if (!isOneStatement(session.limit())) {
      return stepwise.prepare(batch).insert(session);
    }
    Session.refuseUnlessStorable(List.<@Nullable Object[]>of(NewEvents.row(event)));
    Session.refuseUnlessStorable(deliveries);
    session.limit().carry(Math.max(1, deliveries.size()));
    String text = session.sql().of(text());
    try (PreparedStatement statement = session.connection().prepareStatement(text)) {
      bind(statement);
      return PostgresInsertion.inserted(statement, batch);
    }
  }

  private static String toOne(String insert) {
    return insert.replace("DELIVERY_ROWS", ONE_DELIVERY);
  }

  private static String toSome(String insert) {
    return insert.replace("DELIVERY_ROWS", PgArrays.unnested(DELIVERIES));
  }

  private String text() {
    if (event.idempotencyKey() == null) {
      return isToOne() ? UNKEYED_TO_ONE : UNKEYED_TO_SOME;
    }
    return isToOne() ? KEYED_TO_ONE : KEYED_TO_SOME;
  }

  private boolean isToOne() {
    return deliveries.size() == 1;
  }

  private void bind(PreparedStatement statement) throws SQLException {
    int next = bindEvent(statement);
    next = bindVersion(statement, next);
    next =
        isToOne()
            ? bindDelivery(statement, next, event.deliveries().get(0))
            : PgArrays.bind(statement, next, DELIVERIES, deliveries);
    if (event.test()) {
      statement.setBoolean(next, true);
    } else {
      statement.setNull(next, Types.BOOLEAN);
    }
    statement.setLong(next + 1, batch.lease());
    if (event.idempotencyKey() != null) {
      bindVersion(statement, next + 2);
    }
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

  private static int bindDelivery(PreparedStatement statement, int first, NewDelivery delivery)
      throws SQLException {
    statement.setString(first, delivery.id());
    statement.setString(first + 1, delivery.webhookId());
    statement.setInt(first + 2, leased(delivery));
    return first + 3;
  }

  private static int leased(NewDelivery delivery) {
    return delivery.leased() ? 1 : 0;
  }
}
