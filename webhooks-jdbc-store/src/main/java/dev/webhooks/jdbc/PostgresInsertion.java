package dev.webhooks.jdbc;

import dev.webhooks.jdbc.Bulk.Input;
import dev.webhooks.spi.NewEvent;
import dev.webhooks.spi.NewEvent.NewDelivery;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
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

/**
 * PostgreSQL's: one statement compares the versions and writes all three tables; {@linkplain
 * LoneEvent another one} where it is about a lone event. What is too much for a statement goes step
 * by step.
 *
 * <p>Its plan may be kept for good, and made when every table is empty: it reads none of them but
 * for a workspace's version and, where the publisher can't say it, whether a webhook is ordered, by
 * their keys, and PostgreSQL plans anew once it has counted that there are more.
 */
final class PostgresInsertion implements Insertion {
  private static final List<Input> VERSIONS =
      List.of(Bulk.text("workspace"), Bulk.bigint("version"));

  /** And whether it is leased, and where its event stands in the batch. */
  private static final List<Input> DELIVERIES =
      Stream.concat(
              NewEvents.DELIVERY_INPUTS.stream(),
              Stream.of(Bulk.integer("leased"), Bulk.bigint("position")))
          .toList();

  /** Ends the insertion of events. */
  static final String UNLESS_KNOWN =
      "on conflict (workspace, idempotency_key) where idempotency_key is not null do nothing";

  private static final String INSERT =
      """
      with present as materialized (
        select {now} as stored_at, not exists (
          select 1 from VERSION_ROWS
          where in_version <> coalesce(
            (select w.version from webhooks_workspace w where w.id = in_workspace), 0)) as as_known),
      event as (
        insert into webhooks_event (id, workspace, account, type, body, idempotency_key, deliveries,
          traceparent, created_at)
        select in_id, in_workspace, in_account, in_type, in_body, in_idempotency_key, in_deliveries,
          in_traceparent, (select stored_at from present)
        from EVENT_ROWS where (select as_known from present) UNLESS_KNOWN
        returning id),
      wanted as materialized (
        select in_id, in_event_id, in_event_type, in_workspace, in_account, in_webhook_id, in_test,
          in_leased, in_position
        from DELIVERY_ROWS where (select as_known from present) IF_STORED),
      IN_ORDER
      delivery as (
        insert into webhooks_delivery (id, event_id, event_type, workspace, account, webhook_id,
          test, created_at, state, attempts, round_start, token)
        select in_id, in_event_id, in_event_type, in_workspace, in_account, in_webhook_id, in_test,
          (select stored_at from present), 'PENDING', 0, 0, 0
        from wanted
        returning 1),
      pending as (
        insert into webhooks_pending (delivery_id, workspace, webhook_id, due_at, token)
        select in_id, in_workspace, in_webhook_id, DUE_AT, TOKEN
        from wanted
        returning 1)
      select as_known, stored_at, (select count(*) from event), (select count(*) from delivery),
        (select count(*) from pending), STORED_IDS
      from present\
      """
          .replace("VERSION_ROWS", PgArrays.unnested(VERSIONS))
          .replace("EVENT_ROWS", PgArrays.unnested(NewEvents.INPUTS))
          .replace("DELIVERY_ROWS", PgArrays.unnested(DELIVERIES));

  private static final String DUE_AT =
      "(select stored_at from present) + in_leased * cast(? as bigint)";

  private static final String TOKEN = "in_leased * " + NewDelivery.FIRST_TOKEN;

  /** Where nobody needs to know whether a webhook is ordered. */
  private static final String UNORDERED =
      INSERT.replace("IN_ORDER", "").replace("DUE_AT", DUE_AT).replace("TOKEN", TOKEN);

  private static final String ORDERED =
      INSERT
          .replace(
              "IN_ORDER",
              """
              in_order as materialized (
                select w.id from webhooks_webhook w
                where w.id = any (array(select distinct in_webhook_id from wanted)) and w.ordered),
              turn as materialized (
                select FIRST_PLACE + nextval('webhooks_turn') * OF_A_NUMBER as first_place
                where exists (select 1 from in_order)),\
              """)
          .replace(
              "DUE_AT",
              "case when IN_LINE then (select first_place from turn) + in_position else "
                  + DUE_AT
                  + " end")
          .replace("TOKEN", "case when IN_LINE then 0 else " + TOKEN + " end")
          .replace("IN_LINE", "(in_webhook_id in (select id from in_order)) is true")
          .replace("FIRST_PLACE", Long.toString(Places.FIRST))
          .replace("OF_A_NUMBER", Long.toString(Places.OF_A_NUMBER));

  private static final String UNKEYED_ORDERED = unkeyed(ORDERED);
  private static final String KEYED_ORDERED = keyed(ORDERED);
  private static final String UNKEYED = unkeyed(UNORDERED);
  private static final String KEYED = keyed(UNORDERED);

  private final Insertion stepwise = new StepwiseInsertion();

  @Override
  public Prepared prepare(NewEvents events) {
    LoneEvent lone = LoneEvent.of(events, stepwise);
    return lone == null ? new Rows(events) : lone;
  }

