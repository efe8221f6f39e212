package dev.webhooks.spring;

import dev.webhooks.jdbc.JdbcStore;
import dev.webhooks.spi.TransactionOutbox;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.transaction.PlatformTransactionManager;

/**
 * Finds the transaction that is open on this thread, for {@link WebhookPublisher} to publish in.
 *
 * <p>Implementations must be thread safe.
 */
@FunctionalInterface
public interface CurrentTransaction {

  /**
   * Joins the transaction that is open on the calling thread.
   *
   * @param joined what an earlier call answered in the same transaction; null at the first one. An
   *     implementation goes on with it where it can: it knows whether that transaction has failed.
   * @return an outbox on that transaction; null when there is none that this store could join
   */
  @Nullable TransactionOutbox join(@Nullable TransactionOutbox joined);

  /**
   * Joins the transactions of a transaction manager on the store's own database: those of a {@code
   * JdbcTransactionManager} or {@code DataSourceTransactionManager} on this data source, and of a
   * {@code JpaTransactionManager} or {@code HibernateTransactionManager} that knows it.
   * Transactions of JTA are none of them.
   *
   * @param store keeps its tables in that database
   * @param dataSource the data source that the transaction manager opens transactions on
   * @param transactionManager opens the host's transactions
   */
  static CurrentTransaction of(
      JdbcStore store, DataSource dataSource, PlatformTransactionManager transactionManager) {
    return new JdbcCurrentTransaction(store, dataSource, transactionManager);
  }

  /** Finds none, whatever is open. */
  static CurrentTransaction none() {
    return joined -> null;
  }
}
