package dev.webhooks.jdbc;

import dev.webhooks.jdbc.Queue.PendingWebhook;
import dev.webhooks.jdbc.Queue.Place;
import dev.webhooks.jdbc.Session.Ids;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Keeps out of a claim's way what it can't take: deliveries whose webhook is not active are set
 * aside, where no walk comes along, and put back when it is active again. A webhook that has such
 * deliveries is noted; whoever makes it active marks the note, and whoever claims looks for marked
 * ones, so that no crash leaves them where they are. So is a webhook whose deliveries have
 * {@linkplain Places places} in an order that is no more; that note stays for a while after the
 * last of them, because a publisher who began before may commit late.
 *
 * <p>Setting aside locks the webhook, and so is over before its status changes, or sees the change.
 * Both lock the note before they touch a delivery, so that it goes with the last of them.
 */
final class Aside {
  /** How many deliveries one transaction moves. */
  static final int BATCH = 1_000;

  /** How long somebody may publish in a transaction that began while the webhook was ordered. */
  private static final long LATEST_PLACES = Micros.of(Duration.ofMinutes(10));

  private static final Bulk NOTES =
      Bulk.insert("webhooks_held", Bulk.text("webhook_id")).with("released", "0");

  private static final String NOTE =
      "insert into webhooks_held (webhook_id, released)"
          + " select w.id, 0 from webhooks_webhook w where w.id {in} order by w.id";

  private Aside() {}

  /** Sets some deliveries aside; whatever is locked or active by now stays where it is. */
  static void set(Session session, Collection<PendingWebhook> held) throws SQLException {
    Set<String> locked =
        Set.copyOf(
            session.select(
                """
                select id from webhooks_webhook where id {in} and status <> 'ACTIVE'
                order by id for update skip locked\
                """,
                row -> row.getString(1),
                new Ids(held.stream().map(PendingWebhook::id).distinct().toList())));
    if (locked.isEmpty()) {
      return;
    }
    note(session, locked);
    List<Place> places =
        held.stream()
            .map(PendingWebhook::place)
            .filter(place -> locked.contains(place.webhookId()))
            .toList();
    QueueRows.move(session, QueueRows.lockSome(session, places, BATCH), null);
  }

  /** Notes a webhook whose deliveries have places, and that it is not ordered from now on. */
  static void noteUnordered(Session session, String webhook) throws SQLException {
    Absent.add(session, NOTE, "webhooks_held", "webhook_id", List.of(webhook));
    session.update("update webhooks_held set unordered_at = {now} where webhook_id = ?", webhook);
  }

  /** Notes webhooks whose deliveries are to be given due times, and marks the notes. */
  static boolean release(Session session, List<PendingWebhook> webhooks) throws SQLException {
    List<String> ids = webhooks.stream().map(PendingWebhook::id).distinct().sorted().toList();
    Absent.add(session, NOTE, "webhooks_held", "webhook_id", ids);
    return session.update(
            "update webhooks_held set released = 1, unordered_at = {now} where webhook_id {in}",
            new Ids(ids))
        > 0;
  }

  private static void note(Session session, Set<String> webhooks) throws SQLException {
    List<String> noted =
        session.select(
            "select webhook_id from webhooks_held where webhook_id {in} order by webhook_id for"
                + " update",
            row -> row.getString(1),
            new Ids(List.copyOf(webhooks)));
    if (!noted.isEmpty()) {
      session.update("update webhooks_held set released = 0 where webhook_id {in}", new Ids(noted));
    }
    List<@Nullable Object[]> rows = new ArrayList<>();
    webhooks.stream()
        .filter(webhook -> !noted.contains(webhook))
        .sorted()
        .forEach(webhook -> rows.add(new @Nullable Object[] {webhook}));
    session.write(NOTES, rows);
  }