  /** What the statement is given. */
  private final class Rows implements Prepared {
    private final NewEvents fresh;
    private final List<@Nullable Object[]> versions = new ArrayList<>();
    private final List<@Nullable Object[]> events;
    private final List<@Nullable Object[]> deliveries;

    Rows(NewEvents fresh) {
      this.fresh = fresh;
      for (Map.Entry<String, Long> one : fresh.versions().entrySet()) {
        versions.add(new @Nullable Object[] {one.getKey(), one.getValue()});
      }
      List<NewEvent> all = fresh.all();
      this.events = all.stream().map(NewEvents::row).toList();
      this.deliveries = deliveryRows(fresh, all);
    }

    private static List<@Nullable Object[]> deliveryRows(NewEvents batch, List<NewEvent> all) {
      List<@Nullable Object[]> rows = NewEvents.deliveryRows(all);
      int row = 0;
      for (NewEvent event : all) {
        for (NewDelivery delivery : event.deliveries()) {
          @Nullable Object[] inLog = rows.get(row);
          @Nullable Object[] inQueue = Arrays.copyOf(inLog, inLog.length + 2);
          inQueue[inLog.length] = delivery.leased() ? 1 : 0;
          inQueue[inLog.length + 1] = Places.offset(batch.positionOf(event));
          rows.set(row++, inQueue);
        }
      }
      return rows;
    }

    /**
     * The events of refused keys are looked for afterwards, and may be gone by then. A single one
     * can be tried anew as if nothing had happened; what was stored beside it could not.
     */
    @Override
    public boolean isOneStatement(StatementLimit limit) {
      boolean alone = fresh.keyed().size() == 1 && fresh.unkeyed().isEmpty();
      return (fresh.keyed().isEmpty() || alone) && fit(limit);
    }

    private boolean fit(StatementLimit limit) {
      return limit.fits(versions) && limit.fits(events) && limit.fits(deliveries);
    }

    @Override
    public Optional<Inserted> insert(Session session) throws SQLException {
      if (!fit(session.limit())) {
        return stepwise.prepare(fresh).insert(session);
      }
      Session.refuseUnlessStorable(versions);
      Session.refuseUnlessStorable(events);
      Session.refuseUnlessStorable(deliveries);
      session.limit().carry(Math.max(events.size(), deliveries.size()));
      String text = session.sql().of(text());
      try (PreparedStatement statement = session.connection().prepareStatement(text)) {
        bind(statement);
        return inserted(statement, fresh);
      }
    }

    private String text() {
      boolean ordered = !fresh.maybeOrdered(fresh.all()).isEmpty();
      if (fresh.keyed().isEmpty()) {
        return ordered ? UNKEYED_ORDERED : UNKEYED;
      }
      return ordered ? KEYED_ORDERED : KEYED;
    }

    private void bind(PreparedStatement statement) throws SQLException {
      int next = PgArrays.bind(statement, 1, VERSIONS, versions);
      next = PgArrays.bind(statement, next, NewEvents.INPUTS, events);
      next = PgArrays.bind(statement, next, DELIVERIES, deliveries);
      statement.setLong(next, fresh.lease());
    }
  }

  private static String unkeyed(String insert) {
    return insert
        .replace("UNLESS_KNOWN", "")
        .replace("IF_STORED", "")
        .replace("STORED_IDS", "cast(null as text[])");
  }

  /**
   * As a plain condition, IN would become a join, and a plan that is kept might compare each with
   * each. So it is a look-up in a hash table.
   */
  private static String keyed(String insert) {
    return insert
        .replace("UNLESS_KNOWN", UNLESS_KNOWN)
        .replace("IF_STORED", "and (in_event_id in (select id from event)) is true")
        .replace("STORED_IDS", "array(select id from event)");
  }

  /** Runs a statement that answers as {@link #INSERT} does. */
  static Optional<Inserted> inserted(PreparedStatement statement, NewEvents events)
      throws SQLException {
    try (ResultSet row = statement.executeQuery()) {
      if (!row.next()) {
        throw new SQLException("storing events answered nothing", "02000");
      }
      return row.getBoolean(1) ? Optional.of(inserted(row, events)) : Optional.empty();
    }
  }

  private static Inserted inserted(ResultSet row, NewEvents events) throws SQLException {
    Set<IdempotencyKey> refused = new HashSet<>();
    if (!events.keyed().isEmpty()) {
      Set<Object> stored = Set.of((Object[]) row.getArray(6).getArray());
      events
          .keyed()
          .forEach(
              (key, event) -> {
                if (!stored.contains(event.id())) {
                  refused.add(key);
                }
              });
    }
    int deliveries = 0;
    for (NewEvent event : events.all()) {
      IdempotencyKey key = IdempotencyKey.of(event);
      deliveries += key != null && refused.contains(key) ? 0 : event.deliveries().size();
    }
    int stored = events.unkeyed().size() + events.keyed().size() - refused.size();
    requireCount(stored, row.getInt(3));
    requireCount(deliveries, row.getInt(4));
    requireCount(deliveries, row.getInt(5));
    return new Inserted(row.getLong(2), refused);
  }

  /** Another client's statement has other counts. */
  private static void requireCount(int expected, int counted) throws SQLException {
    if (counted != expected) {
      throw new StatementNames.WrongCountException(expected, counted);
    }
  }
}
