package dev.webhooks.jdbc;

import dev.webhooks.jdbc.Session.Ids;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Removes what is no longer wanted, in transactions of bounded size that touch nothing a dispatcher
 * works on: finished deliveries only, and of these none that somebody else has locked.
 */
final class Retention {
  /** A row of attempts that were added up goes when all of them are old enough. */
  private static final long AN_HOUR = Micros.of(Duration.ofHours(1));

  private final Transactions transactions;

  private final Statistics statistics;

  Retention(Transactions transactions, Statistics statistics) {
    this.transactions = transactions;
    this.statistics = statistics;
  }

  /** Where a purge has got to among the events, which are walked from the oldest. */
  private record Place(long createdAt, String id) {
    static final Place BEGINNING = new Place(Long.MIN_VALUE, "");

    static Place read(ResultSet row) throws SQLException {
      return new Place(row.getLong(1), row.getString(2));
    }
  }

  /**
   * One step of a purge: the same stretch of events again while it has more deliveries than a
   * batch.
   */
  private record Step(RemovedRows removed, Place next, boolean last) {}

  RemovedRows purge(Duration olderThan, int batch) {
    RemovedRows total = RemovedRows.NOTHING;
    Step step = new Step(RemovedRows.NOTHING, Place.BEGINNING, false);
    while (!step.last()) {
      Place place = step.next();
      step =
          transactions.transaction(
              "purge finished deliveries", session -> purge(session, olderThan, batch, place));
      total = total.plus(step.removed());
    }
    long before =
        transactions.autocommit("read the clock", Session::now) - Micros.of(olderThan) - AN_HOUR;
    removeStats(null, before);
    transactions.transaction("remove what deleted webhooks leave", Retention::deleteOrphanPaces);
    return total;
  }

  /** What a claim added that had not seen the webhook go. */
  private static int deleteOrphanPaces(Session session) throws SQLException {
    List<String> orphans =
        session.select(
            """
            select c.webhook_id from webhooks_pace c
            where not exists (select 1 from webhooks_webhook w where w.id = c.webhook_id)
            order by c.webhook_id limit ?\
            """,
            row -> row.getString(1),
            Cancellation.BATCH);
    return orphans.isEmpty()
        ? 0
        : session.update("delete from webhooks_pace where webhook_id {in}", new Ids(orphans));
  }

  private static Step purge(Session session, Duration olderThan, int most, Place place)
      throws SQLException {
    int batch = session.limit().rows(most, 1);
    long before = session.now() - Micros.of(olderThan);
    List<Place> events = eventsBehind(session, place, before, batch);
    if (events.isEmpty()) {
      return new Step(RemovedRows.NOTHING, place, true);
    }
    List<String> eventIds = events.stream().map(Place::id).toList();
    List<String> finished =
        session.select(
            """
            select id from webhooks_delivery
            where event_id {in} and state <> 'PENDING' and finished_at < ? limit ?\
            """,
            row -> row.getString(1),
            Ids.whole(eventIds),
            before,
            batch);
    List<String> locked = lockFinished(session, finished, before);
    RemovedRows removed =
        delete(session, locked).plus(new RemovedRows(0, 0, 0, deleteOrphans(session, eventIds)));
    // What others have locked is theirs: a round that got nothing would be the same again.
    boolean again = finished.size() == batch && !locked.isEmpty();
    return new Step(
        removed, again ? place : events.get(events.size() - 1), !again && events.size() < batch);
  }

  /** By their keys, because H2 locks all that a condition matches, whatever the limit. */
  private static List<String> lockFinished(Session session, List<String> ids, long before)
      throws SQLException {
    return ids.isEmpty()
        ? List.of()
        : session.select(
            """
            select id from webhooks_delivery
            where id {in} and state <> 'PENDING' and finished_at < ?
            order by id for update skip locked\
            """,
            row -> row.getString(1),
            new Ids(ids),
            before);
  }

  /**
   * In two steps, each of which begins where it has to in the index: many events may have been
   * stored in one instant, and as one condition with OR all of that instant would be read each
   * time.
   */
  private static List<Place> eventsBehind(Session session, Place place, long before, int batch)
      throws SQLException {
    List<Place> events = new ArrayList<>();
    if (place.createdAt() < before) {
      events.addAll(
          session.select(
              """
              select created_at, id from webhooks_event
              where created_at = ? and id > ? order by created_at, id limit ?\
              """,
              Place::read,
              place.createdAt(),
              place.id(),
              batch));
    }
    if (events.size() < batch) {
      events.addAll(
          session.select(
              """
              select created_at, id from webhooks_event
              where created_at > ? and created_at < ? order by created_at, id limit ?\
              """,
              Place::read,
              place.createdAt(),
              before,
              batch - events.size()));
    }
    return events;
  }