  /** Gives deliveries that an older release has stored a workspace, and so their turns. */
  static void place(Session session, Collection<PendingWebhook> webhooks) throws SQLException {
    Map<String, List<Place>> places = new TreeMap<>();
    for (PendingWebhook webhook : webhooks) {
      String workspace = webhook.workspace();
      if (workspace != null) {
        places.computeIfAbsent(workspace, w -> new ArrayList<>()).add(webhook.place());
      }
    }
    int left = BATCH;
    for (Map.Entry<String, List<Place>> ofOne : places.entrySet()) {
      if (left > 0) {
        List<String> ids = QueueRows.lockSome(session, ofOne.getValue(), left);
        QueueRows.move(session, ids, ofOne.getKey());
        left -= ids.size();
      }
    }
  }

  /**
   * Marks the note of a webhook, if there is one, after a change of its status and in the same
   * transaction.
   *
   * @return whether deliveries are to be put back
   */
  static boolean mark(Session session, String webhookId, boolean released) throws SQLException {
    return session.update(
                "update webhooks_held set released = ? where webhook_id = ?",
                released ? 1 : 0,
                webhookId)
            > 0
        && released;
  }

  /** Some of the webhooks whose notes are marked. */
  static List<String> marked(Session session, int count) throws SQLException {
    return session.select(
        "select webhook_id from webhooks_held where released = 1 limit ?",
        row -> row.getString(1),
        count);
  }

  /**
   * Puts some deliveries of a webhook back, or cancels them if it is gone. Nothing is done while
   * somebody else is about it.
   *
   * @return whether there may be more to do
   */
  static boolean putBack(Session session, String webhookId) throws SQLException {
    Optional<Boolean> mayGetPlaces =
        session.selectOne(
            """
            select coalesce(unordered_at, 0) > {now} - ? from webhooks_held where webhook_id = ?
            for update skip locked\
            """,
            row -> row.getBoolean(1),
            LATEST_PLACES,
            webhookId);
    if (mayGetPlaces.isEmpty()) {
      return false;
    }
    List<String> ids = QueueRows.lockAside(session, webhookId, BATCH);
    Optional<String> workspace =
        session.selectOne(
            "select workspace from webhooks_webhook where id = ?",
            row -> row.getString(1),
            webhookId);
    if (ids.isEmpty()
        && workspace.isPresent()
        && Places.release(session, new Place(workspace.get(), webhookId))) {
      return true;
    }
    if (ids.isEmpty() && workspace.isPresent() && mayGetPlaces.get()) {
      mark(session, webhookId, false); // the next review marks it anew
    } else if (ids.isEmpty()) {
      session.update("delete from webhooks_held where webhook_id = ?", webhookId);
    } else if (workspace.isPresent()) {
      QueueRows.move(session, ids, workspace.get());
    } else {
      Cancellation.cancel(session, ids);
    }
    return !ids.isEmpty();
  }

  /**
   * Looks over a stretch of the notes for such that should be marked: an older release makes
   * webhooks active, and deletes them, without.
   *
   * @param after the stretch begins behind this webhook
   * @return the last webhook of the stretch; empty when there are no more
   */
  static String review(Session session, String after, int count) throws SQLException {
    List<String> stretch = new ArrayList<>();
    List<String> forgotten = new ArrayList<>();
    session.forEach(
        """
        select h.webhook_id, w.status, h.released from webhooks_held h
        left join webhooks_webhook w on w.id = h.webhook_id
        where h.webhook_id > ? order by h.webhook_id limit ?\
        """,
        row -> {
          stretch.add(row.getString(1));
          String status = row.getString(2);
          if (row.getInt(3) == 0 && (status == null || status.equals("ACTIVE"))) {
            forgotten.add(row.getString(1));
          }
        },
        after,
        count);
    if (!forgotten.isEmpty()) {
      session.update(
          """
          update webhooks_held set released = 1 where webhook_id {in}
            and not exists (select 1 from webhooks_webhook w
              where w.id = webhooks_held.webhook_id and w.status <> 'ACTIVE')\
          """,
          new Ids(forgotten));
    }
    return stretch.size() < count ? "" : stretch.get(stretch.size() - 1);
  }
}
