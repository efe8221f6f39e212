package dev.webhooks.examples.settings;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.webhooks.examples.receiver.Receipt;
import dev.webhooks.examples.settings.Api.Reply;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Publishing over HTTP, and what arrives. */
@Timeout(30)
class EventCallsTest {
  private static TestSettings settings;
  private static int workspaces;

  private final String workspace = "e" + ++workspaces;
  private final String events = "/api/workspaces/" + workspace + "/events";
  private Endpoint endpoint;
  private Api api;

  @BeforeAll
  static void startServer() throws Exception {
    settings = TestSettings.start();
  }

  @AfterAll
  static void stopServer() {
    settings.close();
  }

  @BeforeEach
  void register() throws Exception {
    endpoint = Endpoint.start();
    api = settings.api();
    api.register(workspace, endpoint.url());
  }

  @AfterEach
  void stop() {
    endpoint.close();
  }

  @Test
  void anEventArrivesAsTheContractWritesIt() throws Exception {
    Reply reply =
        api.post(
            events,
            """
            {"event":"message.sent","account":"acct_7","timestamp":"2026-05-13T19:24:02.310Z",
             "data":{"conversationId":"65f3a2...","text":"Yes!"}}""");

    assertThat(reply.status()).isEqualTo(202);
    assertThat(reply.text())
        .matches("\\{\"eventId\":\"evt_\\w+\",\"deliveries\":1,\"held\":0,\"duplicate\":false}");
    assertThat(arrived().body())
        .isEqualTo(
            "{\"event\":\"message.sent\",\"timestamp\":\"2026-05-13T19:24:02.310Z\","
                + "\"data\":{\"conversationId\":\"65f3a2...\",\"text\":\"Yes!\"}}");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"n\":123456789012345678901234567890}",
        "{\"n\":0.1000000000000000055511151231257827,\"m\":1.0,\"e\":1E+400,\"z\":-0.0}",
        "{\"text\":\"\uD83D\uDE00 \u00E9\"}",
        "{}",
        "{\"b\":[{\"a\":null},true,[[]]],\"a\":\"order stays\"}"
      })
  void dataArrivesAsItWasWritten(String data) throws Exception {
    assertThat(api.post(events, Api.event(" " + data + " ")).status()).isEqualTo(202);

    assertThat(arrived().body()).endsWith(",\"data\":" + data + "}");
  }

  @Test
  void whitespaceAroundDataIsNotSent() throws Exception {
    api.post(events, Api.event("{ \"a\" : [ 1 , 2 ] }\n"));

    assertThat(arrived().body()).endsWith("\"data\":{\"a\":[1,2]}}");
  }

  @Test
  void anArrayIsPublishedTogetherAndAnsweredInOrder() throws Exception {
    JsonNode published = api.publish(workspace, 1_000);

    assertThat(published).hasSize(1_000);
    assertThat(Api.fieldsOf(published.get(0)))
        .containsExactly("eventId", "deliveries", "held", "duplicate");
    endpoint.awaitEvents(1_000);
    assertThat(endpoint.events().stream().map(r -> Api.parse(r.body()).at("/data/number").asInt()))
        .containsExactlyInAnyOrderElementsOf(IntStream.range(0, 1_000).boxed().toList());
  }

  @Test
  void whatWaitsForADisabledWebhookIsCounted() throws Exception {
    api.call("PUT", "/api/workspaces/" + workspace + "/plan", "{\"plan\":\"STARTER\"}");
    String disabled = api.register(workspace, endpoint.url()).at("/webhook/id").asText();
    api.post("/api/workspaces/" + workspace + "/webhooks/" + disabled + "/disable", "");
    String keyed = Api.event("{}").replace("}}", "},\"idempotencyKey\":\"k\"}");

    JsonNode one = api.post(events, keyed).json();
    JsonNode many = api.post(events, "[" + Api.event("{}") + "," + keyed + "]").json();
    api.post("/api/workspaces/" + workspace + "/webhooks/" + disabled + "/enable", "");

    assertThat(one.get("deliveries").asInt()).isEqualTo(2);
    assertThat(one.get("held").asInt()).isEqualTo(1);
    assertThat(many.at("/events/0/held").asInt()).isEqualTo(1);
    assertThat(many.at("/events/1/held").asInt()).isEqualTo(1);
    assertThat(many.at("/events/1/duplicate").asBoolean()).isTrue();
    assertThat(api.post(events, Api.event("{}")).json().get("held").asInt()).isZero();
  }

  @Test
  void allOfAThousandEventsThatWaitAreCounted() throws Exception {
    String webhook =
        api.get("/api/workspaces/" + workspace + "/webhooks").json().at("/webhooks/0/id").asText();
    api.post("/api/workspaces/" + workspace + "/webhooks/" + webhook + "/disable", "");

    JsonNode published = api.publish(workspace, 1_000);

    assertThat(published).hasSize(1_000).allMatch(event -> event.get("held").asInt() == 1);
  }

  @Test
  void anEmptyArrayPublishesNothing() throws Exception {
    Reply reply = api.post(events, "[]");

    assertThat(reply.status()).isEqualTo(202);
    assertThat(reply.text()).isEqualTo("{\"events\":[]}");
  }

  @Test
  void anArrayWithOneBadEventPublishesNothingAndNamesIt() throws Exception {
    Reply reply = api.post(events, "[" + Api.event("{}") + "," + Api.event("3") + "]");

    assertThat(reply.status()).isEqualTo(422);
    assertThat(reply.field()).isEqualTo("events[1].data");
    assertThat(api.get("/api/workspaces/" + workspace + "/deliveries").json().get("deliveries"))
        .isEmpty();
  }

  @Test
  void anIdempotencyKeyPublishesOnce() throws Exception {
    String event =
        "{\"event\":\"message.sent\",\"account\":\"a\",\"data\":{},\"idempotencyKey\":\"k1\"}";

    Reply first = api.post(events, event);
    Reply second = api.post(events, event);
    Reply other = api.post(events, event.replace("{}", "{\"other\":\"data\"}"));

    assertThat(first.json().get("duplicate").asBoolean()).isFalse();
    for (Reply repeat : List.of(second, other)) {
      assertThat(repeat.status()).isEqualTo(202);
      assertThat(repeat.json().get("eventId")).isEqualTo(first.json().get("eventId"));
      assertThat(repeat.json().get("duplicate").asBoolean()).isTrue();
    }
    assertThat(deliveries()).hasSize(1);
    assertThat(arrived().body()).endsWith("\"data\":{}}");
  }

  @Test
  void nullStandsForAnOptionalFieldThatIsNotThere() throws Exception {
    Reply reply =
        api.post(
            events,
            "{\"event\":\"message.sent\",\"account\":null,\"data\":{},\"timestamp\":null,"
                + "\"idempotencyKey\":null}");

    assertThat(reply.status()).isEqualTo(202);
  }

  @Test
  void anEventThatNobodyWantsHasNoDeliveries() throws Exception {
    Reply reply = api.post("/api/workspaces/nobody/events", Api.event("{}"));

    assertThat(reply.status()).isEqualTo(202);
    assertThat(reply.json().get("deliveries").asInt()).isZero();
  }

  private Receipt arrived() {
    endpoint.awaitEvents(1);
    return endpoint.events().get(0);
  }

  private Iterable<JsonNode> deliveries() throws Exception {
    JsonNode page = api.get("/api/workspaces/" + workspace + "/deliveries").json();
    return StreamSupport.stream(page.get("deliveries").spliterator(), false).toList();
  }
}
