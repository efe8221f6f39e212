package dev.webhooks.examples.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.webhooks.examples.settings.Api.Reply;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The delivery log over HTTP. */
@Timeout(30)
class DeliveryCallsTest {
  private static final String[] DELIVERY = {
    "id",
    "eventId",
    "event",
    "account",
    "webhookId",
    "state",
    "attempts",
    "createdAt",
    "nextAttemptAt",
    "lastStatus",
    "lastError",
    "test"
  };

  private static TestSettings settings;
  private static Endpoint endpoint;
  private static Api api;

  @BeforeAll
  static void start() throws Exception {
    settings = TestSettings.start("--retry", "1ms");
    endpoint = Endpoint.start();
    api = settings.api();
  }

  @AfterAll
  static void stop() {
    settings.close();
    endpoint.close();
  }

  @Test
  void showsADeliveryWithItsBodyAndItsAttempts() throws Exception {
    String webhook = api.register("d1", endpoint.url()).at("/webhook/id").asText();
    JsonNode event = api.publish("d1", 1).get(0);
    JsonNode listed = awaitState("d1", "DELIVERED", 1).get(0);

    Reply detail = api.get("/api/workspaces/d1/deliveries/" + listed.get("id").asText());

    assertThat(Api.fieldsOf(listed)).containsExactly(DELIVERY);
    assertThat(listed.get("eventId")).isEqualTo(event.get("eventId"));
    assertThat(listed.get("event").asText()).isEqualTo("message.sent");
    assertThat(listed.get("account").asText()).isEqualTo("acct_1");
    assertThat(listed.get("test").toString()).isEqualTo("false");
    assertThat(listed.get("webhookId").asText()).isEqualTo(webhook);
    assertThat(listed.get("attempts").asInt()).isEqualTo(1);
    assertThat(listed.get("createdAt").asText()).matches("\\S{19}\\.\\d{3}Z");
    assertThat(listed.get("nextAttemptAt").isNull()).isTrue();
    assertThat(listed.get("lastStatus").asInt()).isEqualTo(200);
    assertThat(listed.get("lastError").isNull()).isTrue();
    assertThat(detail.status()).isEqualTo(200);
    List<String> fields = new ArrayList<>(List.of(DELIVERY));
    fields.addAll(List.of("body", "attemptLog"));
    assertThat(detail.fields()).containsExactlyElementsOf(fields);
    assertThat(detail.json().get("body").asText())
        .matches(
            "\\{\"event\":\"message.sent\",\"timestamp\":\"\\S+Z\",\"data\":\\{\"number\":0}}");
    JsonNode attempt = detail.json().get("attemptLog").get(0);
    assertThat(Api.fieldsOf(attempt))
        .containsExactly(
            "number", "at", "durationMs", "status", "error", "responseBody", "truncated");
    assertThat(attempt.get("number").asInt()).isEqualTo(1);
    assertThat(attempt.get("at").asText()).matches("\\S{19}\\.\\d{3}Z");
    assertThat(attempt.get("durationMs").isIntegralNumber()).isTrue();
    assertThat(attempt.get("status").asInt()).isEqualTo(200);
    assertThat(attempt.get("error").isNull()).isTrue();
  }

  @Test
  void aFailedDeliveryIsRedelivered() throws Exception {
    api.register("d2", endpoint.url());
    String id = failed("d2", 1).get(0).get("id").asText();

    Reply redelivered = api.post("/api/workspaces/d2/deliveries/" + id + "/redeliver", "");

    assertThat(redelivered.status()).isEqualTo(202);
    assertThat(redelivered.fields()).containsExactly(DELIVERY);
    assertThat(redelivered.json().get("id").asText()).isEqualTo(id);
    JsonNode delivered = awaitState("d2", "DELIVERED", 1).get(0);
    assertThat(delivered.get("attempts").asInt()).isEqualTo(3);
  }

  @Test
  void whatCannotBeRedeliveredSaysWhy() throws Exception {
    String webhook = api.register("d5", endpoint.url()).at("/webhook/id").asText();
    String id = failed("d5", 1).get(0).get("id").asText();
    String path = "/api/workspaces/d5/deliveries/" + id + "/redeliver";
    api.post("/api/workspaces/d5/webhooks/" + webhook + "/disable", "");
    assertThat(api.post(path, "").json().get("state").asText()).isEqualTo("HELD");

    Reply held = api.post(path, "");
    api.call("DELETE", "/api/workspaces/d5/webhooks/" + webhook, "");
    Reply deleted = api.post(path, "");

    assertConflict(
        held, "it waits for its webhook to be active, and leaves by itself as soon as it is");
    assertConflict(deleted, "its webhook was deleted, so it can't be sent again");
  }

