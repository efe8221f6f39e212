package dev.webhooks.internal.http;

import static dev.webhooks.internal.http.Senders.post;
import static org.assertj.core.api.Assertions.assertThat;

import dev.webhooks.internal.http.HttpFailure.Blame;
import dev.webhooks.internal.http.HttpFailure.Kind;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.function.Consumer;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.X509TrustManager;
import okhttp3.tls.HandshakeCertificates;
import okhttp3.tls.HeldCertificate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What customers are told of a TLS connection that fails (Guarantee P), over real sockets. */
class TlsSentencesTest {
  private static final String TLS = "The TLS connection failed: ";
  private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n";

  private final HeldCertificate root = authority("Root").build();
  private final X509TrustManager trust =
      new HandshakeCertificates.Builder()
          .addTrustedCertificate(root.certificate())
          .build()
          .trustManager();

  private static HeldCertificate.Builder authority(String name) {
    return new HeldCertificate.Builder().certificateAuthority(1).commonName(name);
  }

  private static HeldCertificate.Builder forHost(String host) {
    return new HeldCertificate.Builder().addSubjectAlternativeName(host);
  }

  /** Posts to a server that holds this certificate, and sends these with it. */
  private HttpFailure failureOf(HeldCertificate held, X509Certificate... intermediates)
      throws IOException {
    return failureOf(held, socket -> {}, intermediates);
  }

  private HttpFailure failureOf(
      HeldCertificate held, Consumer<SSLSocket> setUp, X509Certificate... intermediates)
      throws IOException {
    try (RawServer server =
            RawServer.start(
                TestTls.listener(held, setUp, intermediates), exchange -> exchange.write(OK));
        HttpSender sender = Senders.trusting(trust)) {
      HttpReply reply = sender.post(post("https://hook.test:" + server.port() + "/"));

      assertThat(reply.status()).isNull();
      assertThat(server.posts()).isZero();
      HttpFailure failure = reply.failure();
      assertThat(failure.kind()).isEqualTo(Kind.TLS);
      assertThat(failure.blame()).isEqualTo(Blame.ENDPOINT);
      return failure;
    }
  }

  @Test
  void anExpiredCertificateIsSaidToBeAndSinceWhen() throws IOException {
    HeldCertificate held =
        forHost("hook.test")
            .signedBy(root)
            .validityInterval(0, Instant.parse("2026-01-02T12:00:00Z").toEpochMilli())
            .build();

    assertThat(failureOf(held).text()).isEqualTo(TLS + "the certificate expired on 2026-01-02.");
  }

  @Test
  void aCertificateOfTheFutureIsSaidToBeAndSinceWhen() throws IOException {
    Instant begin = Instant.parse("2100-01-02T12:00:00Z");
    HeldCertificate held =
        forHost("hook.test")
            .signedBy(root)
            .validityInterval(begin.toEpochMilli(), begin.plus(9, ChronoUnit.DAYS).toEpochMilli())
            .build();

    assertThat(failureOf(held).text())
        .isEqualTo(TLS + "the certificate is not valid before 2100-01-02.");
  }

  @Test
  void anExpiredIntermediateCertificateIsNotTakenForTheEndpointsOwn() throws IOException {
    HeldCertificate middle =
        authority("Middle")
            .certificateAuthority(0)
            .signedBy(root)
            .validityInterval(0, Instant.parse("2026-01-02T12:00:00Z").toEpochMilli())
            .build();
    HeldCertificate held = forHost("hook.test").signedBy(middle).build();

    assertThat(failureOf(held, middle.certificate()).text())
        .isEqualTo(TLS + "an intermediate certificate of the chain expired on 2026-01-02.");
  }

  @Test
  void aCertificateForAnotherHostIsSaidToBe() throws IOException {
    assertThat(failureOf(forHost("other.test").signedBy(root).build()).text())
        .isEqualTo(TLS + "the certificate is for another host name.");
  }

  @Test
  void aSelfSignedCertificateIsSaidToBe() throws IOException {
    assertThat(failureOf(forHost("hook.test").build()).text())
        .isEqualTo(TLS + "the certificate is self-signed.");
  }

