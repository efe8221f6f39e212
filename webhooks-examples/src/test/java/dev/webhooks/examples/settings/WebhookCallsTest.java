package dev.webhooks.examples.settings;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.webhooks.examples.receiver.Receipt;
import dev.webhooks.examples.settings.Api.Reply;
import dev.webhooks.signing.ApiKey;
import dev.webhooks.signing.SignatureVerifier;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Plans and webhooks over HTTP, as the contract has them. */
@Timeout(30)
class WebhookCallsTest {
  private static final String[] WEBHOOK = {
    "id",
    "name",
    "description",
    "metadata",
    "url",
    "accounts",
    "eventTypes",
    "status",
    "statusReason",
    "keyHint",
    "createdAt",
    "headers",
    "signatures",
    "publicKey",
    "rateLimit",
    "ordered",
    "health"
  };
  private static final String TIME = "\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z";

  private static TestSettings settings;
  private static Endpoint endpoint;
  private static Api api;

  @BeforeAll
  static void start() throws Exception {
    settings = TestSettings.start("--timeout", "2s");
    endpoint = Endpoint.start();
    api = settings.api();
  }

  @AfterAll
  static void stop() {
    settings.close();
    endpoint.close();
  }

  @Test
  void registersAWebhookAndShowsItsKeyOnce() throws Exception {
    Reply reply =
        api.post(
            "/api/workspaces/w1/webhooks",
            "{\"name\":\"Our CRM\",\"url\":\""
                + endpoint.url()
                + "\",\"accounts\":[\"a1\",\"a2\"],\"eventTypes\":[\"message.sent\"]}");

    assertThat(reply.status()).isEqualTo(201);
    assertThat(reply.header("Content-Type")).isEqualTo("application/json");
    assertThat(reply.header("Cache-Control")).isEqualTo("no-store");
    assertThat(reply.fields()).containsExactly("webhook", "apiKey", "verification");
    assertThat(reply.json().get("verification").toString())
        .isEqualTo("{\"verified\":true,\"reason\":null}");
    JsonNode webhook = reply.json().get("webhook");
    assertThat(Api.fieldsOf(webhook)).containsExactly(WEBHOOK);
    assertThat(webhook.get("name").asText()).isEqualTo("Our CRM");
    assertThat(webhook.get("url").asText()).isEqualTo(endpoint.url());
    assertThat(webhook.get("accounts").toString()).isEqualTo("[\"a1\",\"a2\"]");
    assertThat(webhook.get("eventTypes").toString()).isEqualTo("[\"message.sent\"]");
    assertThat(webhook.get("status").asText()).isEqualTo("ACTIVE");
    assertThat(webhook.get("statusReason").isNull()).isTrue();
    assertThat(webhook.get("createdAt").asText()).matches(TIME);
    assertThat(reply.json().get("apiKey").asText())
        .matches("whsec_[A-Za-z0-9+/]{64}")
        .endsWith(webhook.get("keyHint").asText());
    Reply found = api.get("/api/workspaces/w1/webhooks/" + webhook.get("id").asText());
    assertThat(found.status()).isEqualTo(200);
    assertThat(found.json()).isEqualTo(webhook);
    assertThat(found.text()).doesNotContain("whsec_");
  }

  @Test
  void registersAWebhookWhoseUrlDoesNotProveItself() throws Exception {
    JsonNode answer = api.register("w2", "http://127.0.0.1:1024/nobody");

    assertThat(answer.at("/webhook/status").asText()).isEqualTo("UNVERIFIED");
    assertThat(answer.at("/webhook/statusReason").asText()).startsWith("verification failed: ");
    assertThat(answer.at("/verification/verified").asBoolean()).isFalse();
    assertThat(answer.at("/verification/reason").asText()).isNotBlank().doesNotContain("Exception");
    assertThat(answer.get("apiKey").asText()).startsWith("whsec_");
  }

