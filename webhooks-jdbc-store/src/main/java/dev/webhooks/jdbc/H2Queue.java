package dev.webhooks.jdbc;

import dev.webhooks.jdbc.Session.Ids;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** H2's: it runs in this very process, so a walk of single steps costs no round trips. */
final class H2Queue implements Queue {
  private static final String NEXT_WORKSPACE =
      """
      select workspace from webhooks_pending
      where workspace >= ? order by workspace, webhook_id, due_at limit 1\
      """;

  private static final String NEXT_WEBHOOK =
      "select q.workspace, q.webhook_id, q.due_at - {now} as due_in, "
          + PendingWebhook.WEBHOOK
          + """
             from (
              select p.workspace, p.webhook_id, p.due_at from webhooks_pending p
              where p.workspace = ? and p.webhook_id >= ?
              order by p.workspace, p.webhook_id, p.due_at limit 1) q
            left join webhooks_webhook w on w.id = q.webhook_id
            left join webhooks_health h on h.webhook_id = q.webhook_id\
            """;

  /** The order names all of the index, or H2 would sort all that is due. */
  private static final String DUE =
      """
      select delivery_id from webhooks_pending
      where workspace = ? and webhook_id = ? and due_at <= {now}
      order by workspace, webhook_id, due_at limit ?\
      """;

  /** By key, because H2 locks all that a condition matches, whatever the limit. */
  private static final String LOCK =
      """
      select delivery_id, workspace, webhook_id, token, due_at from webhooks_pending
      where delivery_id {in} and due_at <= {now} for update skip locked\
      """;

  private static final String LOCK_ONE =
      """
      select delivery_id, workspace, webhook_id, token, due_at from webhooks_pending
      where delivery_id = ? and token = ? and due_at = ? for update skip locked\
      """;

  @Override
  public boolean mayLoseDeliveries() {
    return true;
  }

  @Override
  public List<String> workspacesFrom(Session session, String from, int count) throws SQLException {
    List<String> workspaces = new ArrayList<>();
    String place = from;
    while (workspaces.size() < count) {
      Optional<String> next = session.selectOne(NEXT_WORKSPACE, row -> row.getString(1), place);
      if (next.isEmpty()) {
        break;
      }
      workspaces.add(next.get());
      place = Queue.behind(next.get());
    }
    return workspaces;
  }

  @Override
  public List<PendingWebhook> webhooksBehind(Session session, List<Place> places, int count)
      throws SQLException {
    List<PendingWebhook> webhooks = new ArrayList<>();
    for (Place place : places) {
      String last = place.webhookId();
      for (int i = 0; i < count; i++) {
        Optional<PendingWebhook> next =
            session.selectOne(
                NEXT_WEBHOOK, PendingWebhook::read, place.workspace(), Queue.behind(last));
        if (next.isEmpty()) {
          break;
        }
        webhooks.add(next.get());
        last = next.get().id();
      }
    }
    return webhooks;
  }

  @Override
  public List<Leased> lease(
      Session session, List<Share> shares, int limit, long duration, long shortBody)
      throws SQLException {
    return Queue.lease(
        session,
        shares,
        limit,
        duration,
        1,
        some -> Map.of(some.get(0), lock(session, some.get(0))));
  }

  private static List<Leased> lock(Session session, Portion portion) throws SQLException {
    Leased only = portion.only();
    if (only != null) {
      return session.select(LOCK_ONE, Leased::read, only.id(), only.token(), only.dueAt());
    }
    Place place = portion.place();
    List<String> due =
        session.select(
            DUE, row -> row.getString(1), place.workspace(), place.webhookId(), portion.most());
    return due.isEmpty() ? List.of() : session.select(LOCK, Leased::read, new Ids(due));
  }
}
