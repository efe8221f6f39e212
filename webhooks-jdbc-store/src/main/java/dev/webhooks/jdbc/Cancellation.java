package dev.webhooks.jdbc;

import dev.webhooks.jdbc.Queue.Place;
import dev.webhooks.jdbc.Session.Ids;
import java.sql.SQLException;
import java.util.List;

/**
 * Ends what a deleted webhook leaves in the queue. Until it comes to that, every answer calls it
 * cancelled already.
 */
final class Cancellation {
  /** How many deliveries one transaction ends. */
  static final int BATCH = 500;

  private Cancellation() {}

  /** Cancels some deliveries of a webhook that is gone; answers with their number. */
  static int cancelSome(Session session, Place place) throws SQLException {
    List<String> left =
        session.select(
            """
            select delivery_id from webhooks_pending where workspace = ? and webhook_id = ?
            order by workspace, webhook_id, due_at limit ?\
            """,
            row -> row.getString(1),
            place.workspace(),
            place.webhookId(),
            BATCH);
    if (left.isEmpty()) {
      return 0;
    }
    // By their keys, because H2 locks all that a condition matches, whatever the limit.
    List<String> ids =
        session.select(
            """
            select delivery_id from webhooks_pending where delivery_id {in}
            order by delivery_id for update skip locked\
            """,
            row -> row.getString(1),
            new Ids(left));
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
