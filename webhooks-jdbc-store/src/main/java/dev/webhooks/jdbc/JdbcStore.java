package dev.webhooks.jdbc;

import static java.util.Objects.requireNonNull;

import dev.webhooks.spi.StatsStore;
import dev.webhooks.spi.Store;
import dev.webhooks.spi.StoreException;
import dev.webhooks.spi.TransactionOutbox;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * Keeps webhooks, events and deliveries in the host's own database: PostgreSQL, MariaDB, MySQL or
 * H2. Any number of nodes may share one database; each has a store of its own on it.
 *
 * <pre>{@code
 * JdbcStore store = JdbcStore.builder(dataSource).build();
 * store.createSchema();
 * }</pre>
 *
 * <p>Each transaction takes one connection of the data source, for as long as it runs, and hands it
 * back as it was; autocommit may be on or off. The data source must not hand out connections of a
 * transaction that somebody else commits: for that there is {@link #on}. Deadlocks and
 * serialization failures are tried again here, with short random pauses and for ten seconds at
 * most; a lock that was waited for in vain is waited for once more. What the database ends because
 * it takes too long goes on in smaller pieces. Nothing else bounds a statement but the driver's own
 * timeouts. Times are kept to the microsecond.
 *
 * <p>Thread safe. There is nothing to close: connections and their pool are the host's.
 */
public final class JdbcStore extends TransactionalStore implements Store {
  private static final int MAX_PURGE_BATCH = 10_000;

  private final Schema schema;
  private final Retention retention;
  private final WriteProbe writeProbe = new WriteProbe(this::checkWritable);

  private JdbcStore(Transactions transactions, Dialect dialect, Queue queue, Schema schema) {
    super(transactions, dialect, queue);
    this.schema = schema;
    this.retention = new Retention(transactions, statistics);
  }

  /**
   * Begins a store on a data source.
   *
   * @param dataSource hands out connections to the host's database, and is the host's to close
   */
  public static Builder builder(DataSource dataSource) {
    return new Builder(dataSource);
  }

  /**
   * Brings the schema to this library's version: creates it, or runs the migrations that it lacks.
   * Safe to call at every start, by several nodes at once; where nothing is to be done it needs no
   * right but to read, and waits for nobody. A schema that is newer than this library and
   * compatible with it is left as it is. A schema that was named to the builder must exist.
   *
   * <p>A host that runs Flyway or Liquibase gives it the scripts instead, in the resources' folder
   * {@code dev/webhooks/jdbc-migrations/<database>}, where the database is {@code postgresql},
   * {@code h2} or {@code mariadb}, which is MySQL's too, and calls {@link #validateSchema}.
   *
   * @throws StoreException when a statement fails, as without the right to create tables, or when
   *     the schema needs a newer library, or one of its migrations is not this library's; what was
   *     done until then stays, and a new call goes on
   */
  public void createSchema() {
    transactions.onSchema("migrate the schema", schema::migrate);
  }

  /**
   * Looks whether this library can run on the schema, and changes nothing. To be called at the
   * start of a node whose schema is in the hands of somebody else. The store looks by itself before
   * its first work, so what this adds is that the start fails, and not what comes after it.
   *
   * @throws StoreException when there is no schema, or it is too old or too new, or one of its
   *     migrations is not this library's; the message says what to do
   */
  public void validateSchema() {
    transactions.onSchema("look at the schema", schema::validate);
  }

  /**
   * Finds out whether the database takes writes now, for a host's readiness: it may answer and
   * still be a standby, or be set to read only, or lack a table or a right. One small transaction
   * that changes nothing; it waits as long as a connection takes.
   *
   * @throws StoreException saying why, when it does not
   */
  public void checkWritable() {
    transactions.transaction(
        "write to the database",
        session -> session.update("update webhooks_workspace set version = version where 1 = 0"));
  }

  /**
   * Whether the database takes writes, as {@link #checkWritable} finds out, but told in time where
   * it hangs: for a readiness probe. However many ask at once, the database is tried once, on a
   * thread that ends with that.
   *
   * @param atMost how long to wait for the answer
   * @return false too when the answer takes longer
   */
  public boolean isWritable(Duration atMost) {
    return writeProbe.succeedsWithin(atMost);
  }

  /**
   * The outbox in the caller's transaction: events that are published through it are stored when
   * the caller commits, and never were when the caller rolls back. It never commits, rolls back or
   * closes.
   *
   * <p>When the outbox throws, the caller should roll back. On PostgreSQL any failure, and
   * elsewhere a deadlock, takes the whole transaction with it, the caller's own writes included;
   * the outbox then refuses to go on. {@link StoreException#isRetryable} means here that the whole
   * transaction may succeed when it is rolled back and begun anew with a new outbox, not that this
   * call may be made again. Any other failure undoes the append alone, and a caller who can do
   * without the event may commit.
   *
   * <p>The transaction should be READ COMMITTED. Above that it sees the webhooks that it saw when
   * it began, and an idempotency key that somebody committed since is a failure, to be tried again
   * as a whole.
   *
   * @param connection to the database of this store, with autocommit off; not thread safe, and so
   *     neither is the outbox
   * @throws StoreException when autocommit is on, or the connection is closed, or leads to
   *     PostgreSQL by a pooler that may mix up the statements that its driver prepares
   */
  public TransactionOutbox on(Connection connection) {
    try {
      return transactions.join(connection);
    } catch (SQLException e) {
      throw SqlErrors.storeException("join the caller's transaction", e);
    }
  }

  /**
   * Removes deliveries that reached a final state longer ago than this, their attempts, and events
   * of that age that no delivery refers to; with an event goes its idempotency key. What {@link
   * StatsStore} has counted of attempts that started longer ago goes too. It works in small
   * transactions until nothing is left to remove, blocks neither publishers nor dispatchers, and
   * may run on several nodes at once.
   *
   * @param olderThan by the database's clock
   * @param batch how many deliveries one transaction removes at most, from 1 to 10,000; 500 is a
   *     good start
   * @return what was removed
   * @throws StoreException when the database fails; what was removed until then stays removed
   */
  public RemovedRows purge(Duration olderThan, int batch) {
    if (olderThan.isNegative() || batch < 1 || batch > MAX_PURGE_BATCH) {
      throw new IllegalArgumentException(
          "olderThan must not be negative and batch must be from 1 to " + MAX_PURGE_BATCH);
    }
    return retention.purge(olderThan, batch);
  }

  /**
   * Removes everything of a workspace: its webhooks first, then its deliveries, attempts and events
   * in small transactions. What a transaction that is open at this moment publishes may come after;
   * a second call removes that too.
   *
   * @return what was removed
   * @throws StoreException when the database fails; what was removed until then stays removed, and
   *     a new call goes on
   */
  public RemovedRows erase(String workspace) {
    return retention.erase(requireNonNull(workspace, "workspace"));
  }

  /** Collects a store's settings. Not thread safe. */
  public static final class Builder {
    private final DataSource dataSource;
    private @Nullable Database database;
    private @Nullable String schema;
    private String tablePrefix = Sql.DEFAULT_PREFIX;
    private UnaryOperator<Migrations> migrations = shipped -> shipped;
    private @Nullable Queue queue;

    private Builder(DataSource dataSource) {
      this.dataSource = requireNonNull(dataSource, "dataSource");
    }

    /** Which database it is. Default: what its driver says. */
    public Builder database(Database database) {
      this.database = requireNonNull(database, "database");
      return this;
    }

    /**
     * The schema (in MariaDB and MySQL: the database) of the tables. Default: whatever the
     * connections have as theirs.
     *
     * @throws IllegalArgumentException unless it is a letter or underscore and up to 29 letters,
     *     digits, underscores
     */
    public Builder schema(String schema) {
      this.schema = Sql.identifier("schema", schema);
      return this;
    }

    /**
     * What the tables' names begin with. Default: {@code webhooks_}.
     *
     * @throws IllegalArgumentException unless it is a letter or underscore and up to 29 letters,
     *     digits, underscores
     */
    public Builder tablePrefix(String tablePrefix) {
      this.tablePrefix = Sql.identifier("tablePrefix", tablePrefix);
      return this;
    }

    /** What another release of the library would know. Default: the migrations that ship. */
    Builder migrations(UnaryOperator<Migrations> migrations) {
      this.migrations = migrations;
      return this;
    }

    /** How the queue is read, for tests. Default: as it is best for the database. */
    Builder queue(Queue queue) {
      this.queue = queue;
      return this;
    }

    /**
     * Makes the store. It opens one connection, to learn which database this is and whether it
     * keeps what it acknowledges: an H2 file database is set to {@code WRITE_DELAY 0}, because
     * otherwise commits of the last half second are lost with the process.
     *
     * <p>It also learns whether a pooler stands before PostgreSQL that may mix up the statements
     * that the driver prepares (PgBouncer in transaction mode, unless it translates their names);
     * the store then sends its own unprepared.
     *
     * @throws StoreException when the database can't be reached, is none that the store knows, is
     *     too old, can't hold every text, or is an H2 database whose user may not set {@code
     *     WRITE_DELAY}
     */
    public JdbcStore build() {
      Backend backend = Backend.of(dataSource, database);
      Dialect dialect = backend.dialect();
      Sql sql = new Sql(schema, tablePrefix, dialect.now(), dialect::spelled);
      Schema tables =
          new Schema(migrations.apply(Migrations.shipped(dialect.folder())), dialect.schema(), sql);
      Transactions transactions =
          new Transactions(
              dataSource,
              dialect,
              sql,
              tables,
              retries(),
              RowLimit.ofWriting(),
              new FailureLog(System::nanoTime));
      return new JdbcStore(transactions, dialect, queue == null ? backend.queue() : queue, tables);
    }

    private static Retries retries() {
      return new Retries(
          System::nanoTime,
          () -> ThreadLocalRandom.current().nextDouble(),
          pause -> TimeUnit.NANOSECONDS.sleep(pause.toNanos()));
    }
  }
}
