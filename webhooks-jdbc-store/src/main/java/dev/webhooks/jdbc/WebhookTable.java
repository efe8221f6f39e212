package dev.webhooks.jdbc;

import dev.webhooks.jdbc.Session.Ids;
import dev.webhooks.model.Cursor;
import dev.webhooks.model.Webhook;
import dev.webhooks.model.WebhookPage;
import dev.webhooks.model.WebhookQuery;
import dev.webhooks.model.WebhookStatus;
import dev.webhooks.spi.StoredWebhook;
import dev.webhooks.spi.Subscriptions;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLTransactionRollbackException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Webhooks, and the version of each workspace's. Every change begins with the workspace's row, and
 * so waits its turn.
 */
final class WebhookTable {
  private static final String SELECT_WITH_SECRETS =
      "select "
          + WebhookColumns.SELECTED
          + ", w."
          + WebhookColumns.SEALED_KEY
          + " from webhooks_webhook w";

  /** How many webhooks of a workspace a publisher loads with one statement. */
  private static final int LOADED_AT_ONCE = 100;

  private static final int LOADING_TRIES = 3;

  /** What subscriptions answer for a workspace that never had a webhook, or was erased. */
  private static final long NO_WORKSPACE = 0;

  private WebhookTable() {}

  static boolean insert(Session session, StoredWebhook stored, int limit) throws SQLException {
    Webhook webhook = stored.webhook();
    nextVersion(session, webhook.workspace());
    int count =
        session
            .selectOne(
                "select count(*) from webhooks_webhook where workspace = ?",
                row -> row.getInt(1),
                webhook.workspace())
            .orElseThrow();
    if (count >= limit) {
      session.rollback();
      return false;
    }
    session.update(WebhookColumns.INSERT, WebhookColumns.inserted(stored));
    return true;
  }

  /**
   * What a change did.
   *
   * @param released whether there are deliveries to be put back, or cancelled
   */
  record Change(boolean done, boolean released) {
    private static final Change NONE = new Change(false, false);
  }

  static Change replace(Session session, StoredWebhook changed) throws SQLException {
    Webhook webhook = changed.webhook();
    nextVersion(session, webhook.workspace());
    boolean wasOrdered = !Places.ordered(session, List.of(webhook.id())).isEmpty();
    if (session.update(WebhookColumns.UPDATE, WebhookColumns.updated(changed)) == 0) {
      session.rollback();
      return Change.NONE;
    }
    boolean active = webhook.status() == WebhookStatus.ACTIVE;
    if (wasOrdered && !webhook.settings().ordered()) {
      Aside.noteUnordered(session, webhook.id());
    }
    return new Change(true, Aside.mark(session, webhook.id(), active));
  }

  static Change delete(Session session, String workspace, String id) throws SQLException {
    if (!Texts.isStorable(workspace) || !Texts.isStorable(id)) {
      return Change.NONE;
    }
    nextVersion(session, workspace);
    int deleted =
        session.update(
            "delete from webhooks_webhook where id = ? and workspace = ?", id, workspace);
    if (deleted == 0) {
      session.rollback();
      return Change.NONE;
    }
    HealthTable.delete(session, List.of(id));
    session.update("delete from webhooks_pace where webhook_id = ?", id);
    return new Change(true, Aside.mark(session, id, true));
  }

  static Optional<StoredWebhook> find(Session session, String workspace, String id)
      throws SQLException {
    return session.selectOne(
        SELECT_WITH_SECRETS + " where w.id = ? and w.workspace = ?",
        WebhookTable::stored,
        id,
        workspace);
  }

  static List<StoredWebhook> findAll(Session session, List<String> ids) throws SQLException {
    return session.select(
        SELECT_WITH_SECRETS + " where w.id {in}", WebhookTable::stored, new Ids(ids));
  }

  static List<StoredWebhook> scan(Session session, @Nullable String after, int limit)
      throws SQLException {
    return session.select(
        SELECT_WITH_SECRETS + " where w.id > ? order by w.id limit ?",
        WebhookTable::stored,
        after == null ? "" : after,
        limit);
  }

  static WebhookPage list(Session session, WebhookQuery query) throws SQLException {
    List<Webhook> found = page(session, query.workspace(), query.cursor(), query.limit() + 1);
    return WebhookPage.of(found, query.limit());
  }

  /**
   * @param workspace null for all
   */
  private static List<Webhook> page(
      Session session, @Nullable String workspace, @Nullable Cursor place, int limit)
      throws SQLException {
    Conditions wanted =
        new Conditions("w").andIfGiven("w.workspace = ?", workspace).beside(">", place);
    return session.select(
        "select "
            + WebhookColumns.SELECTED
            + " from webhooks_webhook w"
            + wanted.where()
            // What the index begins with, else H2 sorts the whole workspace for one page.
            + (workspace == null ? " order by" : " order by w.workspace,")
            + " w.created_at, w.id limit ?",
        WebhookColumns::webhook,
        wanted.parameters(limit));
  }

  static Optional<Subscriptions> subscriptions(Session session, String workspace, long known)
      throws SQLException {
    return version(session, workspace) == known
        ? Optional.empty()
        : Optional.of(all(session, workspace));
  }

