package dev.webhooks.internal.http;

import static dev.webhooks.internal.http.Senders.address;
import static dev.webhooks.internal.http.Senders.post;
import static org.assertj.core.api.Assertions.assertThat;

import dev.webhooks.policy.UrlPolicy;
import dev.webhooks.spi.HostResolver;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.ServerSocket;
import java.net.SocketAddress;
import java.net.URI;
import java.util.AbstractList;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Guarantee S, counted where it matters: a socket that listens at a refused address of the loopback
 * sees no connection, whatever names, redirects and proxies do.
 */
class NowhereElseTest {
  private static final String OK =
      "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 0\r\n\r\n";

  /** The public policy, for which this one address of the loopback is public too. */
  private static final Predicate<InetAddress> ONE_ALLOWED =
      UrlPolicy.builder().allowRange("127.0.0.1/32").build()::allows;

  private final TestTls tls = new TestTls();

  @Test
  void guaranteeS_aNameThatChangesAllTheTimeReachesTheAllowedAddressOnly() throws Exception {
    AtomicInteger asked = new AtomicInteger();
    HostResolver flipping =
        host -> List.of(address(asked.incrementAndGet() % 2 == 0 ? "127.0.0.1" : "127.0.0.2"));
    assertOnlyTheAllowedAddressIsReached(flipping);
  }

  /** Whoever hands over a list may change it between the check and the connect. */
  @Test
  void guaranteeS_anAnswerThatChangesAfterTheCheckReachesTheAllowedAddressOnly() throws Exception {
    HostResolver resolver =
        host ->
            new AbstractList<>() {
              private final AtomicInteger asked = new AtomicInteger();

              @Override
              public InetAddress get(int index) {
                return address(asked.getAndIncrement() == 0 ? "127.0.0.1" : "127.0.0.2");
              }

              @Override
              public int size() {
                return 1;
              }
            };
    assertOnlyTheAllowedAddressIsReached(resolver);
  }

  /** One port, two addresses; twenty calls from each of four threads. */
  private void assertOnlyTheAllowedAddressIsReached(HostResolver resolver) throws Exception {
    ExecutorService callers = Executors.newFixedThreadPool(4);
    try (RawServer refused = RawServer.start("127.0.0.2", exchange -> exchange.write(OK));
        RawServer allowed =
            RawServer.start(
                new ServerSocket(refused.port(), 50, address("127.0.0.1")),
                exchange -> exchange.write(OK));
        HttpSender sender = Senders.guarded(ONE_ALLOWED, resolver)) {
      List<Future<HttpReply>> replies = new ArrayList<>();
      for (int i = 0; i < 80; i++) {
        String host = "hook-" + i % 4 + ".test";
        replies.add(callers.submit(() -> sender.post(post(refused.url(host)))));
      }
      int reached = 0;
      for (Future<HttpReply> reply : replies) {
        if (reply.get().failure() == null) {
          assertThat(reply.get().status()).isEqualTo(200);
          reached++;
        } else {
          assertThat(reply.get().failure()).isEqualTo(HttpFailure.REFUSED_ADDRESS);
        }
      }
      assertThat(reached).isPositive();
      assertThat(allowed.posts()).isEqualTo(reached);
      assertThat(refused.connections()).isZero();
    } finally {
      callers.shutdownNow();
    }
  }

  @ParameterizedTest(name = "Guarantee S: the name leads to {0}")
  @ValueSource(
      strings = {
        "::1",
        "::127.0.0.1",
        "64:ff9b::7f00:1",
        "64:ff9b:1::7f00:1",
        "2002:7f00:1::",
        "2001:0:7f00:1::1",
        "fe80::1",
        "fc00::1",
        "fec0::1",
        "::",
        "0.0.0.0",
        "127.0.0.2",
      })
  void anAddressThatReachesTheLoopbackInAnyFormIsNotConnectedTo(String literal) throws IOException {
    Predicate<InetAddress> withNat64 = UrlPolicy.builder().nat64("64:ff9b::/96").build()::allows;
    for (Predicate<InetAddress> guard : List.of(ONE_ALLOWED, withNat64)) {
      try (RawServer everywhere = RawServer.start("::", exchange -> exchange.write(OK));
          HttpSender sender = Senders.guarded(guard, host -> List.of(address(literal)))) {
        assertThat(sender.post(post(everywhere.url("hook.test"))).failure())
            .isEqualTo(HttpFailure.REFUSED_ADDRESS);
        String host = literal.indexOf(':') < 0 ? literal : "[" + literal + "]";
        assertThat(sender.post(post(everywhere.url(host))).failure())
            .isEqualTo(HttpFailure.REFUSED_ADDRESS);
        assertThat(everywhere.connections()).isZero();
      }
    }
  }

