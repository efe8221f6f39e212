package dev.webhooks.spring.boot.test;

import dev.webhooks.spi.TransactionOutbox;
import dev.webhooks.spring.CurrentTransaction;
import dev.webhooks.testing.memory.InMemoryStore;
import dev.webhooks.testing.memory.InMemoryTransaction;
import org.jspecify.annotations.Nullable;
import org.springframework.core.Ordered;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/** A transaction in memory that ends as the host's does. Savepoints take nothing back in it. */
final class InMemoryCurrentTransaction implements CurrentTransaction {
  private final InMemoryStore store;

  InMemoryCurrentTransaction(InMemoryStore store) {
    this.store = store;
  }

  @Override
  public @Nullable TransactionOutbox join(@Nullable TransactionOutbox joined) {
    if (joined != null || !TransactionSynchronizationManager.isActualTransactionActive()) {
      return joined;
    }
    InMemoryTransaction transaction = store.begin();
    TransactionSynchronizationManager.registerSynchronization(new Ending(transaction));
    return transaction.outbox();
  }

  private static final class Ending implements TransactionSynchronization {
    private final InMemoryTransaction transaction;
    private boolean ended;

    Ending(InMemoryTransaction transaction) {
      this.transaction = transaction;
    }

    @Override
    public int getOrder() {
      return Ordered.HIGHEST_PRECEDENCE;
    }

    @Override
    public void afterCommit() {
      if (!ended) {
        ended = true;
        transaction.commit();
      }
    }

    @Override
    public void afterCompletion(int status) {
      if (status == STATUS_COMMITTED) {
        afterCommit();
      } else {
        transaction.close();
      }
    }
  }
}