  @Test
  void whatIsBeingSentCannotBeSentNow() throws Exception {
    try (Endpoint slow = Endpoint.slow(Duration.ofSeconds(2))) {
      api.register("d9", slow.url());
      api.publish("d9", 1);
      slow.awaitEvents(1);
      String log = "/api/workspaces/d9/deliveries";
      String id = api.get(log).json().at("/deliveries/0/id").asText();

      assertConflict(
          api.post(log + "/" + id + "/redeliver", ""), "it is being sent at this moment");
    }
  }

  /** Guarantee B. */
  @Test
  void whatWasTriedOftenEnoughIsToBePublishedAnew() throws Exception {
    String database = "jdbc:h2:mem:often_enough";
    try (TestSettings often = TestSettings.on(database, "--retry", "1ms")) {
      Api app = often.api();
      endpoint.fail(true);
      try {
        app.register("d10", endpoint.url());
        app.publish("d10", 1);
        String log = "/api/workspaces/d10/deliveries";
        await().until(() -> app.get(log + "?state=FAILED").text().contains("dlv_"));
        String id = app.get(log).json().at("/deliveries/0/id").asText();
        try (Connection connection = DriverManager.getConnection(database);
            Statement statement = connection.createStatement()) {
          statement.execute("update webhooks_delivery set attempts = 1000");
        }

        assertConflict(
            app.post(log + "/" + id + "/redeliver", ""),
            "it has been tried 1000 times, which is as often as one delivery may be; publish the"
                + " event anew");
      } finally {
        endpoint.fail(false);
      }
    }
  }

  /** Not as a new round: the attempts go on from where they were. */
  @Test
  void whatWaitsForItsRetryIsSentNow() throws Exception {
    try (TestSettings patient = TestSettings.start("--retry", "1h");
        Endpoint broken = Endpoint.start()) {
      Api app = patient.api();
      broken.fail(true);
      app.register("d11", broken.url());
      app.publish("d11", 1);
      String log = "/api/workspaces/d11/deliveries";
      await().until(() -> app.get(log).json().at("/deliveries/0/attempts").asInt() == 1);
      JsonNode waiting = app.get(log).json().at("/deliveries/0");
      assertThat(waiting.get("state").asText()).isEqualTo("PENDING");
      broken.fail(false);

      String path = log + "/" + waiting.get("id").asText();
      Reply now = app.post(path + "/redeliver", "");

      assertThat(now.status()).isEqualTo(202);
      assertThat(now.json().get("id")).isEqualTo(waiting.get("id"));
      await().until(() -> app.get(path).json().get("state").asText().equals("DELIVERED"));
      assertThat(app.get(path).json().get("attemptLog"))
          .extracting(attempt -> attempt.get("number").asInt())
          .containsExactly(1, 2);
      assertThat(broken.events()).hasSize(2);
    }
  }

  private static void assertConflict(Reply reply, String detail) {
    assertThat(reply.status()).isEqualTo(409);
    assertThat(reply.header("Content-Type")).isEqualTo("application/problem+json");
    assertThat(reply.json().get("detail").asText()).isEqualTo(detail);
  }

  @Test
  void recoversAllThatFailedSince() throws Exception {
    String webhook = api.register("d3", endpoint.url()).at("/webhook/id").asText();
    failed("d3", 5);
    String path = "/api/workspaces/d3/webhooks/" + webhook + "/recover";

    Reply none = api.post(path, "{\"since\":\"2999-01-01T00:00:00.000Z\"}");
    Reply all = api.post(path, "{\"since\":\"2026-01-01T00:00:00.000Z\"}");

    assertThat(none.status()).isEqualTo(202);
    assertThat(none.text()).isEqualTo("{\"deliveries\":0}");
    assertThat(all.status()).isEqualTo(202);
    assertThat(all.text()).isEqualTo("{\"deliveries\":5}");
    awaitState("d3", "DELIVERED", 5);
  }

  @Test
  void recoversBetweenTwoTimesAndCountsBeforehand() throws Exception {
    String webhook = api.register("d6", endpoint.url()).at("/webhook/id").asText();
    String createdAt = failed("d6", 3).get(0).get("createdAt").asText();
    String path = "/api/workspaces/d6/webhooks/" + webhook + "/recover";
    String all = "{\"since\":\"2026-01-01T00:00:00.000Z\",\"dryRun\":";

    Reply counted = api.post(path, all + "true}");
    Reply before =
        api.post(path, "{\"since\":\"2026-01-01T00:00:00.000Z\",\"until\":\"" + createdAt + "\"}");

    assertThat(counted.status()).isEqualTo(200);
    assertThat(counted.text()).isEqualTo("{\"deliveries\":3}");
    assertThat(before.status()).isEqualTo(202);
    assertThat(before.text()).isEqualTo("{\"deliveries\":0}");
    assertThat(count("/api/workspaces/d6/deliveries?state=FAILED")).isEqualTo(3);
    assertThat(api.post(path, all + "false}").text()).isEqualTo("{\"deliveries\":3}");
    awaitState("d6", "DELIVERED", 3);
  }

