package dev.webhooks.jdbc;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.mapping;
import static java.util.stream.Collectors.toList;

import dev.webhooks.jdbc.Queue.Place;
import dev.webhooks.jdbc.Session.Ids;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Locks deliveries that are to be moved in the queue, or out of it. */
final class QueueRows {
  private QueueRows() {}

  /** Locks some deliveries at these places, whatever their due time; passes over locked ones. */
  static List<String> lockSome(Session session, Collection<Place> places, int limit)
      throws SQLException {
    return lock(session, some(session, places, limit), " skip locked");
  }

  private static List<String> some(Session session, Collection<Place> places, int limit)
      throws SQLException {
    Map<String, List<String>> webhooks =
        places.stream()
            .collect(
                groupingBy(Place::workspace, TreeMap::new, mapping(Place::webhookId, toList())));
    List<String> found = new ArrayList<>();
    for (Map.Entry<String, List<String>> ofOne : webhooks.entrySet()) {
      if (found.size() < limit) {
        found.addAll(
            session.select(
                """
                select delivery_id from webhooks_pending
                where workspace = ? and webhook_id {in} limit ?\
                """,
                row -> row.getString(1),
                ofOne.getKey(),
                Ids.whole(ofOne.getValue()),
                limit - found.size()));
      }
    }
    return found;
  }

  /** Locks some deliveries of a webhook that are set aside, its longest due. */
  static List<String> lockAside(Session session, String webhookId, int limit) throws SQLException {
    return lock(session, aside(session, webhookId, limit));
  }

  private static List<String> aside(Session session, String webhookId, int limit)
      throws SQLException {
    return session.select(
        """
        select delivery_id from webhooks_pending where workspace is null and webhook_id = ?
        order by workspace, webhook_id, due_at limit ?\
        """,
        row -> row.getString(1),
        webhookId,
        limit);
  }

  /**
   * Locks some deliveries of a webhook, wherever they lie, and waits for those that are locked.
   *
   * @return none if there are none; others may have been done with meanwhile
   */
  static Locked lockAll(Session session, String workspace, String webhookId, int limit)
      throws SQLException {
    // One statement, or what is set aside or put back meanwhile could be in neither part.
    List<String> found =
        session.select(
            """
            (select delivery_id from webhooks_pending
              where workspace = ? and webhook_id = ? limit ?)
            union all (select delivery_id from webhooks_pending
              where workspace = '' and webhook_id = ? limit ?)
            union all (select delivery_id from webhooks_pending
              where workspace is null and webhook_id = ? limit ?)\
            """,
            row -> row.getString(1),
            workspace,
            webhookId,
            limit,
            webhookId,
            limit,
            webhookId,
            limit);
    List<String> some = found.subList(0, Math.min(limit, found.size()));
    return new Locked(lock(session, some), some.isEmpty());
  }

  /**
   * What was locked.
   *
   * @param none whether there was nothing to lock
   */
  record Locked(List<String> ids, boolean none) {}

  /** Locks those of these that nobody else has locked. */
  static List<String> lockFree(Session session, List<String> ids) throws SQLException {
    return lock(session, ids, " skip locked");
  }

  /** Locks these, and waits for those that are locked; some may be gone by then. */
  static List<String> lock(Session session, List<String> ids) throws SQLException {
    return lock(session, ids, "");
  }

  /** By their keys, because H2 locks all that a condition matches, whatever the limit. */
  private static List<String> lock(Session session, List<String> found, String skipping)
      throws SQLException {
    return found.isEmpty()
        ? List.of()
        : session.select(
            """
            select delivery_id from webhooks_pending where delivery_id {in}
            order by delivery_id for update\
            """
                + skipping,
            row -> row.getString(1),
            new Ids(found));
  }

  /** Gives deliveries a place; null is aside. */
  static void move(Session session, List<String> ids, @Nullable String workspace)
      throws SQLException {
    if (!ids.isEmpty()) {
      session.update(
          "update webhooks_pending set workspace = ? where delivery_id {in}",
          workspace,
          new Ids(ids));
    }
  }
}
