package dev.webhooks.jdbc;

import dev.webhooks.jdbc.Session.Ids;
import dev.webhooks.spi.ClaimRequest;
import dev.webhooks.spi.ClaimedDelivery;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * One claim's taking of deliveries, within one transaction. Not thread safe.
 *
 * <p>Every statement here costs by the number of deliveries, and there are four of them a claim,
 * the walk included, where nothing comes in between: no row is looked for twice.
 */
final class Taking {
  private final Session session;
  private final ClaimRequest request;

  /** The tokens of what was taken, by delivery. */
  private final Map<String, Long> tokens = new HashMap<>();

  private final Map<String, Long> versions = new HashMap<>();

  Taking(Session session, ClaimRequest request) {
    this.session = session;
    this.request = request;
  }

  /**
   * A delivery that was taken.
   *
   * @param token the claim's
   */
  record Taken(String id, String webhookId, long token) {
    static Taken read(ResultSet row) throws SQLException {
      return new Taken(row.getString(1), row.getString(2), row.getLong(3));
    }
  }

  /** How many deliveries are still wanted. */
  int wanted() {
    return request.limit() - tokens.size();
  }

  /**
   * How many webhooks give that many, if each has enough, and those are met that are passed over.
   */
  int lanesWanted() {
    int giving = (wanted() + request.perWebhook() - 1) / request.perWebhook();
    return giving + request.passOver().size();
  }

  /**
   * Takes from due webhooks, in their order, until there is enough.
   *
   * @param end where the next walk begins if all of them had their turn
   * @return where the next walk begins
   */
  String from(List<Lane> lanes, String end) throws SQLException {
    List<Lane> due =
        lanes.stream()
            .filter(lane -> lane.isActive() && lane.isDue())
            .filter(lane -> !request.passOver().contains(lane.webhookId()))
            .toList();
    if (due.isEmpty()) {
      return end;
    }
    due.forEach(lane -> versions.put(lane.webhookId(), lane.version()));
    List<Taken> taken =
        session
            .dialect()
            .take(
                session,
                due.stream().map(Lane::webhookId).toList(),
                request.perWebhook(),
                wanted(),
                Micros.of(request.lease()));
    taken.forEach(one -> tokens.put(one.id(), one.token()));
    return wanted() > 0 ? end : lastServed(due, taken);
  }

  private static String lastServed(List<Lane> due, List<Taken> taken) {
    Set<String> served = taken.stream().map(Taken::webhookId).collect(Collectors.toSet());
    return due.stream()
        .map(Lane::webhookId)
        .filter(served::contains)
        .reduce((earlier, later) -> later)
        .orElseThrow();
  }

  /** What the log knows of a delivery. */
  private record Row(
      String id,
      String eventId,
      String eventType,
      String workspace,
      @Nullable String account,
      String webhookId,
      Instant createdAt,
      int attempts,
      int roundStart) {

    static Row read(ResultSet row) throws SQLException {
      return new Row(
          row.getString(1),
          row.getString(2),
          row.getString(3),
          row.getString(4),
          row.getString(5),
          row.getString(6),
          Micros.instant(row.getLong(7)),
          row.getInt(8),
          row.getInt(9));
    }
  }

  /** What was taken, with the bodies. */
  List<ClaimedDelivery> claimed() throws SQLException {
    if (tokens.isEmpty()) {
      return List.of();
    }
    List<Row> rows =
        session.select(
            """
            select id, event_id, event_type, workspace, account, webhook_id, created_at, attempts,
              round_start
            from webhooks_delivery where id {in}\
            """,
            Row::read,
            new Ids(List.copyOf(tokens.keySet())));
    Map<String, byte[]> bodies = bodies(rows);
    return rows.stream().map(row -> claimed(row, bodies.get(row.eventId()))).toList();
  }

  /**
   * Reads each event's body once, however many of its deliveries are here. One that is missing
   * stays away.
   */
  private Map<String, byte[]> bodies(List<Row> rows) throws SQLException {
    List<String> events = rows.stream().map(Row::eventId).distinct().toList();
    Map<String, byte[]> bodies = new HashMap<>();
    if (!events.isEmpty()) {
      session.forEach(
          "select id, body from webhooks_event where id {in}",
          row -> bodies.put(row.getString(1), row.getBytes(2)),
          new Ids(events));
    }
    return bodies;
  }

  // NullAway can't read a type annotation of an array out of a class file.
  @SuppressWarnings("NullAway")
  private ClaimedDelivery claimed(Row row, byte @Nullable [] body) {
    return new ClaimedDelivery(
        row.id(),
        row.eventId(),
        row.eventType(),
        row.workspace(),
        row.account(),
        row.webhookId(),
        row.createdAt(),
        body,
        row.attempts(),
        row.roundStart(),
        tokens.get(row.id()),
        versions.getOrDefault(row.webhookId(), 0L));
  }
}
