package dev.webhooks.jdbc;

import dev.webhooks.jdbc.Session.Ids;
import dev.webhooks.model.WebhookStatus;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The queue as one database reads and locks it best: what is pending, in the order of webhooks and,
 * of each, of due times. Thread safe.
 */
interface Queue {
  /**
   * The first so many webhooks with pending deliveries whose id is greater, in the order of their
   * ids. What it costs depends on their number alone, not on how much waits for any of them.
   */
  List<PendingWebhook> webhooksBehind(Session session, String id, int count) throws SQLException;

  /**
   * Leases due deliveries, skipping those that others have locked: moves their due time to the end
   * of the lease and gives them their next token.
   *
   * @param webhooks in the order in which they are served; those behind the last that is needed are
   *     not touched
   * @param duration in microseconds
   * @return at most {@code limit} deliveries, at most {@code perWebhook} of a webhook, its longest
   *     due
   */
  List<Leased> lease(
      Session session, List<String> webhooks, int perWebhook, int limit, long duration)
      throws SQLException;

  /**
   * Whether a kill of the database may leave a row of the queue without its delivery. Elsewhere a
   * delivery that is not seen may only not be seen yet: a claim locks what is newer than what it
   * reads.
   */
  default boolean mayLoseDeliveries() {
    return false;
  }

  /**
   * A webhook that has pending deliveries.
   *
   * @param dueIn when the first of them is due, in microseconds from now; negative when it is
   *     overdue
   * @param status the webhook's; null when it is gone
   * @param version the webhook's; zero when it is gone
   */
  record PendingWebhook(String id, long dueIn, @Nullable WebhookStatus status, long version) {
    static PendingWebhook read(ResultSet row) throws SQLException {
      String status = row.getString("status");
      return new PendingWebhook(
          row.getString("webhook_id"),
          row.getLong("due_in"),
          status == null ? null : WebhookStatus.valueOf(status),
          row.getLong("version"));
    }

    boolean isActive() {
      return status == WebhookStatus.ACTIVE;
    }

    boolean isDue() {
      return dueIn <= 0;
    }
  }

  /**
   * A delivery of a claim.
   *
   * @param token the claim's
   * @param dueAt when it was due, before the claim
   */
  record Leased(String id, String webhookId, long token, long dueAt) {
    static Leased read(ResultSet row) throws SQLException {
      return new Leased(
          row.getString("delivery_id"),
          row.getString("webhook_id"),
          row.getLong("token"),
          row.getLong("due_at"));
    }
  }

  /**
   * Leases what this transaction has locked, for databases that don't answer with what they update.
   *
   * @param locked with the tokens that they had
   */
  static List<Leased> leaseLocked(Session session, List<Leased> locked, long duration)
      throws SQLException {
    if (!locked.isEmpty()) {
      session.update(
          "update webhooks_pending set due_at = {now} + ?, token = token + 1 where delivery_id {in}",
          duration,
          new Ids(locked.stream().map(Leased::id).toList()));
    }
    return locked.stream()
        .map(one -> new Leased(one.id(), one.webhookId(), one.token() + 1, one.dueAt()))
        .toList();
  }
}
