package dev.webhooks.jdbc;

import dev.webhooks.jdbc.Session.Ids;
import dev.webhooks.model.DeliveryState;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Puts finished deliveries back to work. */
final class Redelivery {
  /** How much of a log one statement reads to find what failed. */
  private static final int STRETCH = 5_000;

  private Redelivery() {}

  static boolean redeliver(Session session, String workspace, String id) throws SQLException {
    List<String> found =
        session.select(
            """
            select d.id from webhooks_delivery d
            where d.id = ? and d.workspace = ? and d.state in ('DELIVERED', 'FAILED')
              and exists (select 1 from webhooks_webhook w where w.id = d.webhook_id)
            for update\
            """,
            row -> row.getString(1),
            id,
            workspace);
    putBack(session, found);
    return !found.isEmpty();
  }

  /** A delivery of the webhook, and whether it seems to be one to recover. */
  private record Candidate(String id, boolean wanted) {}

  /**
   * Reads the webhook's log in stretches, without a lock: no index tells what failed, because that
   * would cost every outcome an index entry. Then locks what failed by its keys, and only that.
   */
  static List<String> recover(
      Session session,
      String workspace,
      String webhookId,
      Instant since,
      @Nullable String after,
      int limit)
      throws SQLException {
    if (WebhookTable.find(session, workspace, webhookId).isEmpty()) {
      return List.of();
    }
    List<String> locked = new ArrayList<>();
    String place = after == null ? "" : after;
    boolean more = true;
    while (more && locked.size() < limit) {
      int left = limit - locked.size();
      List<Candidate> stretch = stretch(session, workspace, webhookId, since, place);
      List<String> failed =
          stretch.stream().filter(Candidate::wanted).map(Candidate::id).limit(left).toList();
      locked.addAll(lockFailed(session, failed));
      boolean cut = failed.size() == left;
      more = cut || stretch.size() == STRETCH;
      if (more) {
        place = cut ? failed.get(left - 1) : stretch.get(STRETCH - 1).id();
      }
    }
    putBack(session, locked);
    return locked;
  }

  private static List<Candidate> stretch(
      Session session, String workspace, String webhookId, Instant since, String after)
      throws SQLException {
    long earliest = Micros.notBefore(since);
    return session.select(
        """
        select id, workspace, state, created_at from webhooks_delivery
        where webhook_id = ? and id > ? order by id limit ?\
        """,
        row ->
            new Candidate(
                row.getString(1),
                row.getString(2).equals(workspace)
                    && row.getString(3).equals(DeliveryState.FAILED.name())
                    && row.getLong(4) >= earliest),
        webhookId,
        after,
        STRETCH);
  }

  private static List<String> lockFailed(Session session, List<String> ids) throws SQLException {
    return ids.isEmpty()
        ? List.of()
        : session.select(
            """
            select id from webhooks_delivery where id {in} and state = 'FAILED'
            order by id for update\
            """,
            row -> row.getString(1),
            new Ids(ids));
  }

  /**
   * The queue's token goes on behind the last claim's, so that no claim of an earlier round fits.
   */
  private static void putBack(Session session, List<String> ids) throws SQLException {
    if (ids.isEmpty()) {
      return;
    }
    session.update(
        """
        insert into webhooks_pending (delivery_id, webhook_id, due_at, token)
        select id, webhook_id, {now}, token + 1 from webhooks_delivery where id {in}\
        """,
        new Ids(ids));
    session.update(
        """
        update webhooks_delivery set state = 'PENDING', round_start = attempts, finished_at = null
        where id {in}\
        """,
        new Ids(ids));
  }
}
