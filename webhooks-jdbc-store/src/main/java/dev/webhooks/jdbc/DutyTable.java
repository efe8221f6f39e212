package dev.webhooks.jdbc;

import java.sql.SQLException;

/** What one node is enough for: a row a duty, which whoever has it keeps leasing. */
final class DutyTable {
  private DutyTable() {}

  /**
   * Takes a duty, or keeps it, in a statement or two.
   *
   * @param lease in microseconds
   */
  static boolean take(Session session, String duty, String node, long lease) throws SQLException {
    boolean taken =
        session.update(
                """
                update webhooks_duty set node = ?, until_at = {now} + ?
                where name = ? and (node = ? or until_at <= {now})\
                """,
                node,
                lease,
                duty,
                node)
            > 0;
    return taken || (!isThere(session, duty) && add(session, duty, node, lease));
  }

  /** The row stays, for whoever takes the duty next. */
  static boolean release(Session session, String duty, String node) throws SQLException {
    return session.update(
            "update webhooks_duty set until_at = {now} where name = ? and node = ?", duty, node)
        > 0;
  }

  private static boolean isThere(Session session, String duty) throws SQLException {
    return session
        .selectOne("select name from webhooks_duty where name = ?", row -> row.getString(1), duty)
        .isPresent();
  }

  private static boolean add(Session session, String duty, String node, long lease)
      throws SQLException {
    try {
      session.update(
          "insert into webhooks_duty (name, node, until_at) values (?, ?, {now} + ?)",
          duty,
          node,
          lease);
      return true;
    } catch (SQLException e) {
      if (!SqlErrors.isDuplicateKey(e)) {
        throw e;
      }
      return false; // another node was faster
    }
  }
}
