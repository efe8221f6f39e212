package dev.webhooks.jdbc;

import dev.webhooks.jdbc.Bulk.Input;
import dev.webhooks.jdbc.Session.Ids;
import dev.webhooks.jdbc.Taking.Taken;
import dev.webhooks.spi.StoreException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** PostgreSQL: many rows travel as arrays, and one statement walks the hot index. */
final class PostgresDialect extends Dialect {
  private static final int OLDEST_MAJOR = 13;

  /**
   * A loose index scan: each step finds the next webhook by one descent of the hot index, and with
   * it that webhook's earliest due time.
   */
  static final String WALK =
      """
      with recursive walk (webhook_id, due_at, step) as (
        (select webhook_id, due_at, 1 from webhooks_pending
         where webhook_id > ? order by webhook_id, due_at limit 1)
        union all
        select following.webhook_id, following.due_at, walk.step + 1
        from walk cross join lateral (
          select p.webhook_id, p.due_at from webhooks_pending p
          where p.webhook_id > walk.webhook_id order by p.webhook_id, p.due_at limit 1) following
        where walk.step < ?)
      select walk.webhook_id, walk.due_at - {now}, w.status, w.version
      from walk left join webhooks_webhook w on w.id = walk.webhook_id
      order by walk.step\
      """;

  /**
   * Locks and updates at once, and finds the rows again by their place in the table: it can't
   * change between, because they are locked. Under READ COMMITTED a row that somebody changed since
   * the statement began is locked, if it is still due, but has no place that this statement sees;
   * such a one is left for the next claim. The outer limit holds even where a row that was skipped
   * made room for another.
   */
  static final String TAKE =
      """
      with due as materialized (
        select due.place, due.due_at
        from unnest(cast(? as text[])) as lane (webhook_id) cross join lateral (
          select p.ctid as place, p.due_at from webhooks_pending p
          where p.webhook_id = lane.webhook_id and p.due_at <= {now}
          order by p.due_at limit ? for update skip locked) due
        limit ?)
      update webhooks_pending p set due_at = {now} + ?, token = p.token + 1
      from due where p.ctid = due.place
      returning p.delivery_id, p.webhook_id, p.token, due.due_at\
      """;

  private final StatementNames names = new StatementNames();

  @Override
  String folder() {
    return "postgresql";
  }

  @Override
  SchemaDialect schema() {
    return new PostgresSchema();
  }

  /**
   * The statement's time: the transaction's would be stale in a long one, and the wall clock's
   * can't use an index.
   */
  @Override
  String now() {
    return "cast(extract(epoch from statement_timestamp()) * 1000000 as bigint)";
  }

  @Override
  void check(Connection connection) throws SQLException {
    int major = connection.getMetaData().getDatabaseMajorVersion();
    if (major < OLDEST_MAJOR) {
      throw new StoreException(
          "PostgreSQL " + major + " is too old: 13 or later is needed", null, false);
    }
    requireUnicode(connection);
    names.check(connection);
  }

