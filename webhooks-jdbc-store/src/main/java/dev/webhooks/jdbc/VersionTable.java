package dev.webhooks.jdbc;

import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The table that says which migrations a schema has. The migrations themselves add its rows. */
final class VersionTable {
  static final String NAME = "webhooks_schema_version";

  private VersionTable() {}

  /**
   * A migration that was run.
   *
   * @param compatibleFrom the schema version that a library must know at least to run on this one
   * @param checksum of the script that was run; null when another tool ran it
   */
  record Row(int version, int compatibleFrom, @Nullable String checksum) {}

  static List<Row> rows(Session session) throws SQLException {
    return session.select(
        "select version, compatible_from, checksum from webhooks_schema_version",
        row -> new Row(row.getInt(1), row.getInt(2), row.getString(3)));
  }

  /** Notes what was run, of migrations that are recorded and don't have it yet. */
  static void noteChecksum(Session session, Migration migration) throws SQLException {
    session.update(
        "update webhooks_schema_version set checksum = ? where version = ? and checksum is null",
        migration.checksum(),
        migration.version());
  }
}
