package dev.webhooks.examples.settings;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import dev.webhooks.Webhooks;
import dev.webhooks.examples.settings.http.HttpServer;
import dev.webhooks.spi.SecretCipher;
import dev.webhooks.testing.memory.InMemoryStore;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;
import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A caller that begins a request and says no more. */
@Timeout(30)
class SilentCallerTest {
  private static final Duration PATIENCE = Duration.ofMillis(200);

  private final JdbcDataSource unused = new JdbcDataSource();

  @Test
  void aBodyThatStaysAwayIs408AndAProblem() throws Exception {
    try (Webhooks webhooks =
            Webhooks.builder(InMemoryStore.create(), SecretCipher.unprotected()).build();
        HttpServer server =
            HttpServer.start(
                0, "Acme", webhooks, new Plans(unused), () -> true, new Counters(), PATIENCE)) {
      for (String call : new String[] {"PUT /plan", "POST /webhooks/wh_1/rotate-key"}) {
        String answer = answerTo(server.url(), call.split(" "));

        assertThat(answer).startsWith("HTTP/1.1 408 ");
        assertThat(answer).containsIgnoringCase("\r\nContent-Type: application/problem+json\r\n");
        assertThat(answer).contains("\"title\":\"Request Timeout\",\"status\":408");
      }
    }
  }

  /** All that comes until the server closes the connection. */
  private static String answerTo(String url, String[] call) throws Exception {
    URI server = URI.create(url);
    String request =
        call[0]
            + " /api/workspaces/acme"
            + call[1]
            + " HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 100\r\n\r\n{";
    try (Socket socket = new Socket(server.getHost(), server.getPort())) {
      socket.getOutputStream().write(request.getBytes(US_ASCII));
      return new String(socket.getInputStream().readAllBytes(), US_ASCII);
    }
  }
}
