package dev.webhooks.spring.example;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.webhooks.signing.SignatureVerifier;
import dev.webhooks.testing.ReceivedRequest;
import dev.webhooks.testing.RecordingEndpoint;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;

/** The whole application, with JPA and Flyway on PostgreSQL, over HTTP. */
class ShopTest {
  private static final int WARM_UP = 100;
  private static final int MEASURED = 500;

  private static final ObjectMapper JSON = new ObjectMapper();

  private static EmbeddedPostgres postgres;
  private static ConfigurableApplicationContext shop;

  private final HttpClient client = HttpClient.newHttpClient();

  @BeforeAll
  static void start() throws IOException {
    postgres = EmbeddedPostgres.builder().setServerConfig("fsync", "off").start();
    shop =
        SpringApplication.run(
            ShopApplication.class,
            "--server.port=0",
            "--spring.datasource.url=" + postgres.getJdbcUrl("postgres", "postgres"),
            "--webhooks.secrets.keys.2026=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=",
            "--webhooks.urls.allow-local=true");
  }

  @AfterAll
  static void stop() throws IOException {
    shop.close();
    postgres.close();
  }

  /** Guarantee L: the order and its event are one transaction. */
  @Test
  void anOrderReachesTheCustomersEndpointAndItsLog() throws Exception {
    try (RecordingEndpoint endpoint = RecordingEndpoint.start()) {
      JsonNode webhook = register("acme", endpoint);
      assertThat(webhook.get("status").asText()).isEqualTo("ACTIVE");

      assertThat(post("/acme/orders", "{\"item\":\"cup\",\"quantity\":2}").statusCode())
          .isEqualTo(201);

      ReceivedRequest told = endpoint.next();
      assertThat(told.text()).contains("\"event\":\"order.placed\"").contains("\"item\":\"cup\"");
      SignatureVerifier.ofApiKeys(webhook.get("apiKey").asText())
          .requireValid(told.body(), told.signature());
      await().until(() -> deliveries("acme").findValuesAsText("state").contains("DELIVERED"));
      assertThat(deliveries("acme").get("deliveries")).hasSize(1);
    }
  }

  @Test
  void anOrderThatIsRolledBackIsToldToNobody() throws Exception {
    try (RecordingEndpoint endpoint = RecordingEndpoint.start()) {
      register("globex", endpoint);

      assertThat(post("/globex/orders", "{\"item\":\"cup\",\"quantity\":500}").statusCode())
          .isEqualTo(409);
      post("/globex/orders", "{\"item\":\"plate\",\"quantity\":1}");

      ReceivedRequest told = endpoint.next();
      assertThat(told.text()).contains("plate");
      assertThat(deliveries("globex").get("deliveries")).hasSize(1);
    }
  }

  /** On the node that publishes: nobody waits for a poll. */
  @Test
  @Tag("soak")
  void anEventArrivesRightAfterTheCommit() throws Exception {
    Orders orders = shop.getBean(Orders.class);
    List<Duration> delays = new ArrayList<>();
    try (RecordingEndpoint endpoint = RecordingEndpoint.start()) {
      register("initech", endpoint);
      for (int i = 0; i < WARM_UP + MEASURED; i++) {
        orders.place("initech", "cup", 1);
        long committed = System.nanoTime();
        endpoint.next();
        if (i >= WARM_UP) {
          delays.add(Duration.ofNanos(System.nanoTime() - committed));
        }
      }
    }
    Collections.sort(delays);
    Duration median = delays.get(MEASURED / 2);
    LoggerFactory.getLogger(ShopTest.class)
        .info("From commit to request: p50 {}, p95 {}", median, delays.get(MEASURED * 95 / 100));
    assertThat(median).isLessThan(Duration.ofMillis(50));
  }

  @Test
  void theNodeIsReadyAndTellsOfItsWebhooks() throws Exception {
    assertThat(get("/actuator/health/readiness").body()).contains("\"status\":\"UP\"");
    assertThat(
            JSON.readTree(get("/actuator/webhooks").body()).at("/dispatcher/running").asBoolean())
        .isTrue();
  }

  private JsonNode register(String workspace, RecordingEndpoint endpoint) throws Exception {
    return JSON.readTree(
        post("/" + workspace + "/webhooks", "{\"name\":\"CRM\",\"url\":\"" + endpoint.url() + "\"}")
            .body());
  }

  private JsonNode deliveries(String workspace) throws Exception {
    return JSON.readTree(get("/" + workspace + "/deliveries").body());
  }

  private HttpResponse<String> post(String path, String body) throws Exception {
    return client.send(
        HttpRequest.newBuilder(uri(path))
            .header("content-type", "application/json")
            .POST(BodyPublishers.ofString(body))
            .build(),
        BodyHandlers.ofString());
  }

  private HttpResponse<String> get(String path) throws Exception {
    return client.send(HttpRequest.newBuilder(uri(path)).build(), BodyHandlers.ofString());
  }

  private static URI uri(String path) {
    return URI.create(
        "http://127.0.0.1:" + shop.getEnvironment().getProperty("local.server.port") + path);
  }
}