  @Test
  void aNewWorkspaceIsFreeAndAPlanRaisesTheLimit() throws Exception {
    api.register("w3", endpoint.url());
    assertOverTheLimit("w3", "it allows 1 webhook");

    Reply plan = api.call("PUT", "/api/workspaces/w3/plan", "{\"plan\":\"STARTER\"}");

    assertThat(plan.status()).isEqualTo(200);
    assertThat(plan.text()).isEqualTo("{\"plan\":\"STARTER\",\"limit\":3,\"used\":1}");
    api.register("w3", endpoint.url());
    api.register("w3", endpoint.url());
    assertOverTheLimit("w3", "it allows 3 webhooks");
    JsonNode webhooks = api.get("/api/workspaces/w3/webhooks").json().get("webhooks");
    assertThat(webhooks).hasSize(3);
    assertThat(Api.fieldsOf(webhooks.get(0))).containsExactly(WEBHOOK);
  }

  @Test
  void webhooksAreListedInPages() throws Exception {
    api.call("PUT", "/api/workspaces/w9/plan", "{\"plan\":\"PRO\"}");
    for (int i = 0; i < 5; i++) {
      api.register("w9", endpoint.url());
    }
    String path = "/api/workspaces/w9/webhooks";
    JsonNode all = api.get(path).json();

    JsonNode first = api.get(path + "?limit=3").json();
    JsonNode second = api.get(path + "?limit=3&cursor=" + first.get("nextCursor").asText()).json();

    assertThat(Api.fieldsOf(all)).containsExactly("webhooks", "nextCursor");
    assertThat(all.get("nextCursor").isNull()).isTrue();
    List<JsonNode> paged = new ArrayList<>();
    first.get("webhooks").forEach(paged::add);
    assertThat(paged).hasSize(3);
    second.get("webhooks").forEach(paged::add);
    assertThat(all.get("webhooks")).containsExactlyElementsOf(paged);
    assertThat(second.get("nextCursor").isNull()).isTrue();
  }

  @Test
  void thePlanSaysHowManyOfHowMany() throws Exception {
    String path = "/api/workspaces/w10/plan";
    assertThat(api.get(path).text()).isEqualTo("{\"plan\":\"FREE\",\"limit\":1,\"used\":0}");
    api.call("PUT", path, "{\"plan\":\"BUSINESS\"}");
    for (int i = 0; i < 4; i++) {
      api.register("w10", endpoint.url());
    }

    assertThat(api.get(path).text()).isEqualTo("{\"plan\":\"BUSINESS\",\"limit\":null,\"used\":4}");
  }

  @Test
  void webhooksAreSearchedAndSorted() throws Exception {
    api.call("PUT", "/api/workspaces/w11/plan", "{\"plan\":\"AGENCY\"}");
    for (String name : List.of("delta", "Alpha", "charlie", "Bravo", "alpha 2")) {
      register("w11", name);
    }
    String disabled = register("w11", "echo");
    api.post("/api/workspaces/w11/webhooks/" + disabled + "/disable", "");

    assertThat(names("w11", ""))
        .containsExactly("delta", "Alpha", "charlie", "Bravo", "alpha 2", "echo");
    assertThat(names("w11", "sort=created&limit=2"))
        .containsExactly("delta", "Alpha", "charlie", "Bravo", "alpha 2", "echo");
    assertThat(names("w11", "sort=name&limit=2"))
        .containsExactly("Alpha", "alpha 2", "Bravo", "charlie", "delta", "echo");
    assertThat(names("w11", "search=ALPHA&limit=1")).containsExactly("Alpha", "alpha 2");
    assertThat(names("w11", "search=127.0.0.1&status=DISABLED")).containsExactly("echo");
    assertThat(names("w11", "status=ACTIVE&sort=name&limit=5")).hasSize(5).doesNotContain("echo");
    assertThat(names("w11", "search=%25")).isEmpty();
    assertThat(names("w11", "search=")).hasSize(6);
  }

  private static String register(String workspace, String name) throws Exception {
    return api.post(
            "/api/workspaces/" + workspace + "/webhooks",
            "{\"name\":\"" + name + "\",\"url\":\"" + endpoint.url() + "\"}")
        .json()
        .at("/webhook/id")
        .asText();
  }

