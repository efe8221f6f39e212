package dev.webhooks.internal.http;

import static dev.webhooks.internal.http.Senders.address;
import static dev.webhooks.internal.http.Senders.post;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.webhooks.policy.EgressProxy;
import dev.webhooks.policy.UrlPolicy;
import dev.webhooks.spi.HostResolver;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;
import javax.net.ssl.X509TrustManager;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Through an egress proxy: to it alone (Guarantee S), once (W), and its credentials to it (P). */
class EgressTest {
  private static final HttpFailure PROXY_FAILED = HttpFailure.EGRESS_PROXY;
  private static final Predicate<InetAddress> PUBLIC = UrlPolicy.publicHttps()::allows;
  private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";
  private static final String CREDENTIALS = "Basic dTpzM2NyZXQ=";
  private static final HostResolver NOBODY =
      host -> {
        throw new UnknownHostException();
      };

  private final TestTls tls = new TestTls();
  private final X509TrustManager trust = tls.trust();

  private static EgressProxy known(TestProxy proxy) {
    return proxy.settings().withCredentials("u", "s3cret");
  }

  private HttpSender through(EgressProxy proxy) {
    return Senders.through(proxy, Senders.TIMEOUT, trust);
  }

  @Test
  void guaranteeS_aPostTravelsInATunnelAndItsNameIsNotLookedUpHere() throws IOException {
    try (RawServer endpoint = tls.serving("hook.test", exchange -> exchange.write(OK));
        TestProxy proxy = TestProxy.to(endpoint.port());
        HttpSender sender =
            Senders.through(proxy.settings(), Senders.TIMEOUT, PUBLIC, NOBODY, trust)) {
      HttpReply reply = sender.post(post("https://hook.test/hook"));

      assertThat(reply.status()).isEqualTo(200);
      assertThat(reply.body()).asString().isEqualTo("ok");
      assertThat(proxy.requests())
          .singleElement()
          .asString()
          .startsWith("CONNECT hook.test:443 HTTP/1.1\r\n")
          .doesNotContainIgnoringCase("authorization", "content-type", "x-");
      assertThat(endpoint.requests()).singleElement().asString().startsWith("POST /hook HTTP/1.1");
    }
  }

  @Test
  void aTunnelIsKeptForTheNextPost() throws IOException {
    try (RawServer endpoint = tls.serving("hook.test", exchange -> exchange.write(OK));
        TestProxy proxy = TestProxy.to(endpoint.port());
        HttpSender sender = through(proxy.settings())) {
      for (int i = 1; i <= 3; i++) {
        assertThat(sender.post(post("https://hook.test/")).status()).isEqualTo(200);
      }
      assertThat(endpoint.posts()).isEqualTo(3);
      assertThat(proxy.requests()).hasSize(1);
    }
  }

  @Test
  void guaranteeW_aTunnelThatDiedIdleIsNoticedBeforeSending() throws IOException {
    RawServer.Script closing =
        exchange -> {
          exchange.write(OK);
          exchange.socket.close();
        };
    try (RawServer endpoint = tls.serving("hook.test", closing);
        TestProxy proxy = TestProxy.to(endpoint.port());
        HttpSender sender = through(proxy.settings())) {
      for (int i = 1; i <= 3; i++) {
        assertThat(sender.post(post("https://hook.test/")).status()).isEqualTo(200);
        await().until(endpoint::hasClosedAll);
        await().until(proxy::hasClosedAll);
        assertThat(endpoint.posts()).isEqualTo(i);
      }
    }
  }

  @Test
  void guaranteeP_theProxyGetsItsCredentialsUnaskedAndTheEndpointNever() throws IOException {
    try (RawServer endpoint = tls.serving("hook.test", exchange -> exchange.write(OK));
        TestProxy proxy = TestProxy.to(endpoint.port());
        HttpSender sender = through(known(proxy))) {
      assertThat(sender.post(post("https://hook.test/")).status()).isEqualTo(200);

      assertThat(proxy.requests())
          .singleElement()
          .asString()
          .contains("\r\nProxy-Authorization: " + CREDENTIALS + "\r\n");
      assertThat(endpoint.requests().toString()).doesNotContainIgnoringCase("proxy-", "dTpz");
    }
  }

  @ParameterizedTest(name = "Guarantees P and W: an endpoint''s 407 with {0}")
  @ValueSource(strings = {"Basic realm=x", "Negotiate"})
  void anEndpointThatAsksForProxyCredentialsGetsNone(String challenge) throws IOException {
    String asking =
        "HTTP/1.1 407 P\r\nProxy-Authenticate: " + challenge + "\r\nContent-Length: 0\r\n\r\n";
    try (RawServer endpoint = tls.serving("hook.test", exchange -> exchange.write(asking));
        TestProxy proxy = TestProxy.to(endpoint.port());
        HttpSender sender = through(known(proxy))) {
      assertThat(sender.post(post("https://hook.test/")).status()).isEqualTo(407);

      assertThat(endpoint.posts()).isEqualTo(1);
      assertThat(endpoint.requests().toString()).doesNotContainIgnoringCase("proxy-auth", "dTpz");
      assertThat(proxy.requests()).hasSize(1);
    }
  }

