package dev.webhooks.jdbc;

import dev.webhooks.jdbc.Session.Ids;
import java.sql.SQLException;
import java.util.List;

/** PostgreSQL's: one statement walks the hot index, and one locks and leases. */
final class PostgresQueue implements Queue {
  /**
   * A loose index scan: each step finds the next webhook by one descent of the hot index, and with
   * it that webhook's earliest due time.
   */
  static final String WALK =
      """
      with recursive walk (webhook_id, due_at, step) as (
        (select webhook_id, due_at, 1 from webhooks_pending
         where webhook_id > ? order by webhook_id, due_at limit 1)
        union all
        select following.webhook_id, following.due_at, walk.step + 1
        from walk cross join lateral (
          select p.webhook_id, p.due_at from webhooks_pending p
          where p.webhook_id > walk.webhook_id order by p.webhook_id, p.due_at limit 1) following
        where walk.step < ?)
      select walk.webhook_id, walk.due_at - {now} as due_in, w.status, w.version
      from walk left join webhooks_webhook w on w.id = walk.webhook_id
      order by walk.step\
      """;

  /**
   * Locks and updates at once, and finds the rows again by their place in the table: it can't
   * change between, because they are locked. Under READ COMMITTED a row that somebody changed since
   * the statement began is locked, if it is still due, but has no place that this statement sees;
   * such a one is left for the next claim. The outer limit holds even where a row that was skipped
   * made room for another.
   */
  static final String LEASE =
      """
      with due as materialized (
        select due.place, due.due_at
        from unnest(cast(? as text[])) as wanted (webhook_id) cross join lateral (
          select p.ctid as place, p.due_at from webhooks_pending p
          where p.webhook_id = wanted.webhook_id and p.due_at <= {now}
          order by p.due_at limit ? for update skip locked) due
        limit ?)
      update webhooks_pending p set due_at = {now} + ?, token = p.token + 1
      from due where p.ctid = due.place
      returning p.delivery_id, p.webhook_id, p.token, due.due_at\
      """;

  @Override
  public List<PendingWebhook> webhooksBehind(Session session, String id, int count)
      throws SQLException {
    return session.select(WALK, PendingWebhook::read, id, count);
  }

  @Override
  public List<Leased> lease(
      Session session, List<String> webhooks, int perWebhook, int limit, long duration)
      throws SQLException {
    return session.select(LEASE, Leased::read, Ids.whole(webhooks), perWebhook, limit, duration);
  }
}
