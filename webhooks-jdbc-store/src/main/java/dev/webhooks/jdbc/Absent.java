package dev.webhooks.jdbc;

import dev.webhooks.jdbc.Session.Ids;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;

/** Adds rows where there are none. */
final class Absent {
  private Absent() {}

  /**
   * Adds rows of these ids, in the order of the ids, and leaves those alone that are there, even if
   * somebody else adds them at this moment.
   *
   * @param insert a statement that inserts them from a select, by one condition on their ids, and
   *     in their order
   * @param key the column of the id
   */
  static void add(Session session, String insert, String table, String key, Collection<String> ids)
      throws SQLException {
    List<String> sorted = ids.stream().distinct().sorted().toList();
    String unlessThere = session.dialect().unlessThere(table, key);
    if (unlessThere.isEmpty()) {
      for (String id : sorted) {
        addOne(session, insert, id);
      }
    } else if (!sorted.isEmpty()) {
      session.update(insert + unlessThere, new Ids(sorted));
    }
  }

  private static void addOne(Session session, String insert, String id) throws SQLException {
    try {
      session.update(insert, new Ids(List.of(id)));
    } catch (SQLException e) {
      if (!SqlErrors.isDuplicateKey(e)) {
        throw e;
      }
    }
  }
}
