package dev.webhooks.jdbc;

import static dev.webhooks.jdbc.Fixture.WORKSPACE;
import static dev.webhooks.jdbc.Fixture.activeWebhook;
import static dev.webhooks.jdbc.Fixture.event;
import static org.assertj.core.api.Assertions.assertThat;

import dev.webhooks.model.Webhook;
import dev.webhooks.spi.StoreException;
import java.sql.Connection;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class MariaDbLockWaitTest {
  /** Guarantee B: MariaDB's own timeout is 50 s, and each try costs the host's thread as much. */
  @Test
  void aPublisherWaitsForALockThatIsNotGivenUpTwoTimesAndNoMore() throws Exception {
    try (TestDatabase database =
        TestDatabase.on(
            MariaDbServer.database("lock_wait", "&sessionVariables=innodb_lock_wait_timeout=1"))) {
      database.reset();
      JdbcStore store = database.newStore();
      Webhook webhook = activeWebhook(store, WORKSPACE);
      Connection connection = database.dataSource().getConnection();
      try {
        connection.setAutoCommit(false);
        store.on(connection).append(List.of(event("order-7", webhook)));
        int before = database.watched().taken();

        CompletableFuture<Object> other =
            CompletableFuture.supplyAsync(() -> store.append(List.of(event("order-7", webhook))))
                .<Object>thenApply(List::copyOf)
                .exceptionally(Throwable::getCause);

        assertThat(other.get(30, TimeUnit.SECONDS))
            .isInstanceOfSatisfying(
                StoreException.class,
                e -> {
                  assertThat(e.isRetryable()).isTrue();
                  assertThat(e).hasMessageContaining("1205");
                });
        assertThat(database.watched().taken() - before).isEqualTo(2);
      } finally {
        connection.rollback();
        connection.setAutoCommit(true);
        connection.close();
      }
    }
  }
}
