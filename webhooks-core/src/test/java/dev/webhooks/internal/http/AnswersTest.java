package dev.webhooks.internal.http;

import static dev.webhooks.internal.http.Senders.post;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What goes over the wire, what comes back, and what is told about it. */
class AnswersTest {

  @Test
  void theRequestIsExactlyThis() throws IOException {
    Map<String, String> headers = new LinkedHashMap<>();
    headers.put("X-Zulu", "1");
    headers.put("X-Alpha", "two words");
    headers.put("x-mike", "");
    byte[] body = "{\"text\":\"Grüße\"}".getBytes(StandardCharsets.UTF_8);
    try (RawServer server = RawServer.answering("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
        HttpSender sender = Senders.local()) {
      sender.post(new HttpPost("wh_1", server.url() + "?a=b", headers, body));

      assertThat(server.requests())
          .containsExactly(
              "POST /hook?a=b HTTP/1.1\r\n"
                  + "Host: 127.0.0.1:"
                  + server.port()
                  + "\r\n"
                  + "content-type: application/json\r\n"
                  + "X-Zulu: 1\r\n"
                  + "X-Alpha: two words\r\n"
                  + "x-mike: \r\n"
                  + "accept-encoding: identity\r\n"
                  + "user-agent: Webhooks-for-Java\r\n"
                  + "Content-Length: 18\r\n"
                  + "Connection: Keep-Alive\r\n"
                  + "\r\n"
                  + new String(body, StandardCharsets.ISO_8859_1));
    }
  }

  @Test
  void aCallersUserAgentReplacesOurs() throws IOException {
    try (RawServer server = RawServer.answering("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
        HttpSender sender = Senders.local()) {
      sender.post(
          new HttpPost("wh_1", server.url(), Map.of("User-Agent", "DMtoLead"), new byte[0]));

      assertThat(server.requests().get(0))
          .contains("User-Agent: DMtoLead\r\n")
          .contains("Content-Length: 0\r\n")
          .doesNotContain("Webhooks-for-Java");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"a\r\nX-Evil: 1", "a\nb", "a\rb", "a\u0000b", "é", "a\tb"})
  void aHeaderValueCannotBreakOutAndIsNotRepeatedInTheError(String value) {
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> new HttpPost("wh_1", "https://a.example/", Map.of("X-A", value), new byte[0]))
        .withMessage("a forbidden character in the value of header X-A");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "a b", "a:", "a\r\n", "Host", "content-LENGTH", "Transfer-Encoding", "Expect"})
  void aHeaderNameCannotBreakOutNorReframeTheRequest(String name) {
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> new HttpPost("wh_1", "https://a.example/", Map.of(name, "v"), new byte[0]));
  }

  @Test
  void guaranteeP_aPostDoesNotPrintItsUrlOrHeaders() {
    assertThat(
            new HttpPost("wh_1", "https://a.example/?t=s3cret", Map.of("X", "s3cret"), new byte[3]))
        .hasToString("HttpPost[1 headers, 3 bytes]");
  }

  @Test
  void a204WithABodyKeepsItsStatus() throws IOException {
    assertThat(replyTo("HTTP/1.1 204 No\r\nContent-Length: 2\r\n\r\nab").status()).isEqualTo(204);
  }

  @Test
  void aBodyThatBreaksOffKeepsItsStatus() throws IOException {
    try (RawServer server =
            RawServer.start(
                exchange -> {
                  exchange.write("HTTP/1.1 201 C\r\nContent-Length: 9\r\n\r\nabc");
                  exchange.socket.close();
                });
        HttpSender sender = Senders.local()) {
      HttpReply reply = sender.post(post(server.url()));

      assertThat(reply.status()).isEqualTo(201);
      assertThat(reply.failure()).isEqualTo(HttpFailure.BROKEN_OFF);
      assertThat(reply.body()).asString().isEqualTo("abc");
      assertThat(reply.truncated()).isTrue();
    }
  }

  @Test
  void headersAreCleanedOfWhatADatabaseOrALogWouldChokeOn() throws IOException {
    HttpReply reply =
        replyTo(
            "HTTP/1.1 200 OK\r\nContent-Type: a\u0000b\u001b[31m\u00ff"
                + "x".repeat(1000)
                + "\r\nContent-Length: 0\r\n\r\n");

    assertThat(reply.contentType()).startsWith("a?b?[31m").hasSize(256).isPrintable();
  }

  @ParameterizedTest(name = "not HTTP: {0}")
  @ValueSource(
      strings = {
        "SSH-2.0-OpenSSH_9.2p1\r\n",
        "HTTP/2 200\r\n\r\n",
        "HTTP/1.1 2x0 OK\r\n\r\n",
        "HTTP/1.1\r\n\r\n",
        "\r\n\r\n",
      })
  void whatIsNotHttpIsAProtocolFailure(String answer) throws IOException {
    assertThat(replyTo(answer).failure()).isEqualTo(HttpFailure.PROTOCOL);
  }

  private static HttpReply replyTo(String answer) throws IOException {
    try (RawServer server = RawServer.answering(answer);
        HttpSender sender = Senders.local()) {
      return sender.post(post(server.url()));
    }
  }

  @Test
  void aClosedPortIsAConnectionFailure() throws IOException {
    int port;
    try (ServerSocket gone = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = gone.getLocalPort();
    }
    try (HttpSender sender = Senders.local()) {
      assertThat(sender.post(post("http://127.0.0.1:" + port)).failure())
          .isEqualTo(HttpFailure.REFUSED);
    }
  }

  @Test
  void aNameWithoutAddressesIsUnknown() {
    try (HttpSender throwing =
            Senders.guarded(
                Senders.LOOPBACK,
                host -> {
                  throw new UnknownHostException("secret-dns.internal said no");
                });
        HttpSender empty = Senders.guarded(Senders.LOOPBACK, host -> List.of());
        HttpSender broken = Senders.guarded(Senders.LOOPBACK, host -> null)) {
      for (HttpSender sender : List.of(throwing, empty, broken)) {
        HttpReply reply = sender.post(post("https://hook.test/"));

        assertThat(reply.failure()).isEqualTo(HttpFailure.UNKNOWN_HOST);
        assertThat(reply.toString()).doesNotContain("secret", "hook.test"); // Guarantee P
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "not a url", "ftp://hook.test/", "https://", "https://a b/"})
  void whatIsNoUrlFails(String url) {
    try (HttpSender sender = Senders.local()) {
      assertThat(sender.post(post(url)).failure()).isEqualTo(HttpFailure.URL);
    }
  }
}
