package dev.webhooks.jdbc;

import dev.webhooks.jdbc.Session.Ids;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import javax.sql.DataSource;

/**
 * A node of the first release, which knows migration 1 alone. Its statements are a recording of
 * what that release sent, in the resources {@code first-release/}: they don't change with the
 * store.
 */
final class FirstRelease {
  private static final Pattern ARRAY = Pattern.compile("cast\\(\\? as (\\w+)\\[\\]\\)");
  private static final long LEASE = 300_000_000;

  private final Engine engine;
  private final DataSource dataSource;
  private final List<String> statements;

  FirstRelease(Engine engine, DataSource dataSource) {
    this.engine = engine;
    this.dataSource = dataSource;
    this.statements = statements(engine);
  }

  /** Everything that the release sends to a database. */
  static List<String> statements(Engine engine) {
    return Releases.read("first-release/" + engine.folder() + ".sql").lines().toList();
  }

  /** A delivery that was claimed. */
  record Claim(String id, String webhookId, long token) {}

  @FunctionalInterface
  private interface Work<T> {
    T run(Connection connection) throws SQLException;
  }

  /** Registers an active webhook; answers with its id. */
  String register(String workspace) {
    String id = Fixture.id("wh");
    return inTransaction(
        connection -> {
          update(connection, "insert into webhooks_workspace", workspace);
          update(connection, "update webhooks_workspace", workspace);
          update(
              connection,
              "insert into webhooks_webhook",
              "CRM",
              "https://hooks.example.com/",
              "",
              "",
              "ACTIVE",
              null,
              "HEX",
              "k7Qz",
              null,
              "",
              true,
              1L,
              new byte[] {1},
              id,
              workspace,
              1L,
              1L);
          return id;
        });
  }

  /** Publishes an event to a webhook; answers with the delivery's id. */
  String publish(String workspace, String webhookId) {
    String event = Fixture.id("evt");
    String id = Fixture.id("dlv");
    return inTransaction(
        connection -> {
          byte[] body = {'{', '}'};
          update(
              connection,
              "insert into webhooks_event (id, workspace, account, type, body, idempotency_key,",
              event,
              workspace,
              null,
              "message.sent",
              body,
              null,
              1,
              1L);
          update(
              connection,
              "insert into webhooks_delivery",
              id,
              event,
              "message.sent",
              workspace,
              null,
              webhookId,
              1L);
          update(
              connection,
              engine == Engine.POSTGRESQL
                  ? "insert into webhooks_pending (delivery_id, webhook_id, due_at, token) select in_"
                  : "insert into webhooks_pending (delivery_id, webhook_id, due_at, token) values",
              id,
              webhookId,
              1L);
          return id;
        });
  }

  /** Claims what is due of a webhook, for five minutes. */
  List<Claim> claim(String webhookId, int limit) {
    return inTransaction(
        connection ->
            switch (engine) {
              case POSTGRESQL ->
                  claims(
                      connection,
                      "with due as",
                      0,
                      new Ids(List.of(webhookId)),
                      limit,
                      limit,
                      LEASE);
              case MARIADB ->
                  leased(
                      connection,
                      claims(connection, "(select delivery_id, webhook_id", 1, webhookId, limit));
              case H2 -> leased(connection, lockedOnH2(connection, webhookId, limit));
            });
  }

  private List<Claim> lockedOnH2(Connection connection, String webhookId, int limit)
      throws SQLException {
    List<Claim> locked = new ArrayList<>();
    String due = "select delivery_id from webhooks_pending where webhook_id = ? and due_at <=";
    for (String id : texts(connection, due, webhookId, limit)) {
      locked.addAll(
          claims(
              connection,
              "select delivery_id, webhook_id, token from webhooks_pending where delivery_id in (?)",
              1,
              id));
    }
    return locked;
  }

  private List<Claim> leased(Connection connection, List<Claim> locked) throws SQLException {
    for (Claim claim : locked) {
      prepared(connection, "update webhooks_pending", "where delivery_id in (?)", LEASE, claim.id())
          .executeUpdate();
    }
    return locked;
  }

