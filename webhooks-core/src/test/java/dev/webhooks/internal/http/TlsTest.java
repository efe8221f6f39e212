package dev.webhooks.internal.http;

import static dev.webhooks.internal.http.Senders.post;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import okhttp3.tls.HandshakeCertificates;
import okhttp3.tls.HeldCertificate;
import org.junit.jupiter.api.Test;

class TlsTest {
  private final HeldCertificate root =
      new HeldCertificate.Builder().certificateAuthority(0).build();

  private HeldCertificate certificateFor(String host) {
    return new HeldCertificate.Builder().signedBy(root).addSubjectAlternativeName(host).build();
  }

  private HttpSender trustingRoot() {
    return Senders.trusting(
        new HandshakeCertificates.Builder()
            .addTrustedCertificate(root.certificate())
            .build()
            .trustManager());
  }

  private static MockWebServer serving(HeldCertificate certificate) throws IOException {
    MockWebServer server = new MockWebServer();
    server.useHttps(
        new HandshakeCertificates.Builder()
            .heldCertificate(certificate)
            .build()
            .sslSocketFactory());
    server.start(Senders.address("127.0.0.1"), 0);
    return server;
  }

  private static String url(MockWebServer server, String host) {
    return "https://" + host + ":" + server.getPort() + "/hook";
  }

  @Test
  void aCertificateOfATrustedAuthorityIsAcceptedAndTheConnectionReused() throws Exception {
    try (MockWebServer server = serving(certificateFor("hook.test"));
        HttpSender sender = trustingRoot()) {
      server.enqueue(new MockResponse.Builder().code(200).body("ok").build());
      server.enqueue(new MockResponse.Builder().code(204).build());

      HttpReply reply = sender.post(post(url(server, "hook.test")));
      assertThat(reply.status()).isEqualTo(200);
      assertThat(reply.body()).asString().isEqualTo("ok");
      assertThat(sender.post(post(url(server, "hook.test"))).status()).isEqualTo(204);

      RecordedRequest first = server.takeRequest();
      assertThat(first.getHeaders().get("content-type")).isEqualTo("application/json");
      assertThat(first.getVersion()).isEqualTo("HTTP/1.1");
      assertThat(first.getHandshakeServerNames()).containsExactly("hook.test");
      assertThat(server.takeRequest().getConnectionIndex()).isEqualTo(first.getConnectionIndex());
    }
  }

  @Test
  void withoutATrustOfItsOwnTheJdksIsUsed() throws IOException {
    try (MockWebServer server = serving(certificateFor("hook.test"));
        HttpSender sender = Senders.local()) {
      assertThat(sender.post(post(url(server, "hook.test"))).failure())
          .extracting(HttpFailure::kind)
          .isEqualTo(HttpFailure.Kind.TLS);
      assertThat(server.getRequestCount()).isZero();
    }
  }

  @Test
  void guaranteeB_aHandshakeThatNeverGoesOnTimesOut() throws IOException {
    Duration timeout = Duration.ofMillis(500);
    try (PlainTalker server = new PlainTalker("");
        HttpSender sender = Senders.local(timeout)) {
      HttpReply reply = sender.post(post("https://hook.test:" + server.port() + "/"));

      assertThat(reply.failure()).isEqualTo(HttpFailure.TIMEOUT);
      assertThat(reply.duration()).isLessThan(timeout.plusSeconds(1));
    }
  }

  @Test
  void guaranteeB_anInfiniteBodyOverTlsIsCutAtOnce() throws IOException {
    try (MockWebServer server = serving(certificateFor("hook.test"));
        HttpSender sender = trustingRoot()) {
      server.enqueue(
          new MockResponse.Builder().code(200).chunkedBody("x".repeat(20_000_000), 8192).build());

      HttpReply reply = sender.post(post(url(server, "hook.test")));

      assertThat(reply.status()).isEqualTo(200);
      assertThat(reply.body()).hasSize(4096);
      assertThat(reply.duration()).isLessThan(Duration.ofSeconds(3));
    }
  }

  /** The JDK's close would wait for its good-bye, for as long as the socket's timeout. */
  @Test
  void guaranteeB_anEndpointThatDoesNotSayGoodByeHoldsUpNobody() throws IOException {
    TestTls tls = new TestTls();
    String answer = "HTTP/1.1 200 OK\r\nContent-Length: 9000\r\n\r\n" + "x".repeat(5000);
    try (RawServer server =
            tls.serving(
                "hook.test",
                exchange -> {
                  exchange.write(answer);
                  exchange.hang();
                });
        HttpSender sender = Senders.trusting(tls.trust())) {
      HttpReply reply = sender.post(post("https://hook.test:" + server.port() + "/"));

      assertThat(reply.status()).isEqualTo(200);
      assertThat(reply.duration()).isLessThan(Senders.TIMEOUT.dividedBy(2));
    }
  }

  @Test
  void guaranteeB_headersOverTlsAreCutOffToo() throws IOException {
    try (MockWebServer server = serving(certificateFor("hook.test"));
        HttpSender sender = trustingRoot()) {
      server.enqueue(new MockResponse.Builder().addHeader("X-A", "x".repeat(2_000_000)).build());

      assertThat(sender.post(post(url(server, "hook.test"))).failure())
          .isEqualTo(HttpFailure.PROTOCOL);
    }
  }
}