  @ParameterizedTest(name = "Guarantee S: a {0} is not followed")
  @ValueSource(ints = {300, 301, 302, 303, 307, 308})
  void redirectsLeadNowhere(int status) throws IOException {
    try (RawServer target = RawServer.start("127.0.0.2", exchange -> exchange.write(OK));
        RawServer endpoint =
            RawServer.answering(
                "HTTP/1.1 "
                    + status
                    + " R\r\nLocation: http://127.0.0.2:"
                    + target.port()
                    + "/\r\nRefresh: 0; url=http://127.0.0.2/\r\nContent-Length: 0\r\n\r\n");
        HttpSender sender = Senders.local()) {
      assertThat(sender.post(post(endpoint.url())).status()).isEqualTo(status);

      assertThat(target.connections()).isZero();
      assertThat(endpoint.requests()).hasSize(1);
    }
  }

  @ParameterizedTest(name = "Guarantee S: https under {0}")
  @ValueSource(strings = {"http.proxy", "https.proxy", "socksProxy"})
  void proxiesOfTheSystemPropertiesAreIgnoredForHttpsToo(String property) throws IOException {
    try (RawServer endpoint = tls.serving("hook.test", exchange -> exchange.write(OK));
        RawServer proxy = RawServer.answering(OK)) {
      System.setProperty("java.net.useSystemProxies", "true");
      System.setProperty(property + "Host", "127.0.0.1");
      System.setProperty(property + "Port", Integer.toString(proxy.port()));
      System.setProperty("http.nonProxyHosts", "");
      System.setProperty("socksNonProxyHosts", "");
      try {
        assertGoesStraight(endpoint);
        assertThat(proxy.connections()).isZero();
      } finally {
        System.clearProperty("java.net.useSystemProxies");
        System.clearProperty(property + "Host");
        System.clearProperty(property + "Port");
        System.clearProperty("http.nonProxyHosts");
        System.clearProperty("socksNonProxyHosts");
      }
    }
  }

  @ParameterizedTest(name = "Guarantee S: a default ProxySelector that says {0}")
  @ValueSource(strings = {"HTTP", "SOCKS"})
  void aDefaultProxySelectorIsNotAsked(String type) throws IOException {
    AtomicInteger asked = new AtomicInteger();
    ProxySelector before = ProxySelector.getDefault();
    try (RawServer endpoint = tls.serving("hook.test", exchange -> exchange.write(OK));
        RawServer proxy = RawServer.answering(OK)) {
      ProxySelector.setDefault(
          new ProxySelector() {
            @Override
            public List<Proxy> select(URI uri) {
              asked.incrementAndGet();
              SocketAddress address =
                  new java.net.InetSocketAddress(address("127.0.0.1"), proxy.port());
              return List.of(new Proxy(Proxy.Type.valueOf(type), address));
            }

            @Override
            public void connectFailed(URI uri, SocketAddress address, IOException e) {
              asked.incrementAndGet();
            }
          });
      assertGoesStraight(endpoint);
      assertThat(proxy.connections()).isZero();
      assertThat(asked).hasValue(0);
    } finally {
      ProxySelector.setDefault(before);
    }
  }

  /** Also for a sender that has a proxy of its own: to that one, straight. */
  private void assertGoesStraight(RawServer endpoint) throws IOException {
    try (TestProxy egress = TestProxy.to(endpoint.port());
        HttpSender direct = Senders.trusting(tls.trust());
        HttpSender through = Senders.through(egress.settings(), Senders.TIMEOUT, tls.trust())) {
      assertThat(direct.post(post("https://hook.test:" + endpoint.port() + "/")).status())
          .isEqualTo(200);
      assertThat(through.post(post("https://hook.test/")).status()).isEqualTo(200);
      assertThat(egress.connections()).isEqualTo(1);
    }
  }

  @Test
  void aServerThatInsistsOnHttp2IsATlsFailure() throws IOException {
    for (boolean lying : new boolean[] {true, false}) {
      try (RawServer endpoint =
              RawServer.start(
                  tls.listener("hook.test", socket -> insistOnHttp2(socket, lying)),
                  exchange -> exchange.write(OK));
          HttpSender sender = Senders.trusting(tls.trust())) {
        assertThat(sender.post(post("https://hook.test:" + endpoint.port() + "/")).failure())
            .isEqualTo(TlsFailures.OTHER);
        assertThat(endpoint.posts()).isZero();
      }
    }
  }

  /** By choosing what was not offered, or by refusing what was. */
  private static void insistOnHttp2(SSLSocket socket, boolean lying) {
    socket.setHandshakeApplicationProtocolSelector(
        (server, offered) -> {
          assertThat(offered).containsExactly("http/1.1");
          return lying ? "h2" : null;
        });
  }
}
