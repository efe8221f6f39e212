package dev.webhooks.examples.settings;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import dev.webhooks.examples.settings.Api.Reply;
import java.net.Socket;
import java.net.URI;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a browser, and a page in it that isn't ours, may do with this server. */
@Timeout(30)
class BrowserGuardTest {
  private static final String POLICY =
      "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self';"
          + " img-src 'self' data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

  private static TestSettings settings;

  @BeforeAll
  static void start() throws Exception {
    settings = TestSettings.start("--no-dispatch");
  }

  @AfterAll
  static void stop() {
    settings.close();
  }

  @ParameterizedTest
  @CsvSource({
    "/,          200, text/html; charset=utf-8",
    "/index.html, 200, text/html; charset=utf-8",
    "/app.js,    200, text/javascript; charset=utf-8",
    "/style.css, 200, text/css; charset=utf-8",
    "/api/health, 200, application/json",
    "/nothing,   404, application/problem+json",
  })
  void everyAnswerCarriesThePolicy(String path, int status, String contentType) throws Exception {
    Reply reply = settings.api().get(path);

    assertThat(reply.status()).isEqualTo(status);
    assertThat(reply.header("Content-Type")).isEqualToIgnoringWhitespace(contentType);
    assertThat(reply.header("Content-Security-Policy")).isEqualTo(POLICY);
    assertThat(reply.header("X-Content-Type-Options")).isEqualTo("nosniff");
    assertThat(reply.header("Referrer-Policy")).isEqualTo("no-referrer");
    assertThat(reply.header("Server")).isEmpty();
    assertThat(reply.header("Set-Cookie")).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "127.0.0.1:{port}, http://127.0.0.1:{port},  200",
    "localhost:{port}, http://localhost:{port},  200",
    "127.0.0.1:{port}, http://evil.example,      403",
    "127.0.0.1:{port}, https://127.0.0.1:{port}, 403",
    "127.0.0.1:{port}, http://127.0.0.1:1,       403",
    "127.0.0.1:{port}, null,                     403",
    "evil.example,     http://evil.example,      421",
    "127.0.0.1.evil.example:{port}, '',          421",
  })
  void aForeignPageCantCallTheServer(String host, String origin, int status) throws Exception {
    URI url = URI.create(settings.url());
    String port = Integer.toString(url.getPort());
    String request =
        "PUT /api/workspaces/guarded/plan HTTP/1.1\r\nHost: "
            + host.replace("{port}", port)
            + "\r\n"
            + (origin.isEmpty() ? "" : "Origin: " + origin.replace("{port}", port) + "\r\n")
            + "Content-Length: 15\r\nConnection: close\r\n\r\n{\"plan\":\"FREE\"}";

    try (Socket socket = new Socket(url.getHost(), url.getPort())) {
      socket.getOutputStream().write(request.getBytes(US_ASCII));
      assertThat(new String(socket.getInputStream().readAllBytes(), US_ASCII))
          .startsWith("HTTP/1.1 " + status + " ");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "POST, /api/workspaces/acme/events, cross-site,  403",
    "GET,  /api/health,                 cross-site,  403",
    "GET,  /api/health,                 same-site,   403",
    "GET,  /api/health,                 same-origin, 200",
    "GET,  /api/health,                 none,        200",
    "GET,  /metrics,                    cross-site,  403",
    "GET,  /,                           cross-site,  200",
    "GET,  /app.js,                     same-origin, 200",
  })
  void whatABrowserSaysOfItsPageIsHeeded(String method, String path, String site, int status)
      throws Exception {
    Reply reply = settings.api().call(method, path, new byte[0], "Sec-Fetch-Site", site);

    assertThat(reply.status()).isEqualTo(status);
  }

  @Test
  void itListensOnTheLoopbackOnly() {
    assertThat(settings.url()).startsWith("http://127.0.0.1:");
  }
}
