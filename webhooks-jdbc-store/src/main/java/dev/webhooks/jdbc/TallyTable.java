package dev.webhooks.jdbc;

import dev.webhooks.jdbc.Session.Ids;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What groups of outcomes came to and is not added up yet: a row each. */
final class TallyTable {
  private static final Bulk ROWS = Bulk.insert("webhooks_tally", Bulk.bytes("entries"));

  private TallyTable() {}

  static void write(Session session, Tally tally) throws SQLException {
    byte[] row = tally.toBytes();
    if (row != null) {
      session.write(ROWS, List.<@Nullable Object[]>of(new @Nullable Object[] {row}));
    }
  }

  /**
   * Some of the oldest rows.
   *
   * @param ids of the rows that were read, in ascending order
   * @param more whether there may be others
   */
  record Rows(Tally tally, List<Long> ids, boolean more) {}

  static Rows read(Session session, int limit) throws SQLException {
    Tally tally = new Tally();
    List<Long> ids = new ArrayList<>();
    int[] seen = {0};
    session.forEach(
        "select id, entries from webhooks_tally order by id limit ?",
        row -> {
          seen[0]++;
          if (tally.add(row.getBytes(2))) {
            ids.add(row.getLong(1));
          }
        },
        limit);
    return new Rows(tally, ids, seen[0] == limit);
  }

  /**
   * Removes the rows, and no other that has come among them: ids are given before commits, so
   * stretch by stretch of ids without a gap.
   *
   * @param ids in ascending order
   */
  static void remove(Session session, List<Long> ids) throws SQLException {
    int begin = 0;
    for (int i = 1; i <= ids.size(); i++) {
      if (i == ids.size() || ids.get(i) != ids.get(i - 1) + 1) {
        session.update(
            "delete from webhooks_tally where id >= ? and id <= ?", ids.get(begin), ids.get(i - 1));
        begin = i;
      }
    }
  }

  /**
   * The workspaces of webhooks, of deleted ones too while the log has a delivery to them; of others
   * nothing is known any more, and nobody can ask for them.
   */
  static Map<String, String> workspaces(Session session, Collection<String> webhookIds)
      throws SQLException {
    Map<String, String> workspaces = new HashMap<>();
    if (webhookIds.isEmpty()) {
      return workspaces;
    }
    session.forEach(
        "select id, workspace from webhooks_webhook where id {in}",
        row -> workspaces.put(row.getString(1), row.getString(2)),
        new Ids(List.copyOf(webhookIds)));
    Set<String> deleted = new HashSet<>(webhookIds);
    deleted.removeAll(workspaces.keySet());
    for (String id : deleted) {
      session
          .selectOne(
              """
              select workspace from webhooks_delivery where webhook_id = ?
              order by webhook_id desc, created_at desc limit 1\
              """,
              row -> row.getString(1),
              id)
          .ifPresent(workspace -> workspaces.put(id, workspace));
    }
    return workspaces;
  }
}
