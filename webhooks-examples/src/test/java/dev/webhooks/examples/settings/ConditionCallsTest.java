package dev.webhooks.examples.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.webhooks.examples.settings.Api.Reply;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How webhooks are doing, over HTTP: health, statistics, test events. */
@Timeout(60)
class ConditionCallsTest {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private static TestSettings settings;
  private static Endpoint endpoint;
  private static Api api;

  @BeforeAll
  static void start() throws Exception {
    settings =
        TestSettings.start(
            "--timeout", "2s", "--retry", "1h", "--pause", "1h", "--disable-after", "5d");
    endpoint = Endpoint.start();
    api = settings.api();
  }

  @AfterAll
  static void stop() {
    settings.close();
    endpoint.close();
  }

  @Test
  void aWebhookSaysHowItIsDoing() throws Exception {
    String id = register("h1", endpoint);
    JsonNode health = webhook("h1", id).get("health");
    assertThat(Api.fieldsOf(health))
        .containsExactly(
            "state",
            "until",
            "failingSince",
            "consecutiveFailures",
            "lastSuccessAt",
            "waiting",
            "oldestWaitingAt",
            "lastHour",
            "lastDay");
    assertThat(health.get("lastHour").toString()).isEqualTo("{\"acknowledged\":0,\"failed\":0}");

    api.publish("h1", 3);

    await().atMost(PATIENCE).until(() -> acknowledged("h1", id) == 3);
    JsonNode after = webhook("h1", id).get("health");
    assertThat(after.get("state").asText()).isEqualTo("HEALTHY");
    assertThat(after.get("until").isNull()).isTrue();
    assertThat(after.get("lastSuccessAt").isNull()).isFalse();
    assertThat(after.get("waiting").asInt()).isZero();
    assertThat(after.get("oldestWaitingAt").isNull()).isTrue();
    assertThat(after.at("/lastDay/acknowledged").asInt()).isEqualTo(3);
  }

  @Test
  void theUnwellAreFoundAndTheWorstComesFirst() throws Exception {
    api.call("PUT", "/api/workspaces/h2/plan", "{\"plan\":\"PRO\"}");
    try (Endpoint broken = Endpoint.start()) {
      String well = register("h2", endpoint);
      String unwell = register("h2", broken);
      assertThat(ids("h2", "sort=failing")).containsExactly(well, unwell);
      broken.fail(true);

      api.publish("h2", 30);

      await().atMost(PATIENCE).until(() -> ids("h2", "health=PAUSED").equals(List.of(unwell)));
      assertThat(ids("h2", "health=UNWELL")).containsExactly(unwell);
      assertThat(ids("h2", "health=HEALTHY&sort=name")).containsExactly(well);
      assertThat(ids("h2", "health=RECOVERING")).isEmpty();
      assertThat(ids("h2", "sort=failing")).containsExactly(unwell, well);
      JsonNode first = api.get("/api/workspaces/h2/webhooks?sort=failing&limit=1").json();
      assertThat(ids("h2", "sort=failing&limit=1&cursor=" + first.get("nextCursor").asText()))
          .containsExactly(well);
      JsonNode health = webhook("h2", unwell).get("health");
      assertThat(health.get("until").isNull()).isFalse();
      assertThat(health.get("failingSince").isNull()).isFalse();
      assertThat(health.get("consecutiveFailures").asInt()).isPositive();
      assertThat(health.get("waiting").asInt()).isEqualTo(30);
      assertThat(health.get("oldestWaitingAt").isNull()).isFalse();
    }
  }

  @Test
  void statisticsCountEveryAttempt() throws Exception {
    String id = register("h3", endpoint);
    api.publish("h3", 5);
    await().atMost(PATIENCE).until(() -> acknowledged("h3", id) == 5);

    for (String query : List.of("", "?step=1m", "?step=1h&webhook=" + id)) {
      JsonNode stats = api.get("/api/workspaces/h3/stats" + query).json();
      assertThat(Api.fieldsOf(stats))
          .containsExactly("steps", "latencyMs", "waiting", "oldestWaitingAt");
      int sum = 0;
      for (JsonNode step : stats.get("steps")) {
        assertThat(Api.fieldsOf(step))
            .containsExactly("at", "acknowledged", "failed", "p50", "p95");
        assertThat(step.get("p95").asDouble()).isGreaterThanOrEqualTo(step.get("p50").asDouble());
        sum += step.get("acknowledged").asInt();
      }
      assertThat(sum).as(query).isEqualTo(5);
      assertThat(stats.at("/latencyMs/p99").asDouble()).isPositive();
      assertThat(stats.get("waiting").asInt()).isZero();
    }
    JsonNode none = api.get("/api/workspaces/nobody/stats").json();
    assertThat(none.toString())
        .isEqualTo(
            "{\"steps\":[],\"latencyMs\":{\"p50\":null,\"p95\":null,\"p99\":null},"
                + "\"waiting\":0,\"oldestWaitingAt\":null}");
  }

  @ParameterizedTest
  @CsvSource({
    "step=5m, step",
    "from=yesterday, from",
    "from=2026-01-02T00:00:00Z&to=2026-01-01T00:00:00Z, to",
    "from=2026-01-01T00:00:00Z&to=2026-01-09T00:00:00Z, from",
    "from=1960-01-01T00:00:00Z&to=1960-01-02T00:00:00Z, from",
    "webhook=a%20b, webhook",
    "hook=x, hook"
  })
  void whatStatisticsCanNotTellIsRefusedByName(String query, String field) throws Exception {
    Reply reply = api.get("/api/workspaces/h3/stats?" + query);

    assertThat(reply.status()).isEqualTo(422);
    assertThat(reply.field()).isEqualTo(field);
  }

