package dev.webhooks.jdbc;

import dev.webhooks.jdbc.Queue.Place;
import dev.webhooks.jdbc.Session.Ids;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Places in line, which deliveries of an ordered webhook have in the queue instead of a due time.
 * They are greater than all times, so that whatever has a time comes first: the one that was
 * claimed, and waits for a retry now. Among them they are in the order of publishing.
 *
 * <p>Places that are there when a webhook is no longer ordered become times, in small transactions.
 */
final class Places {
  /** The least of them. */
  static final long FIRST = 4_000_000_000_000_000_000L;

  /** How many deliveries share a number. */
  static final long OF_A_NUMBER = 1 << 20;

  /** What is farther away than any time is a place, whatever the time is. */
  private static final long NO_TIME = FIRST / 2;

  private static final int BATCH = 1_000;

  private static final Bulk PUT =
      Bulk.update(
          "webhooks_pending",
          "due_at = :place",
          "delivery_id = :id",
          Bulk.text("id"),
          Bulk.bigint("place"));

  private Places() {}

  /** Whether it is a place and no time, or the way from now to one. */
  static boolean isPlace(long dueAt) {
    return dueAt >= NO_TIME;
  }

  /** The place of a delivery of the events that are published under this number. */
  static long of(long number, int index) {
    return FIRST + number * OF_A_NUMBER + offset(index);
  }

  /** How far behind the first of its number a place is. */
  static long offset(int index) {
    return Math.min(index, OF_A_NUMBER - 1);
  }

  /** Those of these webhooks that are ordered. */
  static List<String> ordered(Session session, Collection<String> webhooks) throws SQLException {
    return session.select(
        "select id from webhooks_webhook where id {in} and ordered = true",
        row -> row.getString(1),
        new Ids(webhooks.stream().distinct().toList()));
  }

  /** Gives deliveries, in this order, the places behind all others. */
  static void putLast(Session session, List<String> deliveries) throws SQLException {
    if (deliveries.isEmpty()) {
      return;
    }
    long number = session.dialect().nextTurn(session);
    List<@Nullable Object[]> rows = new ArrayList<>();
    for (String delivery : deliveries) {
      rows.add(new @Nullable Object[] {delivery, of(number, rows.size())});
    }
    session.write(PUT, rows);
  }

  /** Whether a delivery is the first of its webhook's in the queue. */
  static boolean isFirst(Session session, Place place, String delivery) throws SQLException {
    return session
        .selectOne(
            """
            select delivery_id from webhooks_pending where workspace = ? and webhook_id = ?
            order by workspace, webhook_id, due_at limit 1\
            """,
            row -> row.getString(1),
            place.workspace(),
            place.webhookId())
        .filter(delivery::equals)
        .isPresent();
  }

  /**
   * Makes some deliveries due that have a place, unless the webhook is ordered. Nothing is done
   * while somebody else changes it.
   *
   * @return whether there may be more to do
   */
  static boolean release(Session session, Place place) throws SQLException {
    List<String> webhook = List.of(place.webhookId());
    if (!ordered(session, webhook).isEmpty()) {
      return false;
    }
    List<String> found =
        session.select(
            """
            select delivery_id from webhooks_pending
            where workspace = ? and webhook_id = ? and due_at >= ?
            order by workspace, webhook_id, due_at limit ?\
            """,
            row -> row.getString(1),
            place.workspace(),
            place.webhookId(),
            FIRST,
            BATCH);
    if (!found.isEmpty() && lockUnordered(session, webhook)) {
      List<String> locked = QueueRows.lockFree(session, found);
      if (!locked.isEmpty()) {
        session.update(
            "update webhooks_pending set due_at = {now} where delivery_id {in} and due_at >= ?",
            new Ids(locked),
            FIRST);
      }
    }
    return !found.isEmpty();
  }

  private static boolean lockUnordered(Session session, List<String> webhook) throws SQLException {
    return session
        .selectOne(
            """
            select id from webhooks_webhook
            where id {in} and (ordered is null or ordered = false) for update skip locked\
            """,
            row -> row.getString(1),
            new Ids(webhook))
        .isPresent();
  }
}