  @ParameterizedTest(name = "Guarantee W: one CONNECT, answered with {0}")
  @ValueSource(
      strings = {
        "407 P\r\nProxy-Authenticate: Basic realm=x\r\nContent-Length: 0",
        "407 P\r\nProxy-Authenticate: Basic realm=x\r\nConnection: close",
        "403 Forbidden\r\nContent-Length: 4\r\n\r\nno!",
        "403 Forbidden\r\nContent-Length: 9000\r\n\r\nthe rest never comes",
        "502 Bad Gateway",
        "503 S\r\nRetry-After: 0\r\nContent-Length: 0",
        "408 T",
        "302 F\r\nLocation: http://127.0.0.1/",
        "204 No Content",
        "101 Switching Protocols",
        "200 OK\r\nContent-Length: 3\r\n\r\nabc\r\n\r\nHTTP/1.1 200 OK",
      })
  void anAnswerThatOpensNoTunnelIsTheProxysFailure(String answer) throws IOException {
    RawServer.Script script = exchange -> exchange.write("HTTP/1.1 " + answer + "\r\n\r\n");
    for (boolean asked : new boolean[] {false, true}) {
      try (TestProxy proxy = TestProxy.answering(script);
          HttpSender sender = through(asked ? known(proxy) : proxy.settings())) {
        HttpReply reply = sender.post(post("https://hook.test/"));

        assertThat(reply.status()).isNull();
        assertThat(reply.failure()).isEqualTo(PROXY_FAILED);
        assertThat(proxy.requests()).hasSize(1);
        assertThat(proxy.connections()).isEqualTo(1);
      }
    }
  }

  @ParameterizedTest(name = "Guarantee W: one CONNECT, though the proxy has three addresses: {0}")
  @ValueSource(strings = {"refused", "reset", "tls"})
  void aFailedTunnelIsNotTriedThroughTheNextAddress(String how) throws IOException {
    RawServer.Script script =
        exchange -> {
          switch (how) {
            case "refused" -> exchange.write("HTTP/1.1 502 Bad Gateway\r\n\r\n");
            case "reset" -> exchange.reset();
            default -> exchange.write(TestProxy.ESTABLISHED + "not TLS");
          }
        };
    InetAddress address = address("127.0.0.1");
    try (TestProxy proxy = TestProxy.answering(script);
        HttpSender sender =
            Senders.through(
                proxy.named("proxy.test"),
                Senders.TIMEOUT,
                PUBLIC,
                host -> List.of(address, address, address),
                trust)) {
      assertThat(sender.post(post("https://hook.test/")).status()).isNull();
      assertThat(proxy.connections()).isEqualTo(1);
      assertThat(proxy.requests()).hasSize(1);
    }
  }

  @Test
  void aProxyThatIsAwayIsTriedAtItsNextAddress() throws IOException {
    List<String> asked = new CopyOnWriteArrayList<>();
    HostResolver resolver =
        host -> {
          asked.add(host);
          return List.of(address("127.0.0.2"), address("127.0.0.1"));
        };
    try (RawServer endpoint = tls.serving("hook.test", exchange -> exchange.write(OK));
        TestProxy proxy = TestProxy.to(endpoint.port());
        HttpSender sender =
            Senders.through(proxy.named("proxy.test"), Senders.TIMEOUT, PUBLIC, resolver, trust)) {
      assertThat(sender.post(post("https://hook.test/")).status()).isEqualTo(200);
      assertThat(asked).containsExactly("proxy.test");
    }
  }

  @Test
  void aProxyThatIsAwayIsTheProxysFailure() throws IOException {
    int port;
    try (ServerSocket gone = new ServerSocket(0, 1, address("127.0.0.1"))) {
      port = gone.getLocalPort();
    }
    try (HttpSender sender = through(EgressProxy.http("127.0.0.1", port));
        HttpSender nameless =
            Senders.through(
                EgressProxy.http("proxy.test", 1), Senders.TIMEOUT, PUBLIC, NOBODY, trust)) {
      assertThat(sender.post(post("https://hook.test/")).failure()).isEqualTo(PROXY_FAILED);
      assertThat(sender.post(post("http://hook.test/")).failure()).isEqualTo(PROXY_FAILED);
      assertThat(nameless.post(post("https://hook.test/")).failure()).isEqualTo(PROXY_FAILED);
    }
  }

  @ParameterizedTest(name = "Guarantee B: a proxy that begins with {0}, and then nothing")
  @ValueSource(strings = {"", "HTTP/1.1 200", "HTTP/1.1 407 P\r\nContent-Length: 9\r\n"})
  void aProxyThatStallsEndsWithTheCall(String beginning) throws IOException {
    Duration timeout = Duration.ofMillis(600);
    RawServer.Script script =
        exchange -> {
          exchange.write(beginning);
          exchange.hang();
        };
    try (TestProxy proxy = TestProxy.answering(script);
        HttpSender sender = Senders.through(proxy.settings(), timeout, trust)) {
      HttpReply reply = sender.post(post("https://hook.test/"));

      assertThat(reply.failure()).isEqualTo(HttpFailure.TIMEOUT);
      assertThat(reply.duration()).isBetween(timeout, timeout.plusSeconds(1));
      assertThat(proxy.requests()).hasSize(1);
    }
  }

