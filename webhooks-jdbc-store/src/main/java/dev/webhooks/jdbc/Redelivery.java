package dev.webhooks.jdbc;

import dev.webhooks.jdbc.Session.Ids;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Puts finished deliveries back to work. */
final class Redelivery {
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
    List<String> found =
        session.select(
            """
            select d.id from webhooks_delivery d
            where d.webhook_id = ? and d.workspace = ? and d.id > ?
              and d.state = 'FAILED' and d.created_at >= ?
            order by d.id limit ? for update\
            """,
            row -> row.getString(1),
            webhookId,
            workspace,
            after == null ? "" : after,
            Micros.notBefore(since),
            limit);
    putBack(session, found);
    return found;
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