  /** Events never get another delivery, so one that has none now is an orphan for good. */
  private static int deleteOrphans(Session session, List<String> eventIds) throws SQLException {
    Set<String> orphans = new HashSet<>(eventIds);
    session.forEach(
        "select distinct event_id from webhooks_delivery where event_id {in}",
        row -> orphans.remove(row.getString(1)),
        new Ids(eventIds));
    return deleteEvents(session, List.copyOf(orphans));
  }

  /**
   * Webhooks go first, in one transaction: from then on nothing is delivered for the workspace,
   * unless a publisher began before. Events with a key are stored even so. What a host that does
   * not stop publishing stores later stays, or this would never end.
   */
  RemovedRows erase(String workspace) {
    record Webhooks(int erased, long until) {}
    Webhooks webhooks =
        transactions.transaction(
            "erase a workspace's webhooks",
            session -> {
              session.update("delete from webhooks_workspace where id = ?", workspace);
              session.update(
                  """
                  delete from webhooks_pace where webhook_id in
                    (select w.id from webhooks_webhook w where w.workspace = ?)\
                  """,
                  workspace);
              session.update("delete from webhooks_health where workspace = ?", workspace);
              int erased =
                  session.update("delete from webhooks_webhook where workspace = ?", workspace);
              return new Webhooks(erased, session.now());
            });
    statistics.addUp(); // or it would come back
    RemovedRows total = new RemovedRows(webhooks.erased(), 0, 0, 0);
    RemovedRows some;
    do {
      some =
          transactions.transaction(
              "erase a workspace's deliveries",
              session -> eraseSome(session, workspace, webhooks.until()));
      total = total.plus(some);
    } while (!some.equals(RemovedRows.NOTHING));
    removeStats(workspace, Long.MAX_VALUE);
    return total;
  }

  /**
   * @param workspace null for all
   */
  private void removeStats(@Nullable String workspace, long before) {
    Optional<Long> removed = Optional.of(Long.MIN_VALUE);
    while (removed.isPresent()) {
      long after = removed.get();
      removed =
          transactions.transaction(
              "remove what was counted",
              session -> {
                if (workspace != null) {
                  StatsTable.awaitAdder(session);
                }
                return StatsTable.removeFirst(session, workspace, after, before);
              });
    }
  }

  /**
   * Deliveries with their events; when none is left, events that were kept for their idempotency
   * keys alone.
   */
  private static RemovedRows eraseSome(Session session, String workspace, long until)
      throws SQLException {
    List<String> deliveries = new ArrayList<>();
    Set<String> events = new HashSet<>();
    session.forEach(
        """
        select id, event_id from webhooks_delivery where workspace = ? and created_at <= ?
        order by created_at, id limit ?\
        """,
        row -> {
          deliveries.add(row.getString(1));
          events.add(row.getString(2));
        },
        workspace,
        until,
        Cancellation.BATCH);
    if (deliveries.isEmpty()) {
      session.forEach(
          """
          select id from webhooks_event
          where workspace = ? and idempotency_key is not null and created_at <= ? limit ?\
          """,
          row -> events.add(row.getString(1)),
          workspace,
          until,
          Cancellation.BATCH);
    } else {
      takeOut(session, deliveries);
    }
    RemovedRows removed = delete(session, deliveries);
    return removed.plus(new RemovedRows(0, 0, 0, deleteEvents(session, List.copyOf(events))));
  }

  /**
   * Locks deliveries for good, and takes them out of the queue: until they are locked somebody may
   * still put them back there, or record the attempt that was under way when they were cancelled.
   */
  private static void takeOut(Session session, List<String> deliveries) throws SQLException {
    Ids ids = new Ids(deliveries);
    QueueRows.lock(session, deliveries);
    session.select(
        "select id from webhooks_delivery where id {in} order by id for update",
        row -> row.getString(1),
        ids);
    session.update("delete from webhooks_pending where delivery_id {in}", ids);
  }

  /** Their rows are locked, or an attempt could be added meanwhile that nothing removes. */
  private static RemovedRows delete(Session session, List<String> deliveries) throws SQLException {
    if (deliveries.isEmpty()) {
      return RemovedRows.NOTHING;
    }
    int attempts =
        session.update("delete from webhooks_attempt where delivery_id {in}", new Ids(deliveries));
    int deleted =
        session.update("delete from webhooks_delivery where id {in}", new Ids(deliveries));
    return new RemovedRows(0, deleted, attempts, 0);
  }

  private static int deleteEvents(Session session, List<String> events) throws SQLException {
    return events.isEmpty()
        ? 0
        : session.update("delete from webhooks_event where id {in}", new Ids(events));
  }
}
