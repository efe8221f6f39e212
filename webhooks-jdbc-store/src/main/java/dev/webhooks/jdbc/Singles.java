package dev.webhooks.jdbc;

import dev.webhooks.jdbc.Queue.Leased;
import dev.webhooks.jdbc.Queue.Place;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * The deliveries of webhooks that get one at a time. They are read without a lock, and none that is
 * locked is passed over: the second must not be taken for the first. Who takes one locks it by its
 * key, if it still is as it was read.
 */
final class Singles {
  /** So many webhooks go with one statement, in powers of two, because each number is a text. */
  private static final int AT_ONCE = 16;

  /** What is set aside was published before: until it is put back the webhook has no head. */
  private static final String HEAD =
      """
      (select p.delivery_id, p.workspace, p.webhook_id, p.token, p.due_at, p.due_at - {now} as due_in
      from webhooks_pending p {by turn}
      where p.workspace = ? and p.webhook_id = ?
        and not exists (select 1 from webhooks_pending a {by turn}
          where a.workspace is null and a.webhook_id = ?)
      order by p.workspace, p.webhook_id, p.due_at limit 1)\
      """;

  private static final String PROBE =
      """
      (select q.delivery_id, q.workspace, q.webhook_id, q.token, q.due_at, 0 as due_in
      from (
        select d.delivery_id, d.workspace, d.webhook_id, d.token, d.due_at,
          coalesce((select l.attempts from webhooks_delivery l where l.id = d.delivery_id), 0) as tried
        from (
          select p.delivery_id, p.workspace, p.webhook_id, p.token, p.due_at
          from webhooks_pending p {by turn}
          where p.workspace = ? and p.webhook_id = ? and p.due_at <= {now}
          order by p.workspace, p.webhook_id, p.due_at limit 100) d) q
      order by q.tried, q.due_at limit 1)\
      """;

  private Singles() {}

  /** Of each ordered webhook the first, if it is due. */
  static List<Leased> heads(Session session, List<Place> places) throws SQLException {
    return find(session, HEAD, places, true);
  }

  /** Of each webhook the one that was tried least, of the hundred that are due longest. */
  static List<Leased> probes(Session session, List<Place> places) throws SQLException {
    return find(session, PROBE, places, false);
  }

  private static List<Leased> find(
      Session session, String ofOne, List<Place> places, boolean lookingAside) throws SQLException {
    List<Leased> found = new ArrayList<>();
    for (int from = 0; from < places.size(); ) {
      int count = Integer.highestOneBit(Math.min(AT_ONCE, places.size() - from));
      List<Object> parameters = new ArrayList<>();
      for (Place place : places.subList(from, from + count)) {
        parameters.add(place.workspace());
        parameters.add(place.webhookId());
        if (lookingAside) {
          parameters.add(place.webhookId());
        }
      }
      session.forEach(
          String.join(" union all ", Collections.nCopies(count, ofOne)),
          row -> {
            if (isDue(row)) {
              found.add(Leased.read(row));
            }
          },
          parameters.toArray());
      from += count;
    }
    return found;
  }

  private static boolean isDue(ResultSet row) throws SQLException {
    long dueIn = row.getLong("due_in");
    return dueIn <= 0 || Places.isPlace(dueIn);
  }
}
