package dev.webhooks.spring;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.datasource.ConnectionHolder;
import org.springframework.jdbc.datasource.JdbcTransactionObjectSupport;
import org.springframework.transaction.ConfigurableTransactionManager;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionExecution;
import org.springframework.transaction.TransactionExecutionListener;
import org.springframework.transaction.support.DefaultTransactionStatus;

/**
 * Knows the transactions whose commit has begun. While hooks run after it, Spring has them look as
 * if they were open still, and what is written then is committed by nobody.
 *
 * <p>Thread safe.
 */
final class Committed implements TransactionExecutionListener {
  private final Set<ConnectionHolder> holders = ConcurrentHashMap.newKeySet();

  /** Begins to know those of this transaction manager. */
  static Committed of(PlatformTransactionManager transactionManager) {
    Committed committed = new Committed();
    if (transactionManager instanceof ConfigurableTransactionManager configurable) {
      configurable.addListener(committed);
    }
    return committed;
  }

  boolean contains(ConnectionHolder holder) {
    return holders.contains(holder);
  }

  /** The connection that the transaction is on; null when it is on none. */
  static @Nullable ConnectionHolder holder(TransactionExecution transaction) {
    return transaction instanceof DefaultTransactionStatus status
            && status.hasTransaction()
            && status.getTransaction() instanceof JdbcTransactionObjectSupport object
            && object.hasConnectionHolder()
        ? object.getConnectionHolder()
        : null;
  }

  @Override
  public void beforeCommit(TransactionExecution transaction) {
    ConnectionHolder holder = holder(transaction);
    if (holder != null && transaction.isNewTransaction()) { // no savepoint that is released
      holders.add(holder);
    }
  }

  @Override
  public void afterCommit(TransactionExecution transaction, @Nullable Throwable failure) {
    forget(transaction);
  }

  @Override
  public void afterRollback(TransactionExecution transaction, @Nullable Throwable failure) {
    forget(transaction);
  }

  private void forget(TransactionExecution transaction) {
    ConnectionHolder holder = holder(transaction);
    if (holder != null && transaction.isNewTransaction()) {
      holders.remove(holder);
    }
  }
}