  @Test
  void anUnknownAuthorityIsSaidToBe() throws IOException {
    HeldCertificate stranger = authority("Stranger").build();
    HeldCertificate held = forHost("hook.test").signedBy(stranger).build();

    assertThat(failureOf(held, stranger.certificate()).text())
        .isEqualTo(
            TLS + "the certificate is from an unknown authority, which the sender does not trust.");
  }

  @Test
  void anAuthorityThatBearsATrustedNameIsUnknownAllTheSame() throws IOException {
    HeldCertificate held = forHost("hook.test").signedBy(authority("Root").build()).build();

    assertThat(failureOf(held)).isEqualTo(TlsFailures.UNKNOWN_AUTHORITY);
  }

  @Test
  void anIncompleteChainNamesTheMissingIssuer() throws IOException {
    HeldCertificate middle =
        authority("Middle").certificateAuthority(0).organizationalUnit("R3").signedBy(root).build();

    assertThat(failureOf(forHost("hook.test").signedBy(middle).build()).text())
        .isEqualTo(
            TLS
                + "the certificate chain is incomplete, or from an unknown authority."
                + " Missing issuer: CN=Middle,OU=R3");
  }

  @Test
  void guaranteeP_aMissingIssuersNameIsPrintableAndShort() throws IOException {
    HeldCertificate middle =
        authority("Grüße\u202e\u0000\u001b[31m" + "x".repeat(500)).signedBy(root).build();

    HttpFailure failure = failureOf(forHost("hook.test").signedBy(middle).build());

    assertThat(failure.text()).hasSizeLessThan(300).matches("[ -~]+").contains("CN=Gr??e");
    assertThat(failure).asString().doesNotContain("Gr??e");
    assertThat(failure.redacted(name -> "[redacted]").text()).endsWith("issuer: [redacted]");
  }

  @Test
  void aCertificateThatIsNoServersIsRefused() throws IOException {
    HeldCertificate notAuthority = forHost("hook.test").signedBy(root).build();
    HeldCertificate held = forHost("hook.test").signedBy(notAuthority).build();

    assertThat(failureOf(held, notAuthority.certificate())).isEqualTo(TlsFailures.UNUSABLE);
  }

  @Test
  void aProtocolVersionThatNobodySharesIsSaidToBe() throws IOException {
    try (RawServer alert = alerting(70);
        HttpSender sender = Senders.trusting(trust)) {
      assertThat(textOf(sender, alert))
          .isEqualTo(
              TLS + "no protocol version or cipher suite in common. TLS 1.2 or 1.3 is needed.");
    }
  }

  @Test
  void aCipherSuiteThatNobodySharesIsSaidToBe() throws IOException {
    HeldCertificate held = forHost("hook.test").signedBy(root).build();

    assertThat(
            failureOf(
                held,
                socket -> {
                  socket.setEnabledProtocols(new String[] {"TLSv1.2"});
                  socket.setEnabledCipherSuites(
                      new String[] {"TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA384"});
                }))
        .isEqualTo(TlsFailures.NOTHING_IN_COMMON);
  }

