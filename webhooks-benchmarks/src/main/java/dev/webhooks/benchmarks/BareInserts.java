package dev.webhooks.benchmarks;

import dev.webhooks.internal.wire.Ids;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.Collections;

/**
 * The floor under publishing: one prepared multi-row insert for each of the three tables, in one
 * transaction; no matching, no comparing of versions, no encoding.
 */
final class BareInserts {
  private final Connection connection;
  private final Workload workload;
  private final byte[] body;
  private final Ids ids = new Ids(Clock.systemUTC(), new SecureRandom());

  /**
   * @param connection without autocommit, of nobody else
   */
  BareInserts(Connection connection, Workload workload) {
    this.connection = connection;
    this.workload = workload;
    this.body = workload.body();
  }

  /** A delivery's ids. */
  private record Row(String event, String delivery, String workspace, String webhook) {}

  void insert(int first, int events) throws SQLException {
    Row[] rows = new Row[events];
    for (int i = 0; i < events; i++) {
      int endpoint = workload.endpointOf(first + i);
      rows[i] =
          new Row(ids.event(), ids.delivery(), Workload.workspace(endpoint), "wh_" + endpoint);
    }
    Instant instant = Instant.now();
    long now = instant.getEpochSecond() * 1_000_000 + instant.getNano() / 1_000;
    events(rows, now);
    deliveries(rows, now);
    pending(rows, now);
    connection.commit();
  }

  private void events(Row[] rows, long now) throws SQLException {
    try (PreparedStatement statement =
        prepare(
            "webhooks_event (id, workspace, type, body, deliveries, created_at)",
            "(?, ?, ?, ?, 1, ?)",
            rows.length)) {
      int next = 1;
      for (Row row : rows) {
        statement.setString(next++, row.event());
        statement.setString(next++, row.workspace());
        statement.setString(next++, Workload.EVENT_TYPE);
        statement.setBytes(next++, body);
        statement.setLong(next++, now);
      }
      statement.executeUpdate();
    }
  }

  private void deliveries(Row[] rows, long now) throws SQLException {
    try (PreparedStatement statement =
        prepare(
            "webhooks_delivery (id, event_id, event_type, workspace, webhook_id, created_at, state,"
                + " attempts, round_start, token)",
            "(?, ?, ?, ?, ?, ?, 'PENDING', 0, 0, 0)",
            rows.length)) {
      int next = 1;
      for (Row row : rows) {
        statement.setString(next++, row.delivery());
        statement.setString(next++, row.event());
        statement.setString(next++, Workload.EVENT_TYPE);
        statement.setString(next++, row.workspace());
        statement.setString(next++, row.webhook());
        statement.setLong(next++, now);
      }
      statement.executeUpdate();
    }
  }

  private void pending(Row[] rows, long now) throws SQLException {
    try (PreparedStatement statement =
        prepare(
            "webhooks_pending (delivery_id, workspace, webhook_id, due_at, token)",
            "(?, ?, ?, ?, 0)",
            rows.length)) {
      int next = 1;
      for (Row row : rows) {
        statement.setString(next++, row.delivery());
        statement.setString(next++, row.workspace());
        statement.setString(next++, row.webhook());
        statement.setLong(next++, now);
      }
      statement.executeUpdate();
    }
  }

  private PreparedStatement prepare(String into, String row, int rows) throws SQLException {
    return connection.prepareStatement(
        "insert into " + into + " values " + String.join(", ", Collections.nCopies(rows, row)));
  }
}
