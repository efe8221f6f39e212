package com.acme;

import dev.webhooks.Webhooks;
import dev.webhooks.jdbc.JdbcStore;
import dev.webhooks.model.Event;
import io.agroal.api.AgroalDataSource;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.transaction.Status;
import jakarta.transaction.Synchronization;
import jakarta.transaction.TransactionSynchronizationRegistry;
import jakarta.transaction.Transactional;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Map;

@ApplicationScoped
public class Orders {
  @Inject AgroalDataSource dataSource; // the application's own, which takes part in JTA
  @Inject JdbcStore store;
  @Inject Webhooks webhooks;
  @Inject TransactionSynchronizationRegistry transactions;

  @Transactional
  public void place(String workspace, String product) throws SQLException {
    try (Connection connection = dataSource.getConnection()) { // the transaction's
      // your own statements
      webhooks
          .publisher()
          .within(store.on(connection), this::afterCommit)
          .publish(
              Event.builder("order.placed")
                  .workspace(workspace)
                  .data(Map.of("product", product))
                  .build());
    }
  }

  private void afterCommit(Runnable handOver) {
    transactions.registerInterposedSynchronization(
        new Synchronization() {
          @Override
          public void beforeCompletion() {}

          @Override
          public void afterCompletion(int status) {
            if (status == Status.STATUS_COMMITTED) {
              handOver.run();
            }
          }
        });
  }
}