  /** Of all pages. */
  private static List<String> names(String workspace, String query) throws Exception {
    List<String> names = new ArrayList<>();
    String path = "/api/workspaces/" + workspace + "/webhooks?" + query;
    JsonNode page = api.get(path).json();
    page.get("webhooks").forEach(webhook -> names.add(webhook.get("name").asText()));
    while (!page.get("nextCursor").isNull()) {
      page = api.get(path + "&cursor=" + page.get("nextCursor").asText()).json();
      page.get("webhooks").forEach(webhook -> names.add(webhook.get("name").asText()));
    }
    return names;
  }

  private static void assertOverTheLimit(String workspace, String limit) throws Exception {
    Reply reply =
        api.post(
            "/api/workspaces/" + workspace + "/webhooks",
            "{\"name\":\"One more\",\"url\":\"" + endpoint.url() + "\"}");
    assertThat(reply.status()).isEqualTo(409);
    assertThat(reply.header("Content-Type")).isEqualTo("application/problem+json");
    assertThat(reply.fields()).containsExactly("type", "title", "status", "detail");
    assertThat(reply.json().get("detail").asText()).contains("plan").endsWith(limit);
  }

  @Test
  void aSmallerPlanTakesNoWebhookAway() throws Exception {
    api.call("PUT", "/api/workspaces/w4/plan", "{\"plan\":\"AGENCY\"}");
    for (int i = 0; i < 4; i++) {
      api.register("w4", endpoint.url());
    }

    api.call("PUT", "/api/workspaces/w4/plan", "{\"plan\":\"PRO\"}");
    api.call("PUT", "/api/workspaces/w4/plan", "{\"plan\":\"STARTER\"}");

    assertThat(api.get("/api/workspaces/w4/webhooks").json().get("webhooks")).hasSize(4);
    assertOverTheLimit("w4", "it allows 3 webhooks");
  }

  @Test
  void changesOnlyWhatIsNamed() throws Exception {
    JsonNode before = api.register("w5", endpoint.url()).get("webhook");
    String path = "/api/workspaces/w5/webhooks/" + before.get("id").asText();

    Reply renamed =
        api.call(
            "PATCH",
            path,
            "{\"name\":\"New name\",\"accounts\":[\"a9\"],\"eventTypes\":[\"message.sent\"]}");

    assertThat(renamed.status()).isEqualTo(200);
    assertThat(renamed.fields()).containsExactly(WEBHOOK);
    assertThat(renamed.json().get("name").asText()).isEqualTo("New name");
    assertThat(renamed.json().get("accounts").toString()).isEqualTo("[\"a9\"]");
    assertThat(renamed.json().get("url")).isEqualTo(before.get("url"));
    assertThat(api.call("PATCH", path, "{}").json()).isEqualTo(renamed.json());
    Reply noted =
        api.call("PATCH", path, "{\"description\":\"CRM\",\"metadata\":{\"team\":\"billing\"}}");
    assertThat(noted.json().get("description").asText()).isEqualTo("CRM");
    assertThat(noted.json().get("metadata").toString()).isEqualTo("{\"team\":\"billing\"}");
    assertThat(noted.json().get("name").asText()).isEqualTo("New name");
    assertThat(api.call("PATCH", path, "{\"metadata\":{\"team\":1}}").status()).isEqualTo(422);
    assertThat(api.call("PATCH", path, "{\"signatures\":\"STANDARD\"}").status()).isEqualTo(422);
    Reply moved = api.call("PATCH", path, "{\"url\":\"http://127.0.0.1:1024/nobody\"}");
    assertThat(moved.status()).isEqualTo(200);
    assertThat(moved.json().get("status").asText()).isEqualTo("UNVERIFIED");
  }