  /**
   * What a publisher asks before it stores anything.
   *
   * @param now by the database's clock, in microseconds
   * @param ordered those of the webhooks that are ordered
   */
  record Present(long now, Set<String> ordered) {}

  /** Empty unless each workspace still has this version. One statement tells all, as a rule. */
  static Optional<Present> present(
      Session session, Map<String, Long> known, Collection<String> webhooks) throws SQLException {
    List<String> asked = webhooks.stream().distinct().toList();
    boolean few = known.size() + asked.size() <= session.limit().rows();
    Set<String> ordered = new HashSet<>(few ? List.of() : Places.ordered(session, asked));
    Map<String, Long> versions = new HashMap<>();
    long[] now = {0};
    session.forEach(
        """
        select {now}, w.id, w.version, 0
        from (select 1 as one) o left join webhooks_workspace w on w.id {in}
        union all
        select 0, x.id, 0, 1 from webhooks_webhook x where x.id {in} and x.ordered = true\
        """,
        row -> {
          if (row.getInt(4) == 1) {
            ordered.add(row.getString(2));
          } else {
            now[0] = row.getLong(1);
            if (row.getString(2) != null) {
              versions.put(row.getString(2), row.getLong(3));
            }
          }
        },
        orNone(known.keySet()),
        orNone(few ? asked : List.of()));
    boolean asKnown =
        known.entrySet().stream()
            .allMatch(
                one -> versions.getOrDefault(one.getKey(), NO_WORKSPACE).equals(one.getValue()));
    return asKnown ? Optional.of(new Present(now[0], ordered)) : Optional.empty();
  }

  /** Nothing has no id. */
  private static Ids orNone(Collection<String> ids) {
    return Ids.whole(ids.isEmpty() ? List.of("") : List.copyOf(ids));
  }

  private static long version(Session session, String workspace) throws SQLException {
    return session
        .selectOne(
            "select version from webhooks_workspace where id = ?", row -> row.getLong(1), workspace)
        .orElse(NO_WORKSPACE);
  }

  /**
   * In steps, because a driver holds all rows of a statement, and filters may be wide. The version
   * that is still the same at the end is that of these very webhooks.
   */
  private static Subscriptions all(Session session, String workspace) throws SQLException {
    for (int tries = 0; tries < LOADING_TRIES; tries++) {
      Subscriptions first = first(session, workspace, LOADED_AT_ONCE);
      if (first.webhooks().size() < LOADED_AT_ONCE) {
        return first;
      }
      List<Webhook> all = new ArrayList<>(first.webhooks());
      List<Webhook> more;
      do {
        Cursor place = Cursor.behind(all.get(all.size() - 1));
        more = page(session, workspace, place, LOADED_AT_ONCE);
        all.addAll(more);
      } while (more.size() == LOADED_AT_ONCE);
      if (version(session, workspace) == first.version()) {
        return new Subscriptions(first.version(), all);
      }
    }
    return first(session, workspace, Integer.MAX_VALUE);
  }

  /** One statement, so that the version is that of these very webhooks. */
  private static Subscriptions first(Session session, String workspace, int limit)
      throws SQLException {
    record Row(long version, Optional<Webhook> webhook) {}
    List<Row> rows =
        session.select(
            "select s.version as workspace_version, "
                + WebhookColumns.SELECTED
                + """
                 from webhooks_workspace s left join webhooks_webhook w on w.workspace = s.id
                where s.id = ? order by w.created_at, w.id limit ?\
                """,
            row ->
                new Row(
                    row.getLong("workspace_version"),
                    row.getString("id") == null
                        ? Optional.empty()
                        : Optional.of(WebhookColumns.webhook(row))),
            workspace,
            limit);
    long version = rows.isEmpty() ? NO_WORKSPACE : rows.get(0).version();
    return new Subscriptions(
        version, rows.stream().flatMap(row -> row.webhook().stream()).toList());
  }

  /**
   * Locks the workspace's row until the transaction ends. A new row starts from the clock, so that
   * a workspace that was erased and comes back does not repeat versions that some node remembers.
   */
  private static void nextVersion(Session session, String workspace) throws SQLException {
    String next =
        "update webhooks_workspace set version = greatest(version + 1, {now}) where id = ?";
    if (session.update(next, workspace) == 0) {
      insertWorkspace(session, workspace);
      if (session.update(next, workspace) == 0) {
        // An erasure removed it again: without its lock the quota could be exceeded.
        throw new SQLTransactionRollbackException("the workspace was erased meanwhile", "40001");
      }
    }
  }

  private static void insertWorkspace(Session session, String workspace) throws SQLException {
    try {
      session.update(session.dialect().insertWorkspace(), workspace);
    } catch (SQLException e) {
      if (!SqlErrors.isDuplicateKey(e)) {
        throw e;
      }
    }
  }

  private static StoredWebhook stored(ResultSet row) throws SQLException {
    return new StoredWebhook(WebhookColumns.webhook(row), row.getBytes(WebhookColumns.SEALED_KEY));
  }
}
