package dev.webhooks.spring.example;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.api.io.TempDir;

/** The application is told to stop while orders come in and webhooks go out. */
@Tag("soak")
class StopUnderLoadTest {
  private static final Duration PATIENCE = Duration.ofSeconds(120);

  @TempDir Path folder;

  /**
   * Guarantees L and W: each order that was committed has its event, and each POST that was made
   * has its outcome in the log, stored before the pool closed; so after a restart none is sent
   * again.
   */
  @Test
  void nothingIsLostAndNothingIsSentTwice() throws Exception {
    try (EmbeddedPostgres postgres = EmbeddedPostgres.builder().start();
        Receiver receiver = new Receiver()) {
      try (ShopProcess shop = ShopProcess.start(postgres, folder.resolve("first.log"))) {
        await().atMost(PATIENCE).until(shop::isReady);
        assertThat(
                shop.post(
                    "/acme/webhooks", "{\"name\":\"CRM\",\"url\":\"" + receiver.url() + "\"}"))
            .isEqualTo(201);
        orderUntilStopped(shop, receiver);
      }

      long orders = number(postgres, "select count(*) from orders");
      assertThat(number(postgres, "select count(*) from webhooks_event")).isEqualTo(orders);
      assertThat(number(postgres, "select count(*) from webhooks_attempt"))
          .as("the outcomes of %s POSTs", receiver.told().size())
          .isEqualTo(receiver.told().size());

      try (ShopProcess again = ShopProcess.start(postgres, folder.resolve("second.log"))) {
        await().atMost(PATIENCE).until(() -> receiver.told().size() >= orders);
        assertThat(again.terminate()).isTrue();
      }
      assertThat(receiver.told()).hasSize((int) orders);
    }
  }

  private static void orderUntilStopped(ShopProcess shop, Receiver receiver)
      throws InterruptedException {
    AtomicBoolean stopping = new AtomicBoolean();
    ExecutorService customers = Executors.newFixedThreadPool(4);
    for (int customer = 0; customer < 4; customer++) {
      customers.execute(
          () -> {
            try {
              while (!stopping.get()) {
                shop.post("/acme/orders", "{\"item\":\"cup\",\"quantity\":1}");
              }
            } catch (IOException refused) {
              // The server takes no more: what was committed is counted in the database.
              stopping.set(true);
            } catch (InterruptedException e) {
              Thread.currentThread().interrupt();
            }
          });
    }
    await().atMost(PATIENCE).until(() -> receiver.told().size() >= 200);
    assertThat(shop.terminate()).isTrue();
    stopping.set(true);
    customers.shutdown();
    assertThat(customers.awaitTermination(30, TimeUnit.SECONDS)).isTrue();
  }

  /** A figure to read, of one machine: from before the request that commits to the POST. */
  @Test
  void anOrderReachesItsEndpointSoonAfterTheCommit(TestReporter reporter) throws Exception {
    try (EmbeddedPostgres postgres = EmbeddedPostgres.builder().start();
        Receiver receiver = new Receiver();
        ShopProcess shop = ShopProcess.start(postgres, folder.resolve("latency.log"))) {
      await().atMost(PATIENCE).until(shop::isReady);
      shop.post("/acme/webhooks", "{\"name\":\"CRM\",\"url\":\"" + receiver.url() + "\"}");
      List<Long> micros = new ArrayList<>();
      for (int i = 0; i < 300; i++) {
        long before = System.nanoTime();
        shop.post("/acme/orders", "{\"item\":\"cup\",\"quantity\":1}");
        Receiver.Told told = receiver.told().poll(30, TimeUnit.SECONDS);
        assertThat(told).isNotNull();
        if (i >= 100) {
          micros.add((told.at() - before) / 1_000);
        }
      }
      micros.sort(null);
      reporter.publishEntry(
          "microseconds from the request to the POST",
          micros.get(100) + ", p95 " + micros.get(190));
      assertThat(receiver.told()).as("each arrives once").isEmpty();
      assertThat(micros.get(100))
          .as("microseconds from the request to the POST, p50")
          .isLessThan(50_000);
    }
  }

  private static long number(EmbeddedPostgres postgres, String sql) throws Exception {
    try (Connection connection = postgres.getPostgresDatabase().getConnection();
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      assertThat(rows.next()).isTrue();
      return rows.getLong(1);
    }
  }
}
