package dev.webhooks.jdbc;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.webhooks.model.Attempt;
import dev.webhooks.model.Cursor;
import dev.webhooks.model.Delivery;
import dev.webhooks.model.DeliveryDetail;
import dev.webhooks.model.DeliveryPage;
import dev.webhooks.model.DeliveryQuery;
import dev.webhooks.model.DeliveryReference;
import dev.webhooks.model.DeliveryState;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Reads deliveries and their attempts. A pending delivery's state follows from its webhook, and is
 * told here.
 */
final class DeliveryLogTable {
  /**
   * How many deliveries a filter looks at in one statement, where the database lets it, and how
   * many such for one page.
   */
  private static final int STRETCH = 20_000;

  private static final int STRETCHES = 5;

  private static final String STATE =
      """
      case when d.state <> 'PENDING' then d.state
        when w.id is null then 'CANCELLED'
        when w.status = 'ACTIVE' then 'PENDING'
        else 'HELD' end\
      """;

  /**
   * Nobody knows it of what is claimed, whose token is the next but one, until the lease ends, nor
   * of what waits for its turn.
   */
  private static final String NEXT_ATTEMPT =
      """
      case when p.due_at >= PLACES then null
        when p.due_at > {now} and p.token <> case d.token when 0 then 0 else d.token + 1 end then null
        else p.due_at end\
      """
          .replace("PLACES", Long.toString(Places.FIRST));

  private static final String COLUMNS =
      "d.id, d.event_id, d.event_type, d.workspace, d.account, d.webhook_id, d.test, "
          + STATE
          + " as state, d.attempts, d.created_at, d.last_status, d.last_error, "
          + NEXT_ATTEMPT
          + " as next_at";

  private static final String DELIVERIES = " from webhooks_delivery d";

  private static final String BESIDE =
      """
       left join webhooks_webhook w on w.id = d.webhook_id
      left join webhooks_pending p on p.delivery_id = d.id\
      """;

  /** By what the log is read in the order of its creation. */
  private enum Order {
    DELIVERIES(DeliveryLogTable.DELIVERIES, "d.created_at"),

    /** A delivery was created when its event was. */
    EVENTS(" from webhooks_event e join webhooks_delivery d on d.event_id = e.id", "e.created_at");

    private final String tables;
    private final String createdAt;

    Order(String tables, String createdAt) {
      this.tables = tables;
      this.createdAt = createdAt;
    }

    static Order of(Session session, DeliveryQuery query) {
      boolean whole =
          query.workspace() == null && query.webhookId() == null && query.eventId() == null;
      return whole && session.dialect().readsWholeLogByEvents() ? EVENTS : DELIVERIES;
    }

    Conditions conditions() {
      return new Conditions(createdAt, "d.id");
    }

    String newestFirst(DeliveryQuery query) {
      if (query.webhookId() != null) {
        return newestFirst("d.webhook_id desc, ");
      }
      if (query.workspace() == null || query.eventId() != null) {
        return newestFirst("");
      }
      return newestFirst(
          query.account() == null ? "d.workspace desc, " : "d.workspace desc, d.account desc, ");
    }

    /**
     * @param indexed what the index that finds the rows begins with. It is the same in all of them,
     *     yet without it H2 reads and sorts whatever there is for one page
     */
    String newestFirst(String indexed) {
      return " order by " + indexed + createdAt + " desc, d.id desc";
    }
  }

  private DeliveryLogTable() {}

