package dev.webhooks.jdbc;

import dev.webhooks.model.PublishedEvent;
import dev.webhooks.spi.EventBatch;
import dev.webhooks.spi.StoreException;
import dev.webhooks.spi.Subscriptions;
import dev.webhooks.spi.TransactionOutbox;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.sql.Statement;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The outbox in a transaction of the caller's: it writes, and the caller commits or rolls back.
 *
 * <p>What ends the caller's transaction ends the outbox too. InnoDB and H2 roll back all of a
 * transaction that loses a deadlock, and then let the caller go on as if nothing had happened: what
 * is published next would be committed without what the caller wrote before.
 */
final class JoinedOutbox implements TransactionOutbox {
  private static final Logger log = LoggerFactory.getLogger(JdbcStore.class);

  private final Session session;
  private final BiConsumer<String, StoreException> failures;

  /** Why the transaction can't be committed any more. */
  private @Nullable StoreException end;

  private JoinedOutbox(Session session, BiConsumer<String, StoreException> failures) {
    this.session = session;
    this.failures = failures;
  }

  /**
   * @param failures told of each failure and what failed
   */
  static JoinedOutbox on(Session session, BiConsumer<String, StoreException> failures)
      throws SQLException {
    JoinedOutbox outbox = new JoinedOutbox(session, failures);
    outbox.refuseAutoCommit();
    session.dialect().requireTrusted(session.connection());
    return outbox;
  }

  @Override
  public Optional<Subscriptions> subscriptions(String workspace, long knownVersion) {
    refuseAfterEnd();
    try {
      return WebhookTable.subscriptions(session, workspace, knownVersion);
    } catch (SQLException e) {
      throw failed("read subscriptions", e, isEnd(e));
    }
  }

  @Override
  public Optional<List<PublishedEvent>> append(EventBatch batch) {
    refuseAfterEnd();
    if (batch.events().isEmpty()) {
      return Optional.of(List.of());
    }
    try {
      refuseAutoCommit();
      session.dialect().requireTrusted(session.connection());
      session.dialect().makeDurable(session.connection());
    } catch (SQLException e) {
      throw failed("append events", e, isEnd(e));
    }
    return session.dialect().failureEndsTransaction() ? appendOrEnd(batch) : appendOrUndo(batch);
  }

  private void refuseAutoCommit() throws SQLException {
    if (session.connection().getAutoCommit()) {
      throw new StoreException(
          "the connection has autocommit on, so there is no transaction to join:"
              + " call setAutoCommit(false) before publishing on it",
          null,
          false);
    }
  }

  private void refuseAfterEnd() {
    if (end != null) {
      throw new StoreException(
          "this transaction can't go on after an earlier failure: roll it back, begin it anew and"
              + " take a new outbox for it",
          end,
          end.isRetryable());
    }
  }

  /** A caller may catch what is thrown and commit, and then half of the list must not be there. */
  private Optional<List<PublishedEvent>> appendOrUndo(EventBatch batch) {
    Savepoint savepoint = savepoint();
    try {
      Optional<List<PublishedEvent>> published = append(session, batch);
      session.connection().releaseSavepoint(savepoint);
      return published;
    } catch (SQLException e) {
      boolean undone = undone(savepoint, e);
      if (!undone && isEnd(e)) {
        takeNoWrites();
      }
      throw failed("append events", e, !undone || isEnd(e));
    } catch (RuntimeException e) {
      if (!undone(savepoint, e)) {
        end = new StoreException("could not undo an append", e, false);
      }
      throw e;
    }
  }

  private static Optional<List<PublishedEvent>> append(Session session, EventBatch batch)
      throws SQLException {
    NewEvents fresh = NewEvents.of(batch);
    return Publishing.append(
        session, batch.events(), fresh, session.dialect().insertion().prepare(fresh));
  }

  private Savepoint savepoint() {
    try {
      return session.connection().setSavepoint();
    } catch (SQLException e) {
      throw failed("append events", e, isEnd(e));
    }
  }

  private boolean undone(Savepoint savepoint, Exception failure) {
    try {
      session.connection().rollback(savepoint);
      return true;
    } catch (SQLException gone) {
      failure.addSuppressed(gone);
      return false;
    }
  }

  /**
   * The database rolled back what the caller wrote, and would begin a new transaction with the
   * caller's next statement. This one is begun instead, and refuses writes until the caller rolls
   * back. It is standard SQL; H2, which does not know it, goes on as it likes.
   */
  private void takeNoWrites() {
    execute("start transaction read only");
  }

  /** Does without a savepoint, which would cost each append two round trips. */
  private Optional<List<PublishedEvent>> appendOrEnd(EventBatch batch) {
    try {
      return append(session, batch);
    } catch (HiddenKeyException e) {
      abort();
      throw failed("append events", e, true);
    } catch (SQLException e) {
      throw failed("append events", e, true);
    } catch (RuntimeException e) {
      abort();
      end = new StoreException("could not append events", e, false);
      throw e;
    }
  }

  /**
   * It was no statement that failed, so nothing keeps the caller from committing half of the list.
   * One that fails does.
   */
  private void abort() {
    execute("rollback to savepoint webhooks_has_none_of_this_name");
  }

  private void execute(String sql) {
    try (Statement statement = session.connection().createStatement()) {
      statement.execute(sql);
    } catch (SQLException e) {
      log.debug("A transaction is left as it is{}", SqlErrors.codes(e));
    }
  }

  private boolean isEnd(SQLException e) {
    return session.dialect().failureEndsTransaction()
        || (SqlErrors.isConflict(e)
            && !SqlErrors.isLockTimeout(e)
            && !(e instanceof HiddenKeyException));
  }

  private StoreException failed(String action, SQLException e, boolean ended) {
    String where = action + " in the caller's transaction";
    StoreException failure = SqlErrors.storeException(where, e);
    if (session.dialect().isForeign(e)) {
      failure = StatementNames.notTrusted(e);
    } else if (e instanceof HiddenKeyException) {
      failure =
          new StoreException(
              "the event of an idempotency key was committed after this transaction's snapshot, or"
                  + " removed meanwhile: roll the transaction back and begin it anew",
              e,
              true);
    } else if (ended) {
      failure =
          new StoreException(
              failure.getMessage()
                  + "; the database gave up the whole transaction: roll it back and begin it anew",
              e,
              failure.isRetryable());
    }
    if (ended) {
      end = failure;
    }
    failures.accept(where, failure);
    return failure;
  }
}
