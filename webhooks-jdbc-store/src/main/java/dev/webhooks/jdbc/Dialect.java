package dev.webhooks.jdbc;

import dev.webhooks.jdbc.Session.Ids;
import dev.webhooks.jdbc.Taking.Taken;
import dev.webhooks.spi.StoreException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Types;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * All that is particular to one database. What stands here is what two of the three have in common.
 * Stateless but for the version of the server; thread safe.
 */
abstract class Dialect {
  /** No isolation to restore. */
  static final int KEEP = Connection.TRANSACTION_NONE;

  /** The folder of the schema's migrations, below the one for all databases. */
  abstract String folder();

  /** How its schema is looked at and changed. */
  abstract SchemaDialect schema();

  /**
   * The database's clock: an expression for the microseconds since 1970, independent of every time
   * zone.
   */
  abstract String now();

  /** Writes a statement so that the database takes it in all its modes. */
  String spelled(String statement) {
    return statement;
  }

  /**
   * Refuses a version that is too old or a setting that would lose acknowledged commits. Autocommit
   * is on.
   */
  abstract void check(Connection connection) throws SQLException;

  /**
   * Sees to it that what is committed next is durable once the commit returns. Changes no
   * transaction.
   */
  void makeDurable(Connection connection) throws SQLException {}

  /**
   * Makes READ COMMITTED of the transaction that is about to begin. Autocommit is off, unless the
   * transaction's {@link #boundaries} are statements: then this begins it.
   *
   * @return the isolation to restore when the transaction has ended, or {@link #KEEP}
   */
  abstract int begin(Connection connection) throws SQLException;

  /**
   * Waits until a transaction of the store's own may begin, and holds others up until what it
   * answers is closed. For databases that can't keep transactions apart from each other.
   */
  Undo awaitTurn() {
    return () -> {};
  }

  /** How transactions of the store's own begin and end on this database from now on. */
  Boundaries boundaries() {
    return Boundaries.OF_DRIVER;
  }

  /**
   * Makes a connection fit for the store; what is closed undoes that.
   *
   * @throws StoreException when the store must not work on this database any more
   */
  Undo enter(Connection connection) throws SQLException {
    return () -> {};
  }

  /**
   * Makes sure that what is published on a caller's connection can be trusted to the caller's
   * commit.
   *
   * @throws StoreException when it can't
   */
  void requireTrusted(Connection connection) throws SQLException {}

  /**
   * Whether an error shows that somebody else's statement was run in place of ours. Such a
   * transaction is not rolled back in the driver's way, which may be somebody else's too.
   */
  boolean isForeign(SQLException e) {
    return false;
  }

  /** How many bytes one statement carries at most, well within what every server takes. */
  int bytesAtOnce() {
    return 256 * 1024;
  }

  /** Whether a failed statement leaves nothing to the transaction but to be rolled back. */
  boolean failureEndsTransaction() {
    return false;
  }

  /**
   * Ends a select so that it sees what others committed, whatever the isolation of the caller's
   * transaction.
   */
  String seeingCommitted() {
    return "";
  }

  /** Adds the row of a workspace unless it is there. */
  abstract void insertWorkspace(Session session, String workspace) throws SQLException;

  /**
   * Inserts an event unless its workspace knows its idempotency key.
   *
   * @return for each row whether it was inserted
   */
  abstract boolean[] insertKeyedEvents(Session session, Bulk bulk, List<@Nullable Object[]> rows)
      throws SQLException;

  /**
   * Walks the hot index, at a cost that depends on the number of webhooks alone.
   *
   * @return the first so many webhooks with pending deliveries whose id is greater, in the order of
   *     their ids
   */
  abstract List<Lane> walk(Session session, String after, int count) throws SQLException;

  /**
   * Takes due deliveries, skipping those that others have locked: moves their due time to the end
   * of the lease and gives them their next token.
   *
   * @param webhooks in the order in which they are served; those behind the last that is needed are
   *     not touched
   * @param lease in microseconds
   * @return at most {@code limit} deliveries, at most {@code perWebhook} of a webhook, its longest
   *     due
   */
  abstract List<Taken> take(
      Session session, List<String> webhooks, int perWebhook, int limit, long lease)
      throws SQLException;

  /**
   * Leases what this transaction has locked, for databases that don't answer with what they update.
   *
   * @param locked with the tokens that they have
   * @return with the tokens that they have then
   */
  static List<Taken> lease(Session session, List<Taken> locked, long lease) throws SQLException {
    if (!locked.isEmpty()) {
      session.update(
          "update webhooks_pending set due_at = {now} + ?, token = token + 1 where delivery_id {in}",
          lease,
          new Ids(locked.stream().map(Taken::id).toList()));
    }
    return locked.stream().map(Taken::leased).toList();
  }

  /** What follows a column to ask for one of so many ids. */
  String in(int count) {
    return Stream.generate(() -> "?").limit(count).collect(Collectors.joining(", ", "in (", ")"));
  }

  /** Binds the ids; answers with the index of the parameter after them. */
  int bindIn(PreparedStatement statement, int index, List<String> ids) throws SQLException {
    int next = index;
    for (String id : ids) {
      statement.setString(next++, id);
    }
    return next;
  }

  /** Writes at least one row. */
  void write(Session session, Bulk bulk, List<@Nullable Object[]> rows) throws SQLException {
    int[] mentions = bulk.mentions();
    try (PreparedStatement statement =
        session.connection().prepareStatement(session.sql(bulk.forOneRow()))) {
      for (@Nullable Object[] row : rows) {
        bindRow(statement, bulk, mentions, row);
        statement.addBatch();
      }
      statement.executeBatch();
    }
  }

  static void bindRow(
      PreparedStatement statement, Bulk bulk, int[] mentions, @Nullable Object[] row)
      throws SQLException {
    for (int i = 0; i < mentions.length; i++) {
      Object value = row[mentions[i]];
      Bulk.Type type = bulk.inputs().get(mentions[i]).type();
      if (value == null) {
        statement.setNull(i + 1, sqlType(type));
      } else {
        switch (type) {
          case TEXT -> statement.setString(i + 1, (String) value);
          case BIGINT -> statement.setLong(i + 1, (Long) value);
          case INTEGER -> statement.setInt(i + 1, (Integer) value);
          case BYTES -> statement.setBytes(i + 1, (byte[]) value);
        }
      }
    }
  }

  /**
   * Inserts row by row, for databases where a duplicate key undoes nothing but the one statement.
   */
  static boolean[] insertOneByOne(Session session, Bulk bulk, List<@Nullable Object[]> rows)
      throws SQLException {
    int[] mentions = bulk.mentions();
    boolean[] inserted = new boolean[rows.size()];
    try (PreparedStatement statement =
        session.connection().prepareStatement(session.sql(bulk.forOneRow()))) {
      for (int i = 0; i < inserted.length; i++) {
        bindRow(statement, bulk, mentions, rows.get(i));
        try {
          statement.executeUpdate();
          inserted[i] = true;
        } catch (SQLException e) {
          if (!SqlErrors.isDuplicateKey(e)) {
            throw e;
          }
        }
      }
    }
    return inserted;
  }

  private static int sqlType(Bulk.Type type) {
    return switch (type) {
      case TEXT -> Types.VARCHAR;
      case BIGINT -> Types.BIGINT;
      case INTEGER -> Types.INTEGER;
      case BYTES -> Types.VARBINARY;
    };
  }
}
