package dev.webhooks.jdbc;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How long a packet of MariaDB or MySQL may be ({@code max_allowed_packet}). The server cuts the
 * connection of who sends a longer one, which looks like any other broken line: so what would be
 * longer is not sent. Thread safe.
 */
final class MariaDbPackets {
  /** Well within what any server takes that is not set up to take less. */
  private static final int USUAL = 256 * 1024;

  /** From this length on a row is worth a question to the server, whose limit may have changed. */
  private static final int LONG_ROW = 128 * 1024;

  /** The statement around a row's values. */
  private static final int FRAME = 2 * 1024;

  private volatile int bytesAtOnce = USUAL;

  /** Learns the limit, to which statements adapt. */
  void learn(Connection connection) throws SQLException {
    bytesAtOnce = (int) Math.min(USUAL, limit(connection) / 4);
  }

  /** How many bytes one statement may carry, each of which may travel as two. */
  int bytesAtOnce() {
    return bytesAtOnce;
  }

  /**
   * Refuses a row that is longer than a packet.
   *
   * @throws SQLException with the server's own number for it
   */
  void requireFit(Connection connection, List<@Nullable Object[]> rows) throws SQLException {
    long longest = 0;
    for (@Nullable Object[] row : rows) {
      if (StatementLimit.sizeOfRow(row) >= Math.min(LONG_ROW, bytesAtOnce)) {
        longest = Math.max(longest, sizeOnTheWay(row));
      }
    }
    if (longest > 0 && longest + FRAME > limit(connection)) {
      throw new SQLException("a row is longer than a packet", "08S01", SqlErrors.PACKET_TOO_BIG);
    }
  }

  private static long limit(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("select @@max_allowed_packet")) {
      return row.next() ? row.getLong(1) : Long.MAX_VALUE;
    }
  }

  private static long sizeOnTheWay(@Nullable Object[] row) {
    long size = 0;
    for (Object value : row) {
      size += StatementLimit.sizeOf(value);
      if (value instanceof byte[] bytes) {
        for (byte each : bytes) {
          size += isEscaped((char) each) ? 1 : 0;
        }
      } else if (value instanceof String text) {
        size += text.chars().filter(each -> isEscaped((char) each)).count();
      }
    }
    return size;
  }

  /** What drivers put a backslash before, where they send values as text. */
  private static boolean isEscaped(char value) {
    return value == 0 || value == '\'' || value == '"' || value == '\\';
  }
}