  @Test
  void aTestEventGoesToOneWebhookAlone() throws Exception {
    api.call("PUT", "/api/workspaces/h4/plan", "{\"plan\":\"PRO\"}");
    try (Endpoint tried = Endpoint.start()) {
      String id = register("h4", tried);
      register("h4", endpoint);

      Reply sent = api.post("/api/workspaces/h4/webhooks/" + id + "/test", "");

      assertThat(sent.status()).isEqualTo(202);
      assertThat(sent.json().get("test").asBoolean()).isTrue();
      assertThat(sent.json().get("event").asText()).isEqualTo("conversation.created");
      assertThat(sent.json().get("webhookId").asText()).isEqualTo(id);
      tried.awaitEvents(1);
      JsonNode log = api.get("/api/workspaces/h4/deliveries").json().get("deliveries");
      assertThat(log).hasSize(1);
      assertThat(log.get(0).get("test").asBoolean()).isTrue();

      Reply chosen =
          api.post("/api/workspaces/h4/webhooks/" + id + "/test", "{\"event\":\"message.sent\"}");
      assertThat(chosen.json().get("event").asText()).isEqualTo("message.sent");
      tried.awaitEvents(2);
    }
  }

  @Test
  void aTestEventIsOfTheFirstTypeThatTheWebhookWants() throws Exception {
    Reply registered =
        api.post(
            "/api/workspaces/h5/webhooks",
            "{\"name\":\"CRM\",\"url\":\""
                + endpoint.url()
                + "\",\"accounts\":[\"a7\"],\"eventTypes\":[\"message.received\",\"message.sent\"]}");
    String path =
        "/api/workspaces/h5/webhooks/" + registered.json().at("/webhook/id").asText() + "/test";

    JsonNode sent = api.post(path, "{}").json();

    assertThat(sent.get("event").asText()).isEqualTo("message.received");
    assertThat(sent.get("account").asText()).isEqualTo("a7");
    assertThat(api.post(path, "{\"event\":\"message.snet\"}").field()).isEqualTo("event");
    api.post(path.replace("/test", "/disable"), "");
    assertThat(api.post(path, "").status()).isEqualTo(409);
    assertThat(api.post(path.replace("h5", "h6"), "").status()).isEqualTo(404);
  }

  @Test
  void rateAndOrderAreSettings() throws Exception {
    String path = "/api/workspaces/h7/webhooks/" + register("h7", endpoint);
    JsonNode plain = api.get(path).json();
    assertThat(plain.get("rateLimit").isNull()).isTrue();
    assertThat(plain.get("ordered").asBoolean()).isFalse();

    JsonNode changed = api.call("PATCH", path, "{\"rateLimit\":50,\"ordered\":true}").json();

    assertThat(changed.get("rateLimit").asInt()).isEqualTo(50);
    assertThat(changed.get("ordered").asBoolean()).isTrue();
    assertThat(api.call("PATCH", path, "{\"rateLimit\":null}").json().get("rateLimit").isNull())
        .isTrue();
    for (String rate : List.of("0", "1.5", "\"9\"", "99999999999")) {
      Reply refused = api.call("PATCH", path, "{\"rateLimit\":" + rate + "}");
      assertThat(refused.status()).as(rate).isEqualTo(422);
      assertThat(refused.field()).isEqualTo("rateLimit");
    }
  }

  @Test
  void inAnOrderedWebhookTheFirstAloneIsSentNow() throws Exception {
    try (Endpoint broken = Endpoint.start()) {
      String id = register("h9", broken);
      api.call("PATCH", "/api/workspaces/h9/webhooks/" + id, "{\"ordered\":true}");
      broken.fail(true);
      api.publish("h9", 2);
      broken.awaitEvents(1);
      String log = "/api/workspaces/h9/deliveries";
      await()
          .atMost(PATIENCE)
          .until(() -> api.get(log).json().at("/deliveries/1/attempts").asInt() == 1);
      JsonNode both = api.get(log).json().get("deliveries");
      String second = log + "/" + both.get(0).get("id").asText() + "/redeliver";
      String first = log + "/" + both.get(1).get("id").asText() + "/redeliver";

      assertThat(api.post(second, "").status()).isEqualTo(409);
      broken.fail(false);
      assertThat(api.post(first, "").status()).isEqualTo(202);
      broken.awaitEvents(3);
    }
  }

  @Test
  void whatIsHeldMayBeDropped() throws Exception {
    String path = "/api/workspaces/h8/webhooks/" + register("h8", endpoint);
    api.post(path + "/disable", "");
    api.publish("h8", 3);

    Reply enabled = api.post(path + "/enable", "{\"held\":\"DROP\"}");

    assertThat(enabled.status()).isEqualTo(200);
    assertThat(enabled.json().at("/health/waiting").asInt()).isZero();
    JsonNode log = api.get("/api/workspaces/h8/deliveries?state=CANCELLED").json();
    assertThat(log.get("deliveries")).hasSize(3);
  }

  private static String register(String workspace, Endpoint endpoint) throws Exception {
    return api.register(workspace, endpoint.url()).at("/webhook/id").asText();
  }

  private static JsonNode webhook(String workspace, String id) throws Exception {
    return api.get("/api/workspaces/" + workspace + "/webhooks/" + id).json();
  }

  private static int acknowledged(String workspace, String id) throws Exception {
    return webhook(workspace, id).at("/health/lastHour/acknowledged").asInt();
  }

  private static List<String> ids(String workspace, String query) throws Exception {
    List<String> ids = new ArrayList<>();
    api.get("/api/workspaces/" + workspace + "/webhooks?" + query)
        .json()
        .get("webhooks")
        .forEach(webhook -> ids.add(webhook.get("id").asText()));
    return ids;
  }
}