  /**
   * A filter may pass over any number of deliveries before it finds one, because no index holds
   * what changes. So a filtered page looks at so many stretches of the log and no more, and may end
   * short of its limit, or empty, with a cursor to go on from. An event's few deliveries are looked
   * at whole.
   */
  static DeliveryPage query(Session session, DeliveryQuery query) throws SQLException {
    boolean inStretches = query.eventId() == null && isFiltered(query);
    Order order = Order.of(session, query);
    List<Delivery> found = new ArrayList<>();
    Cursor place = query.cursor();
    for (int i = 0; i < STRETCHES; i++) {
      Cursor end =
          inStretches
              ? endOfStretch(session, order, indexed(order, query, place), order.newestFirst(query))
              : null;
      Conditions wanted = filtered(query, indexed(order, query, place).beside(">=", end));
      found.addAll(
          session.select(
              "select "
                  + COLUMNS
                  + order.tables
                  + BESIDE
                  + wanted.where()
                  + order.newestFirst(query)
                  + " limit ?",
              DeliveryLogTable::delivery,
              wanted.parameters(query.limit() + 1 - found.size())));
      if (end == null || found.size() > query.limit()) {
        return DeliveryPage.of(found, query.limit());
      }
      place = end;
    }
    return new DeliveryPage(found, place == null ? null : place.encode());
  }

  /**
   * How many deliveries of a stretch of the log a recovery would find.
   *
   * @param next where the stretch behind it begins; null where the log ends
   */
  record Recoverable(int count, @Nullable Cursor next) {
    static final Recoverable NONE = new Recoverable(0, null);
  }

  /**
   * Counts those of one stretch, so that no statement is long.
   *
   * @param place where it begins; null for the newest
   */
  static Recoverable countRecoverable(
      Session session,
      String workspace,
      String webhookId,
      Instant from,
      Instant until,
      @Nullable Cursor place)
      throws SQLException {
    Conditions range =
        new Conditions("d")
            .and("d.workspace = ?", workspace)
            .and("d.webhook_id = ?", webhookId)
            .createdFrom(from)
            .createdBefore(until)
            .beside("<", place);
    Cursor end =
        endOfStretch(
            session, Order.DELIVERIES, range, Order.DELIVERIES.newestFirst("d.webhook_id desc, "));
    Conditions failed =
        range
            .beside(">=", end)
            .and("d.state = 'FAILED'")
            .and("d.attempts < ?", Delivery.MAX_ATTEMPTS);
    int count =
        session
            .selectOne(
                "select count(*) from webhooks_delivery d" + failed.where(),
                row -> row.getInt(1),
                failed.parameters())
            .orElse(0);
    return new Recoverable(count, end);
  }

  /** The last delivery of a stretch of the log; null where the log ends before. */
  private static @Nullable Cursor endOfStretch(
      Session session, Order order, Conditions range, String newestFirst) throws SQLException {
    return session
        .selectOne(
            "select "
                + order.createdAt
                + ", d.id"
                + order.tables
                + range.where()
                + newestFirst
                + " limit 1 offset ?",
            row -> new Cursor(Micros.instant(row.getLong(1)), row.getString(2)),
            range.parameters(session.limit().stretch(STRETCH) - 1))
        .orElse(null);
  }

  /** What an index finds, in the order of the log. */
  private static Conditions indexed(Order order, DeliveryQuery query, @Nullable Cursor place) {
    Conditions conditions =
        order
            .conditions()
            .andIfGiven("d.workspace = ?", query.workspace())
            .andIfGiven("d.webhook_id = ?", query.webhookId())
            .andIfGiven("d.event_id = ?", query.eventId());
    if (isAccountIndexed(query)) {
      conditions.andIfGiven("d.account = ?", query.account());
    }
    return conditions.createdFrom(query.from()).createdBefore(query.until()).beside("<", place);
  }

  /** The accounts' index begins with the workspace, and only one index is read. */
  private static boolean isAccountIndexed(DeliveryQuery query) {
    return query.workspace() != null && query.webhookId() == null;
  }

  private static boolean isFiltered(DeliveryQuery query) {
    return query.state() != null
        || query.eventType() != null
        || query.httpStatus() != null
        || (query.account() != null && !isAccountIndexed(query));
  }

  private static Conditions filtered(DeliveryQuery query, Conditions conditions) {
    if (!isAccountIndexed(query)) {
      conditions.andIfGiven("d.account = ?", query.account());
    }
    if (query.state() != null) {
      conditions.and(inState(query.state()));
    }
    return conditions
        .andIfGiven("d.event_type = ?", query.eventType())
        .andIfGiven("d.last_status = ?", query.httpStatus());
  }

