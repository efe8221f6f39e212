package dev.webhooks.jdbc;

import dev.webhooks.spi.StoreException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Types;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What is particular to one database about its connections, transactions and statements; how its
 * queue is read is a {@link Queue}. What stands here is what two of the three have in common.
 * Thread safe.
 */
abstract class Dialect {
  /**
   * Stands behind a table's name where its rows must be found by its key. A server that goes by its
   * statistics may think better of an index that reads a thousand times as much.
   */
  static final String BY_KEY = " {by key}";

  /** Stands behind the queue's name where it must be read in the order of its turns. */
  static final String BY_TURN = " {by turn}";

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
    return statement.replace(BY_KEY, "").replace(BY_TURN, "");
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
   * Makes READ COMMITTED of the transaction that is about to begin, with its {@link #opening}.
   * Autocommit is off, unless the transaction's {@link #control} are statements: then this begins
   * it.
   *
   * @return the isolation to restore when the transaction has ended, or {@link #KEEP}
   */
  abstract int begin(Connection connection) throws SQLException;

  /**
   * What a transaction's first statement must come after, so that it may travel with it: statements
   * that answer nothing, each ended by a semicolon and a space. Empty where {@link #begin} has sent
   * all. For what a driver takes as one text.
   */
  String opening(TransactionControl control) {
    return "";
  }

  /**
   * Waits until a transaction of the store's own may begin, and holds others up until what it
   * answers is closed. For databases that can't keep transactions apart from each other.
   *
   * @throws SQLException when the turn does not come in time
   */
  Undo awaitTurn() throws SQLException {
    return () -> {};
  }

  /**
   * Lets the statements that follow wait for a lock about a second at most, each, and fail then;
   * what is closed, within the same transaction, undoes that if the transaction's end does not.
   */
  abstract Undo limitLockWaits(Connection connection) throws SQLException;

  /**
   * Joined to what a statement reads, does what {@link #limitLockWaits} does, until the
   * transaction's end; empty where a statement can't.
   */
  String limitingLockWaits() {
    return "";
  }

  /**
   * Lets the server end this transaction when its client says nothing for long, where the server
   * can: what a node that stopped has locked is free again then. MySQL can't, nor can H2, whose
   * clients mostly are in the server's own process.
   *
   * @return takes that back, for whoever uses the connection next
   */
  Undo endIfIdle(Connection connection) throws SQLException {
    return () -> {};
  }

  /**
   * Sets a limit of the connection's, which is a number, until what it answers is closed.
   *
   * @param read the query of the present one
   * @param set the statement that sets one, but for the number behind it
   */
  static Undo limit(Connection connection, String read, String set, long value)
      throws SQLException {
    long before;
    try (Statement statement = connection.createStatement()) {
      try (ResultSet row = statement.executeQuery(read)) {
        row.next();
        before = row.getLong(1);
      }
      statement.execute(set + value);
    }
    return () -> {
      try (Statement statement = connection.createStatement()) {
        statement.execute(set + before);
      }
    };
  }

  /** How transactions of the store's own begin and end on this database from now on. */
  TransactionControl control() {
    return TransactionControl.VIA_DRIVER;
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

  /**
   * Adds the row of a workspace, whose id is the parameter, unless it is there. Where it can't say
   * so, a duplicate key undoes nothing but the statement.
   */
  abstract String insertWorkspace();

  /**
   * Ends an insert so that it passes over rows that are there; empty where it can't say so, and a
   * duplicate key undoes nothing but the statement.
   */
  String unlessThere(String table, String key) {
    return "";
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

  /** The next of the numbers by which events to ordered webhooks have their places. */
  abstract long nextTurn(Session session) throws SQLException;

  /** How events are stored. */
  Insertion insertion() {
    return new StepwiseInsertion();
  }

  /**
   * Whether the log of all workspaces is read event by event in the order of their creation, which
   * takes a database that sorts what it reads in parts, and saves an index on each delivery.
   */
  boolean readsWholeLogByEvents() {
    return false;
  }

  /** Whether claims that are all valid yet end in one statement. */
  boolean completesAtOnce() {
    return false;
  }

  /** Writes at least one row. */
  void write(Connection connection, Sql sql, Bulk bulk, List<@Nullable Object[]> rows)
      throws SQLException {
    int[] mentions = bulk.mentions();
    try (PreparedStatement statement = connection.prepareStatement(sql.of(bulk.forOneRow()))) {
      for (@Nullable Object[] row : rows) {
        bindRow(statement, 1, bulk, mentions, row);
        statement.addBatch();
      }
      statement.executeBatch();
    }
  }

  /** Binds a row from a parameter on; answers with the index of the parameter after it. */
  static int bindRow(
      PreparedStatement statement, int first, Bulk bulk, int[] mentions, @Nullable Object[] row)
      throws SQLException {
    int index = first;
    for (int mention : mentions) {
      Object value = row[mention];
      Bulk.Type type = bulk.inputs().get(mention).type();
      if (value == null) {
        statement.setNull(index, sqlType(type));
      } else {
        switch (type) {
          case TEXT -> statement.setString(index, (String) value);
          case BIGINT -> statement.setLong(index, (Long) value);
          case INTEGER -> statement.setInt(index, (Integer) value);
          case FLAG -> statement.setBoolean(index, (Boolean) value);
          case BYTES -> statement.setBytes(index, (byte[]) value);
        }
      }
      index++;
    }
    return index;
  }

  /**
   * Inserts events unless their workspaces know their idempotency keys: one by one, for databases
   * where a duplicate key undoes nothing but the statement, since the counts of a batch don't tell
   * a duplicate from a fault.
   *
   * @return for each row whether it was inserted
   */
  boolean[] insertKeyedEvents(
      Connection connection, Sql sql, Bulk bulk, List<@Nullable Object[]> rows)
      throws SQLException {
    int[] mentions = bulk.mentions();
    boolean[] inserted = new boolean[rows.size()];
    try (PreparedStatement statement = connection.prepareStatement(sql.of(bulk.forOneRow()))) {
      for (int i = 0; i < inserted.length; i++) {
        bindRow(statement, 1, bulk, mentions, rows.get(i));
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
      case FLAG -> Types.BOOLEAN;
      case BYTES -> Types.VARBINARY;
    };
  }
}