  @ParameterizedTest
  @CsvSource({
    "112, the endpoint does not recognise the host name.",
    "116, 'the endpoint demands a client certificate, which webhooks don''t have.'",
    "40, no protocol version or cipher suite in common. TLS 1.2 or 1.3 is needed.",
    "71, no protocol version or cipher suite in common. TLS 1.2 or 1.3 is needed.",
    "80, the endpoint and the sender could not agree.",
    "255, the endpoint and the sender could not agree.",
  })
  void anAlertIsReadByItsName(int alert, String sentence) throws IOException {
    try (RawServer server = alerting(alert);
        HttpSender sender = Senders.trusting(trust)) {
      assertThat(textOf(sender, server)).isEqualTo(TLS + sentence);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
  void aDemandForAClientCertificateIsSaidToBe(String protocol) throws IOException {
    HeldCertificate held = forHost("hook.test").signedBy(root).build();
    ServerSocket listener =
        TestTls.listener(
            held,
            socket -> {
              socket.setEnabledProtocols(new String[] {protocol});
              socket.setNeedClientAuth(true);
            });
    try (RawServer server = RawServer.start(listener, exchange -> exchange.write(OK));
        HttpSender sender = Senders.trusting(trust)) {
      assertThat(textOf(sender, server))
          .isEqualTo(TLS + "the endpoint demands a client certificate, which webhooks don't have.");
    }
  }

  @Test
  void anEndpointThatOnlyAsksForAClientCertificateIsDeliveredTo() throws IOException {
    HeldCertificate held = forHost("hook.test").signedBy(root).build();
    try (RawServer asking =
            RawServer.start(
                TestTls.listener(held, socket -> socket.setWantClientAuth(true)),
                exchange -> exchange.write(OK));
        RawServer silent = RawServer.start(exchange -> exchange.socket.close());
        HttpSender sender = Senders.trusting(trust)) {
      assertThat(sender.post(post("https://hook.test:" + asking.port() + "/")).status())
          .isEqualTo(200);
      // And what it asked is not remembered against the next.
      assertThat(sender.post(post(silent.url())).failure()).isEqualTo(HttpFailure.CLOSED);
    }
  }

  @Test
  void plainHttpOnAnHttpsPortIsSaidToBe() throws IOException {
    try (PlainTalker server = new PlainTalker("HTTP/1.1 400 Bad Request\r\n\r\n");
        HttpSender sender = Senders.trusting(trust)) {
      assertThat(sender.post(post("https://hook.test:" + server.port() + "/")).failure().text())
          .isEqualTo(TLS + "the endpoint does not speak TLS on this port.");
    }
  }

  @Test
  void anEndpointThatHangsUpInTheHandshakeIsSaidTo() throws IOException {
    try (RawServer closing = RawServer.startUnasked(exchange -> exchange.socket.shutdownOutput());
        RawServer resetting =
            RawServer.startUnasked(
                exchange -> {
                  assertThat(exchange.socket.getInputStream().read()).isEqualTo(22);
                  exchange.reset();
                });
        HttpSender sender = Senders.trusting(trust)) {
      assertThat(textOf(sender, closing))
          .isEqualTo(TLS + "the endpoint closed the connection in the handshake.");
      assertThat(textOf(sender, resetting))
          .isEqualTo(TLS + "the connection was reset in the handshake.");
    }
  }

  /** The host's own code judges: of what it throws, types alone are told. */
  @Test
  void aTrustManagerOfTheHostsOwnIsAskedAsItIs() throws IOException {
    HeldCertificate held = forHost("hook.test").signedBy(root).build();
    X509TrustManager pinning =
        new X509TrustManager() {
          @Override
          public void checkServerTrusted(X509Certificate[] chain, String authType)
              throws CertificateException {
            throw new CertificateException("not the pin of db.internal");
          }

          @Override
          public void checkClientTrusted(X509Certificate[] chain, String authType) {}

          @Override
          public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[] {root.certificate()};
          }
        };
    try (RawServer server =
            RawServer.start(TestTls.listener(held, socket -> {}), exchange -> exchange.write(OK));
        HttpSender sender = Senders.trusting(pinning)) {
      assertThat(textOf(sender, server)).isEqualTo(TLS + "the certificate is not trusted.");
    }
  }

  private static String textOf(HttpSender sender, RawServer server) {
    return sender.post(post("https://hook.test:" + server.port() + "/")).failure().text();
  }

  /** Answers the beginning of a handshake with a fatal alert. */
  private static RawServer alerting(int alert) throws IOException {
    byte[] record = {21, 3, 3, 0, 2, 2, (byte) alert};
    return RawServer.start(
        new ServerSocket(0, 50, Senders.address("127.0.0.1")) {
          @Override
          public Socket accept() throws IOException {
            Socket socket = super.accept();
            assertThat(socket.getInputStream().read()).isEqualTo(22); // its ClientHello
            socket.getOutputStream().write(record);
            return socket;
          }
        },
        exchange -> {});
  }

  @Test
  void theAlertsPatternTakesTheJdksFormsAndNothingElse() {
    for (String message :
        new String[] {
          "Received fatal alert: unrecognized_name",
          "(unrecognized_name) Received fatal alert: unrecognized_name",
          "(handshake_failure) received handshake warning: unrecognized_name",
        }) {
      assertThat(TlsFailures.of(new SSLException(message), false))
          .isEqualTo(TlsFailures.NAME_NOT_RECOGNISED);
    }
    assertThat(TlsFailures.of(new SSLException("x Received fatal alert: unrecognized_name"), false))
        .isEqualTo(TlsFailures.OTHER);
  }
}