  private static String inState(DeliveryState state) {
    return switch (state) {
      case PENDING -> "d.state = 'PENDING' and w.status = 'ACTIVE'";
      case HELD -> "d.state = 'PENDING' and w.status <> 'ACTIVE'";
      case CANCELLED -> "(d.state = 'CANCELLED' or (d.state = 'PENDING' and w.id is null))";
      case DELIVERED -> "d.state = 'DELIVERED'";
      case FAILED -> "d.state = 'FAILED'";
    };
  }

  static Optional<DeliveryDetail> find(Session session, String workspace, String id)
      throws SQLException {
    record Found(Delivery delivery, String body) {}
    Optional<Found> found =
        session.selectOne(
            "select "
                + COLUMNS
                + ", e.body"
                + DELIVERIES
                + BESIDE
                + " left join webhooks_event e on e.id = d.event_id"
                + " where d.id = ? and d.workspace = ?",
            row -> new Found(delivery(row), body(row.getBytes("body"))),
            id,
            workspace);
    if (found.isEmpty()) {
      return Optional.empty();
    }
    Delivery delivery = found.get().delivery();
    // Those that the delivery's row counts: one that is recorded meanwhile belongs to a later
    // answer.
    List<Attempt> attempts =
        attempts(session, id, delivery.attempts() + 1, DeliveryDetail.MAX_ATTEMPTS);
    return Optional.of(DeliveryDetail.of(delivery, found.get().body(), attempts));
  }

  /** Empty when the body was lost. */
  private static String body(byte @Nullable [] body) {
    return body == null ? "" : new String(body, UTF_8);
  }

  /** Of the attempts before this number the newest, oldest first. */
  static List<Attempt> attempts(Session session, String workspace, String id, int before, int limit)
      throws SQLException {
    boolean theirs =
        session
            .selectOne(
                "select id from webhooks_delivery where id = ? and workspace = ?",
                row -> row.getString(1),
                id,
                workspace)
            .isPresent();
    return theirs ? attempts(session, id, before, limit) : List.of();
  }

  private static List<Attempt> attempts(Session session, String id, int before, int limit)
      throws SQLException {
    List<Attempt> newestFirst =
        session.select(
            """
            select number, started_at, duration, status, error, response_body, truncated
            from webhooks_attempt where delivery_id = ? and number < ?
            order by number desc limit ?\
            """,
            DeliveryLogTable::attempt,
            id,
            before,
            limit);
    List<Attempt> attempts = new ArrayList<>(newestFirst);
    Collections.reverse(attempts);
    return attempts;
  }

  private static Attempt attempt(ResultSet row) throws SQLException {
    return Attempt.builder(
            row.getInt("number"),
            Micros.instant(row.getLong("started_at")),
            Micros.duration(row.getLong("duration")))
        .httpStatus(integerOrNull(row, "status"))
        .error(row.getString("error"))
        .responseBody(row.getString("response_body"))
        .truncated(row.getBoolean("truncated"))
        .build();
  }

  /** Reads the columns of these names of {@code webhooks_delivery}. */
  static DeliveryReference reference(ResultSet row) throws SQLException {
    return DeliveryReference.builder(row.getString("id"))
        .event(row.getString("event_id"), row.getString("event_type"))
        .workspace(row.getString("workspace"))
        .account(row.getString("account"))
        .webhookId(row.getString("webhook_id"))
        .createdAt(Micros.instant(row.getLong("created_at")))
        .test(row.getBoolean("test"))
        .build();
  }

  private static Delivery delivery(ResultSet row) throws SQLException {
    DeliveryState state = DeliveryState.valueOf(row.getString("state"));
    return Delivery.builder(reference(row), state)
        .attempts(row.getInt("attempts"))
        .nextAttemptAt(state == DeliveryState.PENDING ? Micros.instantOrNull(row, "next_at") : null)
        .last(integerOrNull(row, "last_status"), row.getString("last_error"))
        .build();
  }

  private static @Nullable Integer integerOrNull(ResultSet row, String column) throws SQLException {
    int value = row.getInt(column);
    return row.wasNull() ? null : value;
  }
}
