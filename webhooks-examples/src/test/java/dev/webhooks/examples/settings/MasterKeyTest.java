package dev.webhooks.examples.settings;

import static org.assertj.core.api.Assertions.assertThat;

import dev.webhooks.examples.settings.Api.Reply;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Signing secrets at rest, over restarts of the application. */
@Timeout(30)
class MasterKeyTest {
  private static final String KEY = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";
  private static final String OTHER_KEY = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHAA=";

  private final String database = "jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1";

  @Test
  void whatAProcessSealedTheNextOneOpensWithTheSameKey() throws Exception {
    try (Endpoint endpoint = Endpoint.start()) {
      try (TestSettings first = TestSettings.on(database, "--master-key", KEY, "--no-dispatch")) {
        first.api().register("acme", endpoint.url());
        first.api().publish("acme", 1);
      }
      assertThat(endpoint.events()).as("nobody dispatched").isEmpty();

      try (TestSettings next = TestSettings.on(database, "--master-key", KEY)) {
        endpoint.awaitEvents(1);
      }
    }
  }

  @Test
  void withAnotherKeyACallSaysWhatIsWrong() throws Exception {
    try (Endpoint endpoint = Endpoint.start()) {
      String path;
      try (TestSettings first = TestSettings.on(database, "--master-key", KEY)) {
        path =
            "/api/workspaces/acme/webhooks/"
                + first.api().register("acme", endpoint.url()).at("/webhook/id").asText();
      }

      try (TestSettings next = TestSettings.on(database, "--master-key", OTHER_KEY)) {
        String before = next.api().get(path).text();
        for (String call : List.of("/verify", "/rotate-key")) {
          Reply reply = next.api().post(path + call, "");

          assertThat(reply.status()).isEqualTo(500);
          assertThat(reply.header("Content-Type")).isEqualTo("application/problem+json");
          assertThat(reply.json().get("detail").asText()).contains("--master-key");
        }
        assertThat(next.api().get(path).text()).isEqualTo(before);
      }
    }
  }
}
