package dev.webhooks.examples.settings;

import static org.assertj.core.api.Assertions.assertThat;

import dev.webhooks.examples.settings.Api.Reply;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What makes asking again and again cheap. */
@Timeout(60)
class PollingCallsTest {
  private static TestSettings settings;
  private static Endpoint endpoint;
  private static Api api;

  @BeforeAll
  static void start() throws Exception {
    settings = TestSettings.start();
    endpoint = Endpoint.start();
    api = settings.api();
  }

  @AfterAll
  static void stop() {
    settings.close();
    endpoint.close();
  }

  @Test
  void whatHasNotChangedIsNotSentAgain() throws Exception {
    String path = "/api/workspaces/p1/webhooks";
    Reply first = api.get(path);
    String revision = first.header("ETag");
    assertThat(revision).matches("\"[0-9a-f]{24}\"");
    assertThat(first.header("Cache-Control")).isEqualTo("no-store");

    Reply again = api.call("GET", path, new byte[0], "If-None-Match", revision);
    assertThat(again.status()).isEqualTo(304);
    assertThat(again.text()).isEmpty();

    api.register("p1", endpoint.url());
    Reply changed = api.call("GET", path, new byte[0], "If-None-Match", revision);
    assertThat(changed.status()).isEqualTo(200);
    assertThat(changed.json().get("webhooks")).hasSize(1);
    assertThat(changed.header("ETag")).isNotEqualTo(revision);
  }

  @Test
  void webhooksHaveNamesByTheirIds() throws Exception {
    String id = api.register("p2", endpoint.url()).at("/webhook/id").asText();

    Reply names = api.get("/api/workspaces/p2/webhook-names");

    assertThat(names.text()).isEqualTo("{\"names\":{\"" + id + "\":\"CRM\"}}");
    assertThat(api.get("/api/workspaces/p3/webhook-names").text()).isEqualTo("{\"names\":{}}");
  }
}
