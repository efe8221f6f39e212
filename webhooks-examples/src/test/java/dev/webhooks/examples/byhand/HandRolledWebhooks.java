package dev.webhooks.examples.byhand;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.security.GeneralSecurityException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * Webhooks as one writes them in an afternoon, and not badly: an outbox that joins the caller's
 * transaction, a poller, a signature, a time limit, retries.
 */
final class HandRolledWebhooks {
  private static final List<Duration> DELAYS =
      List.of(
          Duration.ofSeconds(1),
          Duration.ofSeconds(5),
          Duration.ofSeconds(30),
          Duration.ofMinutes(5),
          Duration.ofMinutes(30));

  private final DataSource dataSource;
  private final Clock clock;
  private final HttpClient client =
      HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();

  HandRolledWebhooks(DataSource dataSource, Clock clock) {
    this.dataSource = dataSource;
    this.clock = clock;
  }

  /** A delivery that is due. */
  record Due(long id, String url, String secret, String body, int attempts) {}

  void createTables() throws SQLException {
    try (Connection connection = dataSource.getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute("create table hook (url varchar(2000), secret varchar(100))");
      statement.execute(
          """
          create table outbox (id bigint generated always as identity primary key,
            url varchar(2000), secret varchar(100), body clob, state varchar(10),
            attempts int, due_at bigint, response clob)""");
    }
  }

  void register(String url, String secret) throws SQLException {
    try (Connection connection = dataSource.getConnection();
        PreparedStatement insert =
            connection.prepareStatement("insert into hook (url, secret) values (?, ?)")) {
      insert.setString(1, url);
      insert.setString(2, secret);
      insert.executeUpdate();
    }
  }

  /** In the transaction of the caller: no event without the change, no change without the event. */
  void publish(Connection connection, String body) throws SQLException {
    try (PreparedStatement insert =
        connection.prepareStatement(
            """
            insert into outbox (url, secret, body, state, attempts, due_at)
            select url, secret, ?, 'PENDING', 0, ? from hook""")) {
      insert.setString(1, body);
      insert.setLong(2, clock.millis());
      insert.executeUpdate();
    }
  }

  /** Called once a second. */
  void poll() throws Exception {
    send(due());
  }

  List<Due> due() throws SQLException {
    try (Connection connection = dataSource.getConnection();
        PreparedStatement select =
            connection.prepareStatement(
                """
                select id, url, secret, body, attempts from outbox
                where state = 'PENDING' and due_at <= ? order by id limit 100""")) {
      select.setLong(1, clock.millis());
      List<Due> due = new ArrayList<>();
      try (ResultSet row = select.executeQuery()) {
        while (row.next()) {
          due.add(
              new Due(
                  row.getLong(1),
                  row.getString(2),
                  row.getString(3),
                  row.getString(4),
                  row.getInt(5)));
        }
      }
      return due;
    }
  }

  void send(List<Due> due) throws Exception {
    for (Due one : due) {
      try {
        HttpResponse<String> response = post(one);
        boolean acknowledged = response.statusCode() / 100 == 2;
        store(one, acknowledged, response.body());
      } catch (IOException | IllegalArgumentException e) {
        store(one, false, e.toString());
      }
    }
  }

  private HttpResponse<String> post(Due one) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(one.url()))
            .timeout(Duration.ofSeconds(10))
            .header("Content-Type", "application/json")
            .header("X-Signature", signature(one))
            .POST(HttpRequest.BodyPublishers.ofString(one.body()))
            .build();
    return client.send(request, HttpResponse.BodyHandlers.ofString());
  }

  private static String signature(Due one) throws GeneralSecurityException {
    Mac mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec(one.secret().getBytes(UTF_8), "HmacSHA256"));
    return HexFormat.of().formatHex(mac.doFinal(one.body().getBytes(UTF_8)));
  }

  private void store(Due one, boolean acknowledged, @Nullable String response) throws SQLException {
    boolean givenUp = one.attempts() >= DELAYS.size();
    String state = acknowledged ? "DELIVERED" : givenUp ? "FAILED" : "PENDING";
    Duration delay = givenUp ? Duration.ZERO : DELAYS.get(one.attempts());
    try (Connection connection = dataSource.getConnection();
        PreparedStatement update =
            connection.prepareStatement(
                """
                update outbox set state = ?, attempts = attempts + 1, due_at = ?, response = ?
                where id = ?""")) {
      update.setString(1, state);
      update.setLong(2, clock.millis() + delay.toMillis());
      update.setString(3, response);
      update.setLong(4, one.id());
      update.executeUpdate();
    }
  }
}
