package dev.webhooks.jdbc;

import dev.webhooks.jdbc.Session.Ids;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** H2's: it runs in this very process, so a walk of single steps costs no round trips. */
final class H2Queue implements Queue {
  /**
   * Ids hold no control characters, so this is the least text behind an id. A range that began at
   * it would be read.
   */
  private static final String BEHIND = "\u0001";

  private static final String STEP =
      """
      select p.webhook_id, p.due_at - {now} as due_in,
        (select w.status from webhooks_webhook w where w.id = p.webhook_id) as status,
        (select w.version from webhooks_webhook w where w.id = p.webhook_id) as version
      from webhooks_pending p
      where p.webhook_id >= ? order by p.webhook_id, p.due_at limit 1\
      """;

  /** The order names the index's first column too, or H2 would sort all that is due. */
  private static final String DUE =
      """
      select delivery_id from webhooks_pending
      where webhook_id = ? and due_at <= {now} order by webhook_id, due_at limit ?\
      """;

  /** By key, because H2 locks all that a condition matches, whatever the limit. */
  private static final String LOCK =
      """
      select delivery_id, webhook_id, token, due_at from webhooks_pending
      where delivery_id {in} and due_at <= {now} for update skip locked\
      """;

  @Override
  public boolean mayLoseDeliveries() {
    return true;
  }

  @Override
  public List<PendingWebhook> webhooksBehind(Session session, String id, int count)
      throws SQLException {
    List<PendingWebhook> webhooks = new ArrayList<>();
    String last = id;
    while (webhooks.size() < count) {
      List<PendingWebhook> next = session.select(STEP, PendingWebhook::read, last + BEHIND);
      if (next.isEmpty()) {
        break;
      }
      webhooks.addAll(next);
      last = next.get(0).id();
    }
    return webhooks;
  }

  @Override
  public List<Leased> lease(
      Session session, List<String> webhooks, int perWebhook, int limit, long duration)
      throws SQLException {
    List<Leased> locked = new ArrayList<>();
    for (String webhook : webhooks) {
      int wanted = Math.min(perWebhook, limit - locked.size());
      if (wanted <= 0) {
        break;
      }
      List<String> due = session.select(DUE, row -> row.getString(1), webhook, wanted);
      if (!due.isEmpty()) {
        locked.addAll(session.select(LOCK, Leased::read, new Ids(due)));
      }
    }
    return Queue.leaseLocked(session, locked, duration);
  }
}