  /** In any other encoding some tenant's text can't be stored, and a publish fails long after. */
  private static void requireUnicode(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("show server_encoding")) {
      if (row.next() && !row.getString(1).equals("UTF8")) {
        throw new StoreException(
            "the PostgreSQL database has the encoding "
                + row.getString(1)
                + ", which can't hold every text: make one with"
                + " CREATE DATABASE … ENCODING 'UTF8' TEMPLATE template0",
            null,
            false);
      }
    }
  }

  @Override
  Boundaries boundaries() {
    return names.boundaries();
  }

  @Override
  Undo enter(Connection connection) throws SQLException {
    return names.enter(connection);
  }

  @Override
  void requireTrusted(Connection connection) {
    names.requireTrusted(connection);
  }

  @Override
  boolean isForeign(SQLException e) {
    return names.isForeign(e);
  }

  /** Many statements of few rows would cost more than they save. */
  @Override
  int bytesAtOnce() {
    return 1024 * 1024;
  }

  /**
   * Without sequential scans: the hot tables shrink to nothing and grow again within seconds, so a
   * plan made for an empty table, and then kept, would read all of a full one.
   */
  @Override
  int begin(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(
          (connection.getAutoCommit() ? "begin; " : "")
              + "set transaction isolation level read committed; set local enable_seqscan = off");
    }
    return KEEP;
  }

  @Override
  boolean failureEndsTransaction() {
    return true;
  }

  @Override
  void insertWorkspace(Session session, String workspace) throws SQLException {
    session.update(
        "insert into webhooks_workspace (id, version) values (?, {now}) on conflict (id) do nothing",
        workspace);
  }

  @Override
  boolean[] insertKeyedEvents(Session session, Bulk bulk, List<@Nullable Object[]> rows)
      throws SQLException {
    String insert =
        bulk.forAllRows(names -> unnest(bulk, names))
            + " on conflict (workspace, idempotency_key) where idempotency_key is not null do nothing"
            + " returning id";
    Set<String> inserted = new HashSet<>();
    try (PreparedStatement statement = session.connection().prepareStatement(session.sql(insert))) {
      bindArrays(session.connection(), statement, bulk, rows);
      try (ResultSet ids = statement.executeQuery()) {
        while (ids.next()) {
          inserted.add(ids.getString(1));
        }
      }
    }
    boolean[] answer = new boolean[rows.size()];
    for (int i = 0; i < answer.length; i++) {
      answer[i] = inserted.contains((String) rows.get(i)[0]);
    }
    return answer;
  }

  @Override
  List<Lane> walk(Session session, String after, int count) throws SQLException {
    return session.select(WALK, Lane::read, after, count);
  }

  @Override
  List<Taken> take(Session session, List<String> webhooks, int perWebhook, int limit, long lease)
      throws SQLException {
    return session.select(TAKE, Taken::read, Ids.whole(webhooks), perWebhook, limit, lease);
  }

  @Override
  String in(int count) {
    return "= any (cast(? as text[]))";
  }

  @Override
  int bindIn(PreparedStatement statement, int index, List<String> ids) throws SQLException {
    statement.setArray(
        index, statement.getConnection().createArrayOf("text", ids.toArray(String[]::new)));
    return index + 1;
  }

  @Override
  void write(Session session, Bulk bulk, List<@Nullable Object[]> rows) throws SQLException {
    String text = session.sql(bulk.forAllRows(names -> unnest(bulk, names)));
    try (PreparedStatement statement = session.connection().prepareStatement(text)) {
      bindArrays(session.connection(), statement, bulk, rows);
      int changed = statement.executeUpdate();
      if (bulk.columns() != null && changed != rows.size()) {
        throw new StatementNames.WrongCountException(rows.size(), changed);
      }
    }
  }

  private static String unnest(Bulk bulk, String names) {
    String arrays =
        bulk.inputs().stream()
            .map(input -> "cast(? as " + typeName(input) + "[])")
            .collect(Collectors.joining(", "));
    return "unnest(" + arrays + ") as row_of (" + names + ")";
  }

  /** One array for each input: a column of the rows. */
  private static void bindArrays(
      Connection connection, PreparedStatement statement, Bulk bulk, List<@Nullable Object[]> rows)
      throws SQLException {
    for (int i = 0; i < bulk.inputs().size(); i++) {
      int column = i;
      Input input = bulk.inputs().get(i);
      Object[] values = rows.stream().map(row -> row[column]).toArray();
      statement.setArray(i + 1, connection.createArrayOf(typeName(input), typed(input, values)));
    }
  }

  /** The driver takes bytes only from an array of arrays. */
  private static Object[] typed(Input input, Object[] values) {
    return input.type() == Bulk.Type.BYTES
        ? Arrays.copyOf(values, values.length, byte[][].class)
        : values;
  }

  private static String typeName(Input input) {
    return switch (input.type()) {
      case TEXT -> "text";
      case BIGINT -> "int8";
      case INTEGER -> "int4";
      case BYTES -> "bytea";
    };
  }
}