  /** Records that a claim's delivery was acknowledged; answers whether the claim still held. */
  boolean complete(Claim claim) {
    return inTransaction(
        connection -> {
          Ids id = new Ids(List.of(claim.id()));
          List<String> tokens = new ArrayList<>();
          try (ResultSet rows =
              prepared(connection, "select p.delivery_id, p.token", "", id).executeQuery()) {
            while (rows.next()) {
              tokens.add(rows.getString(2));
            }
          }
          if (!tokens.contains(Long.toString(claim.token()))) {
            return false;
          }
          update(connection, "delete from webhooks_pending", id);
          if (engine == Engine.POSTGRESQL) {
            update(
                connection,
                "update webhooks_delivery set state = in_state",
                claim.id(),
                "DELIVERED",
                claim.token(),
                1,
                200,
                1,
                null,
                1);
          } else {
            update(
                connection,
                "update webhooks_delivery set state = ?",
                "DELIVERED",
                1,
                claim.token(),
                1,
                200,
                1,
                null,
                1,
                claim.id());
          }
          update(
              connection, "insert into webhooks_attempt", claim.id(), 1, 1L, 1L, 200, null, "ok");
          return true;
        });
  }

  /** A delivery's state, as the log tells it. */
  String state(String workspace, String id) {
    return inTransaction(
        connection -> {
          try (ResultSet row =
              prepared(connection, "select d.id, d.event_id", "and d.workspace = ?", id, workspace)
                  .executeQuery()) {
            return row.next() ? row.getString(7) : "none";
          }
        });
  }

  private List<Claim> claims(Connection connection, String beginning, int raise, Object... values)
      throws SQLException {
    List<Claim> claims = new ArrayList<>();
    try (ResultSet rows = prepared(connection, beginning, "", values).executeQuery()) {
      while (rows.next()) {
        claims.add(new Claim(rows.getString(1), rows.getString(2), rows.getLong(3) + raise));
      }
    }
    return claims;
  }

  private List<String> texts(Connection connection, String beginning, Object... values)
      throws SQLException {
    List<String> texts = new ArrayList<>();
    try (ResultSet rows = prepared(connection, beginning, "", values).executeQuery()) {
      while (rows.next()) {
        texts.add(rows.getString(1));
      }
    }
    return texts;
  }

  private void update(Connection connection, String beginning, Object... values)
      throws SQLException {
    if (engine == Engine.H2 && beginning.equals("insert into webhooks_workspace")) {
      if (!texts(connection, "select version from webhooks_workspace", values).isEmpty()) {
        return;
      }
    }
    prepared(connection, beginning, "", values).executeUpdate();
  }

  /** The first of the recorded statements that begins and ends so; closed with its connection. */
  private PreparedStatement prepared(
      Connection connection, String beginning, String end, Object... values) throws SQLException {
    String sql =
        statements.stream()
            .filter(statement -> statement.startsWith(beginning) && statement.endsWith(end))
            .findFirst()
            .orElseThrow(() -> new IllegalArgumentException(beginning));
    List<String> arrays = ARRAY.matcher(sql).results().map(array -> array.group(1)).toList();
    PreparedStatement statement = connection.prepareStatement(sql);
    for (int i = 0; i < values.length; i++) {
      bind(statement, i + 1, i < arrays.size() ? arrays.get(i) : null, values[i]);
    }
    return statement;
  }

  private void bind(PreparedStatement statement, int index, String array, Object value)
      throws SQLException {
    Connection connection = statement.getConnection();
    if (array != null) {
      Object[] one = array.equals("bytea") ? new byte[][] {(byte[]) value} : new Object[] {value};
      statement.setArray(index, connection.createArrayOf(array, one));
    } else if (value instanceof Ids ids && engine == Engine.POSTGRESQL) {
      statement.setArray(index, connection.createArrayOf("text", ids.values().toArray()));
    } else if (value instanceof Ids ids) {
      statement.setString(index, ids.values().get(0));
    } else {
      statement.setObject(index, value);
    }
  }

  /** Again as often as another node was faster. */
  private <T> T inTransaction(Work<T> work) {
    while (true) {
      try (Connection connection = dataSource.getConnection()) {
        connection.setAutoCommit(false);
        connection.setTransactionIsolation(Connection.TRANSACTION_READ_COMMITTED);
        try {
          T result = work.run(connection);
          connection.commit();
          return result;
        } finally {
          connection.rollback();
          connection.setAutoCommit(true);
        }
      } catch (SQLException e) {
        if (!SqlErrors.isConflict(e)) {
          throw new IllegalStateException(e);
        }
      }
    }
  }
}
