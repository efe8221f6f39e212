package dev.webhooks.benchmarks;

import dev.webhooks.benchmarks.SignedPosts.Answer;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;

/** The log of attempts that the peers keep: the same columns as the library's. */
final class AttemptLog {
  static final String TABLE =
      """
      create table attempt (
        delivery_id text collate "C" not null, number integer not null, started_at bigint not null,
        duration bigint not null, status integer, error text, response_body text,
        primary key (delivery_id, number))\
      """;

  private static final String INSERT =
      """
      insert into attempt (delivery_id, number, started_at, duration, status, error, response_body)
      values (?, 1, ?, ?, ?, ?, ?)\
      """;

  private AttemptLog() {}

  /** A POST that was answered. */
  record Attempt(String deliveryId, Instant at, long nanos, Answer answer) {}

  static void insert(Connection connection, Attempt attempt) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(INSERT)) {
      statement.setString(1, attempt.deliveryId());
      statement.setLong(2, attempt.at().toEpochMilli() * 1_000);
      statement.setLong(3, attempt.nanos() / 1_000);
      statement.setInt(4, attempt.answer().status());
      statement.setNull(5, Types.VARCHAR);
      statement.setString(6, attempt.answer().body());
      statement.executeUpdate();
    }
  }
}
