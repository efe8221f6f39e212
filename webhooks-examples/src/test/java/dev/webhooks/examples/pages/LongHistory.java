package dev.webhooks.examples.pages;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.webhooks.spi.LatencyHistogram;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * A day in which each webhook of a workspace was sent a thousand events, one in fifty of them in
 * vain, written into the database as if it had happened.
 */
final class LongHistory implements AutoCloseable {
  private static final int EACH = 1_000;
  private static final int AT_ONCE = 10;

  private static final Duration DAY = Duration.ofDays(1);
  private static final byte[] BODY =
      ("{\"event\":\"message.sent\",\"timestamp\":\"2026-05-13T19:24:02.310Z\",\"data\":{\"text\":\""
              + "Yes! ".repeat(80)
              + "\"}}")
          .getBytes(UTF_8);

  private final Connection connection;
  private final String workspace;

  /** In microseconds, as all times are stored. */
  private final long begin = Instant.now().minus(DAY).getEpochSecond() * 1_000_000;

  private LongHistory(Connection connection, String workspace) {
    this.connection = connection;
    this.workspace = workspace;
  }

  /** Writes it for all webhooks that the workspace has. */
  static void write(String jdbcUrl, String user, String workspace) throws SQLException {
    Connection connection = DriverManager.getConnection(jdbcUrl, user, "");
    try (LongHistory history = new LongHistory(connection, workspace)) {
      history.write();
    }
  }

  private void write() throws SQLException {
    connection.setAutoCommit(false);
    List<String> webhooks = webhooks();
    for (int first = 0; first < EACH; first += AT_ONCE) {
      deliveries(first, webhooks.size());
      connection.commit();
    }
    for (String webhook : webhooks) {
      counts(webhook, 1);
    }
    counts("=" + workspace, webhooks.size());
    connection.commit();
    connection.setAutoCommit(true);
    execute("analyze");
  }

  private List<String> webhooks() throws SQLException {
    try (PreparedStatement select =
        connection.prepareStatement("select id from webhooks_webhook where workspace = ?")) {
      select.setString(1, workspace);
      List<String> ids = new ArrayList<>();
      try (ResultSet rows = select.executeQuery()) {
        while (rows.next()) {
          ids.add(rows.getString(1));
        }
      }
      return ids;
    }
  }

  /** One of each webhook, and then the next of each, the earliest first. */
  private void deliveries(int first, int webhooks) throws SQLException {
    String place = "(n * " + webhooks + " + w.place)";
    String number = "lpad(cast(" + place + " as varchar), 25, '0')";
    String at = begin + " + " + place + " * " + DAY.toSeconds() * 1_000_000 / EACH / webhooks;
    String some =
        numbers(first, first + AT_ONCE - 1)
            + ", (select id, row_number() over (order by created_at, id) - 1 as place"
            + " from webhooks_webhook where workspace = ?) w order by n, w.place";
    execute(
        "insert into webhooks_event (id, workspace, account, type, body, deliveries, created_at)"
            + " select concat('evt_0', NUMBER), ?, 'acc_1', 'message.sent', ?, 1, AT from SOME",
        number,
        at,
        some,
        workspace,
        BODY,
        workspace);
    execute(
        "insert into webhooks_delivery (id, event_id, event_type, workspace, account, webhook_id,"
            + " state, attempts, round_start, token, last_status, created_at, finished_at)"
            + " select concat('dlv_0', NUMBER), concat('evt_0', NUMBER), 'message.sent', ?,"
            + " 'acc_1', w.id, case when mod(n, 50) = 0 then 'FAILED' else 'DELIVERED' end, 1, 0,"
            + " 1, case when mod(n, 50) = 0 then 503 else 200 end, AT, AT from SOME",
        number,
        at,
        some,
        workspace,
        workspace);
    execute(
        "insert into webhooks_attempt (delivery_id, number, started_at, duration, status,"
            + " response_body) select concat('dlv_0', NUMBER), 1, AT, 12000,"
            + " case when mod(n, 50) = 0 then 503 else 200 end, 'ok' from SOME",
        number,
        at,
        some,
        workspace);
  }

  /** By the hour, and by the minute as far as the pages ask without being told to. */
  private void counts(String subject, int webhooks) throws SQLException {
    counts(subject, 3_600, 0, 24, webhooks * EACH / 24);
    int firstMinute = subject.startsWith("=") ? 0 : 22 * 60;
    counts(subject, 60, firstMinute, 24 * 60 - firstMinute, Math.max(1, webhooks * EACH / 1_440));
  }

  private void counts(String subject, int seconds, int first, int steps, int attempts)
      throws SQLException {
    long step = seconds * 1_000_000L;
    execute(
        "insert into webhooks_stats (subject, seconds, started_at, workspace, acknowledged, failed,"
            + " latencies, last_success_at) select ?, "
            + seconds
            + ", AT, ?, "
            + attempts
            + ", "
            + attempts / 50
            + ", ?, AT from SOME",
        "",
        (begin / step + first) * step + " + n * " + step,
        numbers(0, steps - 1),
        subject,
        workspace,
        latencies());
  }

  private static String numbers(int first, int last) {
    return "generate_series(cast(" + first + " as bigint), " + last + ") n";
  }

  private static byte[] latencies() {
    LatencyHistogram.Builder latencies = LatencyHistogram.builder();
    for (int i = 10; i < 200; i += 20) {
      latencies.add(Duration.ofMillis(i));
    }
    return latencies.build().toBytes();
  }

  private void execute(String sql, String number, String at, String some, Object... parameters)
      throws SQLException {
    String text = sql.replace("NUMBER", number).replace("AT", at).replace("SOME", some);
    try (PreparedStatement insert = connection.prepareStatement(text)) {
      for (int i = 0; i < parameters.length; i++) {
        insert.setObject(i + 1, parameters[i]);
      }
      insert.executeUpdate();
    }
  }

  private void execute(String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  @Override
  public void close() throws SQLException {
    connection.close();
  }
}
