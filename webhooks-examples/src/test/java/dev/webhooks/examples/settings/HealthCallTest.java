package dev.webhooks.examples.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.webhooks.examples.settings.Api.Reply;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a load balancer asks; {@link DatabaseAwayTest} has the days when the answer is no. */
@Timeout(30)
class HealthCallTest {

  @Test
  void saysWhatTheDispatcherDoes() throws Exception {
    try (TestSettings settings = TestSettings.start()) {
      await().until(() -> !dispatcher(settings).get("lastClaimAt").isNull());

      Reply reply = settings.api().get("/api/health");

      assertThat(reply.status()).isEqualTo(200);
      assertThat(reply.fields()).containsExactly("status", "dispatcher");
      assertThat(reply.json().get("status").asText()).isEqualTo("UP");
      JsonNode dispatcher = reply.json().get("dispatcher");
      assertThat(Api.fieldsOf(dispatcher)).containsExactly("running", "inFlight", "lastClaimAt");
      assertThat(dispatcher.get("running").asBoolean()).isTrue();
      assertThat(dispatcher.get("inFlight").asInt()).isZero();
      assertThat(dispatcher.get("lastClaimAt").asText()).matches("\\S{19}\\.\\d{3}Z");
    }
  }

  @Test
  void withoutADispatcherItIsUpAllTheSame() throws Exception {
    try (TestSettings settings = TestSettings.start("--no-dispatch")) {
      assertThat(settings.api().get("/api/health").text())
          .isEqualTo(
              "{\"status\":\"UP\",\"dispatcher\":"
                  + "{\"running\":false,\"inFlight\":0,\"lastClaimAt\":null}}");
    }
  }

  @Test
  void withoutATableItCanDoNoWork() throws Exception {
    String database = "jdbc:h2:mem:lacks_a_table";
    try (TestSettings settings = TestSettings.on(database, "--no-dispatch");
        Connection connection = DriverManager.getConnection(database);
        Statement statement = connection.createStatement()) {
      statement.execute("drop table webhooks_workspace");

      Reply reply = settings.api().get("/api/health");

      assertThat(reply.status()).isEqualTo(503);
      assertThat(reply.json().get("detail").asText()).contains("takes no writes");
    }
  }

  private static JsonNode dispatcher(TestSettings settings) throws Exception {
    return settings.api().get("/api/health").json().get("dispatcher");
  }
}