  @Test
  void findsByTheIdOfADeliveryOrAnEvent() throws Exception {
    api.call("PUT", "/api/workspaces/d7/plan", "{\"plan\":\"STARTER\"}");
    String first = api.register("d7", endpoint.url()).at("/webhook/id").asText();
    String second = api.register("d7", endpoint.url()).at("/webhook/id").asText();
    String event = api.publish("d7", 2).get(0).get("eventId").asText();
    awaitState("d7", "DELIVERED", 4);
    String path = "/api/workspaces/d7/deliveries";

    JsonNode ofEvent = api.get(path + "?id=" + event).json().get("deliveries");
    String delivery = ofEvent.get(0).get("id").asText();
    String other = ofEvent.get(0).get("webhookId").asText().equals(first) ? second : first;
    JsonNode one = api.get(path + "?id=" + delivery).json();

    assertThat(ofEvent).hasSize(2).allMatch(d -> d.get("eventId").asText().equals(event));
    assertThat(one.get("deliveries")).containsExactly(ofEvent.get(0));
    assertThat(one.get("nextCursor").isNull()).isTrue();
    assertThat(count(path + "?id=" + event + "&webhook=" + other)).isEqualTo(1);
    assertThat(count(path + "?id=" + delivery + "&webhook=" + other)).isZero();
    assertThat(count(path + "?id=" + delivery + "&state=FAILED")).isZero();
    assertThat(count(path + "?id=dlv_nobody")).isZero();
    assertThat(count("/api/workspaces/d7b/deliveries?id=" + delivery)).isZero();
  }

  @Test
  void findsByAccountAndByTheStatusOfTheLastAttempt() throws Exception {
    api.register("d8", endpoint.url());
    failed("d8", 2);
    api.publish("d8", 1);
    awaitState("d8", "DELIVERED", 1);
    String path = "/api/workspaces/d8/deliveries";

    assertThat(count(path + "?account=acct_1")).isEqualTo(3);
    assertThat(count(path + "?account=acct_2")).isZero();
    assertThat(count(path + "?status=500")).isEqualTo(2);
    assertThat(count(path + "?status=200&account=acct_1")).isEqualTo(1);
    assertThat(count(path + "?status=404")).isZero();
  }

  @Test
  void filtersAndPages() throws Exception {
    String webhook = api.register("d4", endpoint.url()).at("/webhook/id").asText();
    api.publish("d4", 5);
    List<JsonNode> all = awaitState("d4", "DELIVERED", 5);
    String path = "/api/workspaces/d4/deliveries";
    assertThat(all.stream().map(d -> d.get("createdAt").asText()))
        .isSortedAccordingTo((a, b) -> b.compareTo(a));

    JsonNode first = api.get(path + "?limit=3").json();
    JsonNode second = api.get(path + "?limit=3&cursor=" + first.get("nextCursor").asText()).json();

    assertThat(Api.fieldsOf(first)).containsExactly("deliveries", "nextCursor");
    List<JsonNode> paged = new ArrayList<>();
    first.get("deliveries").forEach(paged::add);
    second.get("deliveries").forEach(paged::add);
    assertThat(paged).isEqualTo(all);
    assertThat(second.get("nextCursor").isNull()).isTrue();
    assertThat(count(path + "?webhook=" + webhook + "&event=message.sent")).isEqualTo(5);
    assertThat(count(path + "?webhook=wh_other")).isZero();
    assertThat(count(path + "?event=message.received")).isZero();
    assertThat(count(path + "?state=FAILED")).isZero();
    assertThat(count(path + "?from=2026-01-01T00:00:00.000Z")).isEqualTo(5);
    assertThat(count(path + "?to=2026-01-01T00:00:00.000Z")).isZero();
  }

  private static int count(String path) throws Exception {
    Reply reply = api.get(path);
    assertThat(reply.status()).isEqualTo(200);
    return reply.json().get("deliveries").size();
  }

  private static List<JsonNode> failed(String workspace, int count) throws Exception {
    endpoint.fail(true);
    try {
      api.publish(workspace, count);
      return awaitState(workspace, "FAILED", count);
    } finally {
      endpoint.fail(false);
    }
  }

  private static List<JsonNode> awaitState(String workspace, String state, int count) {
    List<JsonNode> deliveries = new ArrayList<>();
    await()
        .untilAsserted(
            () -> {
              deliveries.clear();
              api.get("/api/workspaces/" + workspace + "/deliveries?state=" + state)
                  .json()
                  .get("deliveries")
                  .forEach(deliveries::add);
              assertThat(deliveries).hasSize(count);
            });
    return deliveries;
  }
}