  @Test
  void anEndpointBehindTheTunnelFailsAsItDoesWithoutAProxy() throws IOException {
    try (RawServer other = tls.serving("other.test", exchange -> exchange.write(OK));
        RawServer mute = tls.serving("hook.test", exchange -> exchange.socket.close());
        TestProxy toOther = TestProxy.to(other.port());
        TestProxy toMute = TestProxy.to(mute.port());
        HttpSender first = through(toOther.settings());
        HttpSender second = through(toMute.settings())) {
      assertThat(first.post(post("https://hook.test/")).failure())
          .isEqualTo(TlsFailures.WRONG_HOST);
      assertThat(second.post(post("https://hook.test/")).failure()).isEqualTo(HttpFailure.CLOSED);
      assertThat(other.posts()).isZero();
      assertThat(mute.posts()).isEqualTo(1);
    }
  }

  @ParameterizedTest(name = "Guarantee S: the proxy is not asked for {0}")
  @ValueSource(
      strings = {
        "127.0.0.1",
        "10.0.0.1",
        "169.254.169.254",
        "[::1]",
        "[::ffff:127.0.0.1]",
        "[64:ff9b::7f00:1]",
        "[2002:7f00:1::]",
        "127.1",
        "127.1.",
        "2130706433",
        "0x7f000001",
        "0x7f.0.0.1",
        "300.1.1.1",
        "%31%32%37.0.0.1",
        "１２７.0.0.1",
      })
  void anAddressInTheUrlIsJudgedHere(String host) throws IOException {
    try (TestProxy proxy = TestProxy.answering(exchange -> exchange.write(OK));
        HttpSender sender =
            Senders.through(proxy.settings(), Senders.TIMEOUT, PUBLIC, NOBODY, trust)) {
      for (String scheme : List.of("https://", "http://")) {
        assertThat(sender.post(post(scheme + host + "/")).failure())
            .isIn(HttpFailure.REFUSED_ADDRESS, HttpFailure.URL);
      }
      assertThat(proxy.connections()).isZero();
    }
  }

  @Test
  void guaranteeS_aPublicAddressIsAskedForByTheProxyAlone() throws IOException {
    try (TestProxy proxy =
            TestProxy.answering(exchange -> exchange.write("HTTP/1.1 403 F\r\n\r\n"));
        HttpSender sender =
            Senders.through(proxy.settings(), Senders.TIMEOUT, PUBLIC, NOBODY, trust)) {
      sender.post(post("https://8.8.8.8:8443/"));
      sender.post(post("https://[2606:4700:4700::1111]/"));

      assertThat(proxy.requests()).hasSize(2);
      assertThat(proxy.requests().get(0)).startsWith("CONNECT 8.8.8.8:8443 ");
      assertThat(proxy.requests().get(1)).startsWith("CONNECT [2606:4700:4700::1111]:443 ");
    }
  }

  @Test
  void guaranteeS_aGuardThatThrowsRefuses() throws IOException {
    Predicate<InetAddress> broken =
        address -> {
          throw new IllegalStateException();
        };
    try (TestProxy proxy = TestProxy.answering(exchange -> exchange.write(OK));
        HttpSender sender =
            Senders.through(proxy.settings(), Senders.TIMEOUT, broken, NOBODY, trust)) {
      assertThat(sender.post(post("https://8.8.8.8/")).failure()).isNotNull();
      assertThat(proxy.connections()).isZero();
    }
  }

  @Test
  void guaranteeP_aPlainRequestIsGivenToTheProxyWithItsCredentials() throws IOException {
    try (TestProxy proxy = TestProxy.answering(exchange -> exchange.write(OK));
        HttpSender sender = through(known(proxy))) {
      assertThat(sender.post(post("http://hook.test:8080/a?b")).status()).isEqualTo(200);

      assertThat(proxy.requests())
          .singleElement()
          .asString()
          .startsWith("POST http://hook.test:8080/a?b HTTP/1.1\r\n")
          .contains("\r\nHost: hook.test:8080\r\n", "\r\nProxy-Authorization: " + CREDENTIALS);
    }
  }

  @Test
  void guaranteeW_aProxyThatRefusesAPlainRequestIsTheProxysFailure() throws IOException {
    String asking = "HTTP/1.1 407 P\r\nProxy-Authenticate: Basic realm=x\r\n\r\n";
    try (TestProxy proxy = TestProxy.answering(exchange -> exchange.write(asking));
        HttpSender sender = through(known(proxy))) {
      HttpReply reply = sender.post(post("http://hook.test/"));

      assertThat(reply.failure()).isEqualTo(PROXY_FAILED);
      assertThat(reply.status()).isNull();
      assertThat(proxy.requests()).hasSize(1);
    }
  }
}
