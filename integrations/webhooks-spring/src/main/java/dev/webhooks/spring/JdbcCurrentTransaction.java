package dev.webhooks.spring;

import static java.util.Objects.requireNonNull;

import dev.webhooks.jdbc.JdbcStore;
import dev.webhooks.model.PublishedEvent;
import dev.webhooks.spi.EventBatch;
import dev.webhooks.spi.Subscriptions;
import dev.webhooks.spi.TransactionOutbox;
import java.sql.Connection;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.datasource.ConnectionHolder;
import org.springframework.jdbc.datasource.TransactionAwareDataSourceProxy;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.DefaultTransactionDefinition;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * The transactions of one transaction manager on one data source.
 *
 * <p>That a connection is bound to the thread does not tell whether somebody commits it: {@code
 * JdbcTemplate} binds one too where a transaction of something else is open, and on a pool without
 * autocommit an event on it would be lost without a word. So it asks the manager itself, which
 * hands out the connection that it is going to commit.
 */
final class JdbcCurrentTransaction implements CurrentTransaction {
  private static final TransactionDefinition IF_THERE_IS_ONE =
      new DefaultTransactionDefinition(TransactionDefinition.PROPAGATION_SUPPORTS);

  private final JdbcStore store;
  private final DataSource dataSource;
  private final PlatformTransactionManager transactionManager;
  private final Committed committed;

  JdbcCurrentTransaction(
      JdbcStore store, DataSource dataSource, PlatformTransactionManager transactionManager) {
    this.store = requireNonNull(store, "store");
    this.dataSource = target(requireNonNull(dataSource, "dataSource"));
    this.transactionManager = requireNonNull(transactionManager, "transactionManager");
    this.committed = Committed.of(transactionManager);
  }

  /** Transaction managers bind their connections to what such a proxy stands before. */
  private static DataSource target(DataSource dataSource) {
    return dataSource instanceof TransactionAwareDataSourceProxy proxy
            && proxy.getTargetDataSource() != null
        ? requireNonNull(proxy.getTargetDataSource())
        : dataSource;
  }

  @Override
  public @Nullable TransactionOutbox join(@Nullable TransactionOutbox joined) {
    ConnectionHolder holder = holder();
    if (holder == null) {
      return null;
    }
    holder.requested();
    try {
      Connection connection = holder.getConnection();
      return joined instanceof OnConnection known && known.connection == connection
          ? joined
          : new OnConnection(connection, store.on(connection));
    } finally {
      holder.released();
    }
  }

  private @Nullable ConnectionHolder holder() {
    if (!TransactionSynchronizationManager.isActualTransactionActive()
        || !(TransactionSynchronizationManager.getResource(dataSource)
            instanceof ConnectionHolder bound)) {
      return null;
    }
    // It takes part at most: nothing is begun, and so nothing has to be ended.
    ConnectionHolder holder = Committed.holder(transactionManager.getTransaction(IF_THERE_IS_ONE));
    return holder == bound && !committed.contains(bound) ? bound : null;
  }

  /** An outbox that remembers which connection it is on. */
  private record OnConnection(Connection connection, TransactionOutbox outbox)
      implements TransactionOutbox {
    @Override
    public Optional<Subscriptions> subscriptions(String workspace, long knownVersion) {
      return outbox.subscriptions(workspace, knownVersion);
    }

    @Override
    public Optional<List<PublishedEvent>> append(EventBatch batch) {
      return outbox.append(batch);
    }
  }
}
