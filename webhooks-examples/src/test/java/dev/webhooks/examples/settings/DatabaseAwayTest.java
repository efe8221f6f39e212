package dev.webhooks.examples.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.STRING;
import static org.awaitility.Awaitility.await;

import dev.webhooks.examples.settings.Api.Reply;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A database server that is stopped and started again. */
@Timeout(90)
@Order(1)
class DatabaseAwayTest {
  @TempDir private Path data;

  @Test
  void callsSaySoWhileTheDatabaseIsAwayAndWorkWhenItIsBack() throws Exception {
    EmbeddedPostgres postgres = postgres(0);
    int port = postgres.getPort();
    try (TestSettings settings = TestSettings.on(postgres.getJdbcUrl("postgres", "postgres"))) {
      Api api = settings.api();
      assertThat(api.get("/api/health").text()).startsWith("{\"status\":\"UP\",");
      api.register("acme", "http://127.0.0.1:1024/");

      postgres.close();

      long asked = System.nanoTime();
      assertAway(api.get("/api/health"));
      assertThat(Duration.ofNanos(System.nanoTime() - asked)).isLessThan(Duration.ofSeconds(3));
      // Each waits for a connection, so all at once.
      List.of(
              asking(() -> api.get("/api/workspaces/acme/webhooks")),
              asking(() -> api.call("PUT", "/api/workspaces/acme/plan", "{\"plan\":\"PRO\"}")),
              asking(() -> api.post("/api/workspaces/acme/events", Api.event("{}"))))
          .forEach(reply -> assertAway(reply.join()));

      postgres = postgres(port);
      await()
          .atMost(Duration.ofSeconds(30))
          .untilAsserted(() -> assertThat(api.get("/api/health").status()).isEqualTo(200));
      assertThat(api.get("/api/workspaces/acme/webhooks").json().get("webhooks")).hasSize(1);
    } finally {
      postgres.close();
    }
  }

  /** As after a fail-over that left this node with the old primary. */
  @Test
  void callsSaySoWhileTheDatabaseTakesNoWritesAndWorkWhenItDoesAgain() throws Exception {
    try (LogLines log = new LogLines();
        Endpoint endpoint = Endpoint.start();
        EmbeddedPostgres postgres = postgres(0);
        TestSettings settings = TestSettings.on(postgres.getJdbcUrl("postgres", "postgres"))) {
      Api api = settings.api();
      api.register("acme", endpoint.url());
      assertThat(api.get("/api/health").status()).isEqualTo(200);

      setReadOnly(postgres, "on");

      await()
          .atMost(Duration.ofSeconds(30))
          .untilAsserted(() -> assertAway(api.get("/api/health")));
      for (int i = 0; i < 3; i++) {
        assertAway(api.post("/api/workspaces/acme/events", Api.event("{}")));
      }
      assertThat(log.with("append events"))
          .as("the operator is told what the caller is, once")
          .singleElement(STRING)
          .contains("may try again", "takes no writes");
      assertThat(api.get("/api/workspaces/acme/webhooks").json().get("webhooks")).hasSize(1);

      setReadOnly(postgres, "off");

      await()
          .atMost(Duration.ofSeconds(30))
          .untilAsserted(() -> assertThat(api.get("/api/health").status()).isEqualTo(200));
      assertThat(api.post("/api/workspaces/acme/events", Api.event("{}")).status()).isEqualTo(202);
    }
  }

  /** For every session that there is, and every new one. */
  private static void setReadOnly(EmbeddedPostgres postgres, String value) throws SQLException {
    try (Connection connection = postgres.getPostgresDatabase().getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute("alter system set default_transaction_read_only = " + value);
      statement.execute("select pg_reload_conf()");
    }
  }

  private EmbeddedPostgres postgres(int port) throws IOException {
    return EmbeddedPostgres.builder()
        .setPort(port)
        .setDataDirectory(data.resolve("data"))
        .setCleanDataDirectory(false)
        .setServerConfig("fsync", "off")
        .start();
  }

  private static CompletableFuture<Reply> asking(Callable<Reply> call) {
    return CompletableFuture.supplyAsync(
        () -> {
          try {
            return call.call();
          } catch (Exception e) {
            throw new CompletionException(e);
          }
        });
  }

  private static void assertAway(Reply reply) {
    assertThat(reply.status()).as(reply.text()).isEqualTo(503);
    assertThat(reply.header("Content-Type")).isEqualTo("application/problem+json");
    assertThat(reply.json().get("detail").asText()).contains("database");
  }
}
