package dev.webhooks.examples.settings;

import static org.assertj.core.api.Assertions.assertThat;

import dev.webhooks.examples.settings.Api.Reply;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Endpoints that hang during their handshake. */
@Timeout(60)
class BusyTest {
  private static final int CALLS = 12;

  /** Guarantees B and N. */
  @Test
  void tooManyHandshakesAtATimeAre503AndLeaveNothing() throws Exception {
    ExecutorService callers = Executors.newCachedThreadPool();
    try (LogLines log = new LogLines();
        ServerSocket hanging = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        Endpoint healthy = Endpoint.start();
        TestSettings settings = TestSettings.start("--timeout", "4s")) {
      Api api = settings.api();
      api.call("PUT", "/api/workspaces/acme/plan", "{\"plan\":\"AGENCY\"}");
      String body =
          "{\"name\":\"CRM\",\"url\":\"http://127.0.0.1:"
              + hanging.getLocalPort()
              + "/\",\"accounts\":[],\"eventTypes\":[]}";
      List<Future<Reply>> replies = new ArrayList<>();
      for (int i = 0; i < CALLS; i++) {
        replies.add(callers.submit(() -> api.post("/api/workspaces/acme/webhooks", body)));
      }
      hanging.accept(); // one is under way, and says nothing
      api.register("other", healthy.url());

      int created = 0;
      for (Future<Reply> future : replies) {
        Reply reply = future.get();
        created += reply.status() == 201 ? 1 : 0;
        assertThat(reply.status()).isIn(201, 503);
        if (reply.status() == 503) {
          assertThat(reply.header("content-type")).startsWith("application/problem+json");
          assertThat(reply.json().at("/detail").asText()).contains("try again");
        }
      }
      assertThat(log.with("a caller of workspace acme may try again")).hasSize(1);
      assertThat(created).isBetween(1, CALLS - 1);
      assertThat(api.get("/api/workspaces/acme/webhooks").json().at("/webhooks")).hasSize(created);
    } finally {
      callers.shutdownNow();
    }
  }
}
