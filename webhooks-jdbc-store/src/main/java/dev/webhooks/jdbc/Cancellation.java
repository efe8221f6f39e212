package dev.webhooks.jdbc;

import dev.webhooks.jdbc.Queue.PendingWebhook;
import dev.webhooks.jdbc.Queue.Place;
import dev.webhooks.jdbc.Session.Ids;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;

/**
 * Ends what a deleted webhook leaves in the queue. Until it comes to that, every answer calls it
 * cancelled already.
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
