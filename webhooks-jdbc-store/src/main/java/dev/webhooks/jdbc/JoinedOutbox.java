package dev.webhooks.jdbc;

import dev.webhooks.model.PublishedEvent;
import dev.webhooks.spi.NewEvent;
import dev.webhooks.spi.Outbox;
import dev.webhooks.spi.StoreException;
import dev.webhooks.spi.Subscriptions;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.util.List;
import java.util.Optional;

/** The outbox in a transaction of the caller's: it writes, and the caller commits or rolls back. */
final class JoinedOutbox implements Outbox {
  private final Session session;

  private JoinedOutbox(Session session) {
    this.session = session;
  }

  static Outbox on(Session session) throws SQLException {
    JoinedOutbox outbox = new JoinedOutbox(session);
    outbox.refuseAutoCommit();
    return outbox;
  }

  @Override
  public Optional<Subscriptions> subscriptions(String workspace, long knownVersion) {
    try {
      return WebhookTable.subscriptions(session, workspace, knownVersion);
    } catch (SQLException e) {
      throw SqlErrors.storeException("read subscriptions in the caller's transaction", e);
    }
  }

  @Override
  public List<PublishedEvent> append(List<NewEvent> events) {
    try {
      refuseAutoCommit();
      session.dialect().makeDurable(session.connection());
      return session.dialect().failureEndsTransaction()
          ? Publishing.append(session, events)
          : appendAsAWhole(events);
    } catch (SQLException e) {
      throw SqlErrors.storeException("append events in the caller's transaction", e);
    }
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

  /**
   * A caller may catch what is thrown and commit all the same, and then half of the list must not
   * be there.
   */
  private List<PublishedEvent> appendAsAWhole(List<NewEvent> events) throws SQLException {
    Savepoint savepoint = session.connection().setSavepoint();
    try {
      List<PublishedEvent> published = Publishing.append(session, events);
      session.connection().releaseSavepoint(savepoint);
      return published;
    } catch (SQLException | RuntimeException e) {
      try {
        session.connection().rollback(savepoint);
      } catch (SQLException gone) {
        // A deadlock took the whole transaction with it, and so all that was appended.
        e.addSuppressed(gone);
      }
      throw e;
    }
  }
}
