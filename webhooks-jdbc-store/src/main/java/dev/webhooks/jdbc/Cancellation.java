package dev.webhooks.jdbc;

import dev.webhooks.jdbc.Queue.PendingWebhook;
import dev.webhooks.jdbc.Queue.Place;
import dev.webhooks.jdbc.QueueRows.Locked;
import dev.webhooks.jdbc.Session.Ids;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;

/**
 * Ends what a deleted webhook leaves in the queue, where every answer calls it cancelled already,
 * and what somebody wants dropped.
 */
final class Cancellation {
  /** How many deliveries one transaction ends. */
  static final int BATCH = 500;

  private Cancellation() {}

  /** Cancels some deliveries of webhooks that are gone. */
  static void cancelSome(Session session, Collection<PendingWebhook> gone) throws SQLException {
    cancelAt(session, gone.stream().map(PendingWebhook::place).toList());
  }

  /** Cancels some deliveries that lie where those of a webhook lay; answers with their number. */
  static int cancelAt(Session session, Collection<Place> places) throws SQLException {
    List<String> ids = QueueRows.lockSome(session, places, BATCH);
    cancel(session, ids);
    return ids.size();
  }

  /**
   * Cancels deliveries of a webhook that is there; answers with their number, which is less than
   * the limit only if no more are left.
   */
  static int dropWaiting(Session session, String workspace, String webhookId, int limit)
      throws SQLException {
    if (WebhookTable.find(session, workspace, webhookId).isEmpty()) {
      return 0;
    }
    int dropped = 0;
    while (dropped < limit) {
      Locked some = QueueRows.lockAll(session, workspace, webhookId, limit - dropped);
      if (some.none()) {
        return dropped;
      }
      cancel(session, some.ids());
      dropped += some.ids().size();
    }
    return dropped;
  }

  /** Ends deliveries whose rows in the queue this transaction has locked. */
  static void cancel(Session session, List<String> ids) throws SQLException {
    if (!ids.isEmpty()) {
      // With the token of the claim that may be under way: its attempt is still to be recorded.
      session.update(
          """
          update webhooks_delivery set state = 'CANCELLED', finished_at = {now}, token =
            (select p.token from webhooks_pending p where p.delivery_id = webhooks_delivery.id)
          where id {in}\
          """,
          new Ids(ids));
      session.update("delete from webhooks_pending where delivery_id {in}", new Ids(ids));
    }
  }
}