  @Test
  void disablesEnablesAndVerifiesAgain() throws Exception {
    JsonNode webhook = api.register("w6", endpoint.url()).get("webhook");
    String path = "/api/workspaces/w6/webhooks/" + webhook.get("id").asText();

    Reply disabled = api.post(path + "/disable", "{}"); // as good as no body
    Reply enabled = api.post(path + "/enable", "{\"held\":\"RESUME\"}");
    Reply verified = api.post(path + "/verify", "");

    assertThat(disabled.status()).isEqualTo(200);
    assertThat(disabled.fields()).containsExactly(WEBHOOK);
    assertThat(disabled.json().get("status").asText()).isEqualTo("DISABLED");
    assertThat(disabled.json().get("statusReason").asText()).isEqualTo("disabled by its owner");
    assertThat(enabled.status()).isEqualTo(200);
    assertThat(enabled.json()).isEqualTo(webhook);
    assertThat(verified.status()).isEqualTo(200);
    assertThat(verified.fields()).containsExactly("webhook", "verification");
    assertThat(verified.json().get("webhook")).isEqualTo(webhook);
    assertThat(verified.json().get("verification").toString())
        .isEqualTo("{\"verified\":true,\"reason\":null}");
  }

  @Test
  void aRotatedKeySignsFromThenOn() throws Exception {
    JsonNode registered = api.register("w7", endpoint.url());
    String path = "/api/workspaces/w7/webhooks/" + registered.at("/webhook/id").asText();

    Reply rotated = api.post(path + "/rotate-key", "");
    api.post(path + "/verify", "");

    assertThat(rotated.status()).isEqualTo(200);
    assertThat(rotated.fields()).containsExactly("webhook", "apiKey");
    String apiKey = rotated.json().get("apiKey").asText();
    assertThat(apiKey).isNotEqualTo(registered.get("apiKey").asText());
    assertThat(apiKey).endsWith(rotated.json().at("/webhook/keyHint").asText());
    assertThat(endpoint.handshakes())
        .anyMatch(
            r ->
                SignatureVerifier.of(ApiKey.parse(apiKey).signingKey())
                    .verify(r.body().getBytes(UTF_8), r.headers().signature())
                    .isValid());
  }

  @Test
  void duringAnOverlapTheFormerKeySignsOn() throws Exception {
    JsonNode registered = api.register("w12", endpoint.url());
    String path = "/api/workspaces/w12/webhooks/" + registered.at("/webhook/id").asText();
    String former = registered.get("apiKey").asText();

    Reply rotated = api.post(path + "/rotate-key", "{\"overlap\":\"24h\"}");
    Receipt overlapping = handshake(path);
    api.post(path + "/rotate-key", "{\"overlap\":null}");
    Receipt alone = handshake(path);

    assertThat(rotated.status()).isEqualTo(200);
    assertThat(rotated.json().get("apiKey").asText()).isNotEqualTo(former);
    assertThat(isSignedWith(former, overlapping)).isTrue();
    assertThat(isSignedWith(former, alone)).isFalse();
  }

  private static Receipt handshake(String path) throws Exception {
    api.post(path + "/verify", "");
    return endpoint.handshakes().get(endpoint.handshakes().size() - 1);
  }

  private static boolean isSignedWith(String apiKey, Receipt request) {
    return SignatureVerifier.of(ApiKey.parse(apiKey).signingKey())
        .verify(request.body().getBytes(UTF_8), request.headers().signature())
        .isValid();
  }

  @Test
  void deletesForGood() throws Exception {
    String id = api.register("w8", endpoint.url()).at("/webhook/id").asText();
    String path = "/api/workspaces/w8/webhooks/" + id;

    Reply deleted = api.call("DELETE", path, "");

    assertThat(deleted.status()).isEqualTo(204);
    assertThat(deleted.text()).isEmpty();
    assertThat(api.get(path).status()).isEqualTo(404);
    assertThat(api.get("/api/workspaces/w8/webhooks").text())
        .isEqualTo("{\"webhooks\":[],\"nextCursor\":null}");
  }

  @Test
  void theProductionPolicyHoldsWithoutAllowLocal() throws Exception {
    try (SettingsApp strict =
        SettingsApp.start(
            SettingsOptions.parse(
                List.of("--port", "0", "--jdbc-url", "jdbc:h2:mem:strict"), Map.of()))) {
      Reply reply =
          new Api(strict.url())
              .post(
                  "/api/workspaces/w9/webhooks",
                  "{\"name\":\"CRM\",\"url\":\"" + endpoint.url() + "\"}");

      assertThat(reply.status()).isEqualTo(422);
      assertThat(reply.field()).isEqualTo("url");
    }
  }
}
