package dev.webhooks.jdbc;

import dev.webhooks.spi.StoreException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** PostgreSQL, where many rows travel as arrays. */
final class PostgresDialect extends Dialect {
  private static final int OLDEST_MAJOR = 13;

  /**
   * Without sequential scans: the hot tables shrink to nothing and grow again within seconds, so a
   * plan made for an empty table, and then kept, would read all of a full one.
   */
  private static final String OPENING =
      "set transaction isolation level read committed; set local enable_seqscan = off; ";

  private final StatementNames names = new StatementNames();
  private final Insertion insertion = new PostgresInsertion();

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
  TransactionControl control() {
    return names.control();
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

  /** Where the driver begins, it does so with the first statement, and sends both at once. */
  @Override
  int begin(Connection connection) throws SQLException {
    if (connection.getAutoCommit()) {
      try (Statement statement = connection.createStatement()) {
        statement.execute("begin; " + OPENING);
      }
    }
    return KEEP;
  }

  @Override
  String opening(TransactionControl control) {
    return control == TransactionControl.VIA_DRIVER ? OPENING : "";
  }

  /** Rows are locked when all that is joined was read; and it saves a round trip. */
  @Override
  String limitingLockWaits() {
    return " cross join set_config('lock_timeout', '1s', true) patience";
  }

  /** A transaction that has failed refuses to undo it, and has no need to. */
  @Override
  Undo limitLockWaits(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute("set local lock_timeout = '1s'");
    }
    return () -> {};
  }

  @Override
  Undo endIfIdle(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute("set local idle_in_transaction_session_timeout = '30s'");
    }
    return () -> {};
  }

  @Override
  boolean failureEndsTransaction() {
    return true;
  }

  @Override
  String insertWorkspace() {
    return "insert into webhooks_workspace (id, version) values (?, {now})"
        + " on conflict (id) do nothing";
  }

  @Override
  String unlessThere(String table, String key) {
    return " on conflict (" + key + ") do nothing";
  }

  @Override
  long nextTurn(Session session) throws SQLException {
    return session
        .selectOne("select nextval('webhooks_turn')", row -> row.getLong(1))
        .orElseThrow(() -> new SQLException("the sequence said nothing", "02000"));
  }

  @Override
  Insertion insertion() {
    return insertion;
  }

  @Override
  boolean readsWholeLogByEvents() {
    return true;
  }

  @Override
  boolean completesAtOnce() {
    return true;
  }

  @Override
  boolean[] insertKeyedEvents(
      Connection connection, Sql sql, Bulk bulk, List<@Nullable Object[]> rows)
      throws SQLException {
    String insert =
        bulk.forAllRows(names -> PgArrays.unnested(bulk.inputs(), names))
            + " on conflict (workspace, idempotency_key) where idempotency_key is not null do nothing"
            + " returning id";
    Set<String> inserted = new HashSet<>();
    try (PreparedStatement statement = connection.prepareStatement(sql.of(insert))) {
      PgArrays.bind(statement, 1, bulk.inputs(), rows);
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
  void write(Connection connection, Sql sql, Bulk bulk, List<@Nullable Object[]> rows)
      throws SQLException {
    String text = sql.of(bulk.forAllRows(names -> PgArrays.unnested(bulk.inputs(), names)));
    try (PreparedStatement statement = connection.prepareStatement(text)) {
      PgArrays.bind(statement, 1, bulk.inputs(), rows);
      int changed = statement.executeUpdate();
      if (bulk.columns() != null && changed != rows.size()) {
        throw new StatementNames.WrongCountException(rows.size(), changed);
      }
    }
  }
}
