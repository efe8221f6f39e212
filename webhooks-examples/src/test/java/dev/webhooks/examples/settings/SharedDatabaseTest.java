package dev.webhooks.examples.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.webhooks.examples.settings.Api.Reply;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Two applications on one PostgreSQL database. */
@Timeout(60)
class SharedDatabaseTest {
  private static EmbeddedPostgres postgres;
  private static TestSettings first;
  private static TestSettings second;

  @BeforeAll
  static void startBothAtOnce() throws Exception {
    postgres = EmbeddedPostgres.builder().setServerConfig("fsync", "off").start();
    CompletableFuture<TestSettings> starting =
        CompletableFuture.supplyAsync(SharedDatabaseTest::settings);
    first = settings();
    second = starting.join();
  }

  private static TestSettings settings() {
    try {
      return TestSettings.on(postgres.getJdbcUrl("postgres", "postgres"));
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  @AfterAll
  static void stop() throws Exception {
    first.close();
    second.close();
    postgres.close();
  }

  @Test
  void theyShareThePlan() throws Exception {
    try (Endpoint endpoint = Endpoint.start()) {
      first.api().register("p1", endpoint.url());

      assertThat(second.api().call("PUT", "/api/workspaces/p1/plan", "{\"plan\":\"STARTER\"}"))
          .extracting(Reply::status)
          .isEqualTo(200);
      first.api().register("p1", endpoint.url());
      second.api().register("p1", endpoint.url());

      JsonNode webhooks = first.api().get("/api/workspaces/p1/webhooks").json().get("webhooks");
      assertThat(webhooks).hasSize(3);
      assertThat(second.api().get("/api/workspaces/p1/webhooks").json().get("webhooks"))
          .isEqualTo(webhooks);
      for (TestSettings settings : List.of(first, second)) {
        String body = "{\"name\":\"One more\",\"url\":\"" + endpoint.url() + "\"}";
        assertThat(settings.api().post("/api/workspaces/p1/webhooks", body).status())
            .isEqualTo(409);
      }
    }
  }

  @Test
  void theyShareTheWork() throws Exception {
    try (Endpoint endpoint = Endpoint.start()) {
      first.api().register("p2", endpoint.url());
      for (TestSettings settings : List.of(first, second, first, second)) {
        settings.api().publish("p2", 250);
      }

      endpoint.awaitEvents(1_000);
      await()
          .untilAsserted(
              () ->
                  assertThat(
                          first
                              .api()
                              .get("/api/workspaces/p2/deliveries?state=PENDING")
                              .json()
                              .get("deliveries"))
                      .isEmpty());
      assertThat(endpoint.events()).hasSize(1_000);
      assertThat(endpoint.events().stream().map(event -> event.headers().deliveryId()).distinct())
          .hasSize(1_000);
    }
  }

  /** U+0000 and the like are what PostgreSQL can't store. */
  @Test
  void noInputReachesTheDatabaseThatItChokesOn() throws Exception {
    for (String path :
        List.of(
            "deliveries?webhook=%00",
            "deliveries?event=%00",
            "deliveries?cursor=MjAyNi0wMS0wMVQwMDowMDowMFogAA",
            "deliveries?cursor=KzEwMDAwMDAwMDAtMDEtMDFUMDA6MDA6MDBaIHg",
            "webhooks/%00",
            "deliveries/%00")) {
      assertThat(first.api().get("/api/workspaces/p3/" + path).status()).isBetween(400, 499);
    }
    assertThat(
            first
                .api()
                .post("/api/workspaces/p3/events", Api.event("{\"t\":\"a\\u0000b\\ud800\"}"))
                .status())
        .isIn(202, 422);
  }
}
