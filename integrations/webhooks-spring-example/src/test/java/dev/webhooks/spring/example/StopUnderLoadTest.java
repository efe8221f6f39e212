package dev.webhooks.spring.example;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.webhooks.testing.RecordingEndpoint;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
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
        RecordingEndpoint endpoint = RecordingEndpoint.start()) {
      try (ShopProcess shop = ShopProcess.start(postgres, folder.resolve("first.log"))) {
        await().atMost(PATIENCE).until(shop::isReady);
        assertThat(
                shop.post(
                    "/acme/webhooks", "{\"name\":\"CRM\",\"url\":\"" + endpoint.url() + "\"}"))
            .isEqualTo(201);
        orderUntilStopped(shop, endpoint);
      }

      long orders = number(postgres, "select count(*) from orders");
      assertThat(number(postgres, "select count(*) from webhooks_event")).isEqualTo(orders);
      assertThat(number(postgres, "select count(*) from webhooks_attempt"))
          .as("the outcomes of %s POSTs", endpoint.requests().size())
          .isEqualTo(endpoint.requests().size());

      try (ShopProcess again = ShopProcess.start(postgres, folder.resolve("second.log"))) {
        await().atMost(PATIENCE).until(() -> endpoint.requests().size() >= orders);
        assertThat(again.terminate()).isTrue();
      }
      assertThat(endpoint.requests()).hasSize((int) orders);
    }
  }

  private static void orderUntilStopped(ShopProcess shop, RecordingEndpoint endpoint)
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
    await().atMost(PATIENCE).until(() -> endpoint.requests().size() >= 200);
    assertThat(shop.terminate()).isTrue();
    stopping.set(true);
    customers.shutdown();
    assertThat(customers.awaitTermination(30, TimeUnit.SECONDS)).isTrue();
  }

  /** A figure to read, of one machine: from before the request that commits to the POST. */
  @Test
  void anOrderReachesItsEndpointSoonAfterTheCommit(TestReporter reporter) throws Exception {
    try (EmbeddedPostgres postgres = EmbeddedPostgres.builder().start();
        RecordingEndpoint endpoint = RecordingEndpoint.start();
        ShopProcess shop = ShopProcess.start(postgres, folder.resolve("latency.log"))) {
      await().atMost(PATIENCE).until(shop::isReady);
      shop.post("/acme/webhooks", "{\"name\":\"CRM\",\"url\":\"" + endpoint.url() + "\"}");
      List<Long> micros = new ArrayList<>();
      for (int i = 0; i < 300; i++) {
        Instant before = Instant.now();
        shop.post("/acme/orders", "{\"item\":\"cup\",\"quantity\":1}");
        Instant arrived = endpoint.next().time();
        if (i >= 100) {
          micros.add(Duration.between(before, arrived).toNanos() / 1_000);
        }
      }
      micros.sort(null);
      reporter.publishEntry(
          "microseconds from the request to the POST",
          micros.get(100) + ", p95 " + micros.get(190));
      assertThat(endpoint.next(Duration.ZERO)).as("each arrives once").isEmpty();
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
