package dev.webhooks.internal.http;

import static dev.webhooks.internal.http.Senders.address;
import static dev.webhooks.internal.http.Senders.post;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.webhooks.policy.UrlPolicy;
import dev.webhooks.spi.HostResolver;
import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Guarantee S: no connection is ever opened to an address outside the policy. */
class GuardTest {
  private static final Predicate<InetAddress> PUBLIC = UrlPolicy.publicHttps()::allows;
  private static final String OK = "HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n";

  @ParameterizedTest(name = "Guarantee S: {0} is not connected to")
  @ValueSource(
      strings = {
        "127.0.0.1",
        "[::1]",
        "[::ffff:127.0.0.1]",
        "[0:0:0:0:0:ffff:7f00:1]",
        "[::127.0.0.1]",
        "hook.test",
        "localhost",
        // Names for some, and addresses for the JDK:
        "2130706433",
        "127.1",
        // What a reader of URLs decodes on its own:
        "%31%32%37.0.0.1",
        "１２７.0.0.1",
        "①②⑦.0.0.1",
        "127.0.0.1\u00ad",
      })
  void everyWayToWriteTheLoopbackIsRefused(String host) throws IOException {
    try (RawServer server = RawServer.answering(OK);
        HttpSender sender = Senders.guarded(PUBLIC, HostResolver.system()::resolve)) {
      HttpReply reply = sender.post(post(server.url(host)));

      assertThat(reply.failure())
          .isIn(HttpFailure.REFUSED_ADDRESS, HttpFailure.UNKNOWN_HOST, HttpFailure.URL);
      assertThat(reply.status()).isNull();
      assertThat(server.connections()).isZero();
    }
  }

  @Test
  void guaranteeS_aLiteralNeverMeetsTheResolverAndIsRefusedByTheSocket() throws IOException {
    AtomicInteger asked = new AtomicInteger();
    try (RawServer server = RawServer.answering(OK);
        HttpSender sender =
            Senders.guarded(
                PUBLIC,
                host -> {
                  asked.incrementAndGet();
                  return List.of(address("127.0.0.1"));
                })) {
      HttpReply reply = sender.post(post(server.url()));

      assertThat(reply.failure()).isEqualTo(HttpFailure.REFUSED_ADDRESS);
      assertThat(asked).hasValue(0);
      assertThat(server.connections()).isZero();
    }
  }

  @Test
  void guaranteeS_aMappedAddressFromTheResolverIsJudgedAsWhatItReaches() throws IOException {
    byte[] mapped = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, -1, -1, 127, 0, 0, 1};
    InetAddress address = Inet6Address.getByAddress(null, mapped, -1); // stays an Inet6Address
    try (RawServer server = RawServer.answering(OK);
        HttpSender sender = Senders.guarded(PUBLIC, host -> List.of(address))) {
      assertThat(sender.post(post(server.url("hook.test"))).failure())
          .isEqualTo(HttpFailure.REFUSED_ADDRESS);
      assertThat(server.connections()).isZero();
    }
  }

  @Test
  void guaranteeS_oneRefusedAddressRefusesTheName() throws IOException {
    Predicate<InetAddress> guard = address -> address.equals(address("127.0.0.1"));
    try (RawServer server = RawServer.answering(OK);
        HttpSender sender =
            Senders.guarded(guard, host -> List.of(address("127.0.0.1"), address("127.0.0.3")))) {
      assertThat(sender.post(post(server.url("hook.test"))).failure())
          .isEqualTo(HttpFailure.REFUSED_ADDRESS);
      assertThat(server.connections()).isZero();
    }
  }

  @Test
  void guaranteeS_aNameThatIsReboundBetweenTwoCallsIsRefused() throws IOException {
    Predicate<InetAddress> guard = address -> address.equals(address("127.0.0.1"));
    AtomicInteger asked = new AtomicInteger();
    HostResolver rebinding =
        host -> List.of(address(asked.incrementAndGet() == 1 ? "127.0.0.1" : "127.0.0.2"));
    try (RawServer server = RawServer.start("0.0.0.0", exchange -> exchange.write(closing()));
        HttpSender sender = Senders.guarded(guard, rebinding)) {
      assertThat(sender.post(post(server.url("hook.test"))).status()).isEqualTo(200);

      assertThat(sender.post(post(server.url("hook.test"))).failure())
          .isEqualTo(HttpFailure.REFUSED_ADDRESS);
      assertThat(server.connections()).isEqualTo(1);
    }
  }

  private static String closing() {
    return "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 0\r\n\r\n";
  }

  @Test
  void guaranteeS_theSocketJudgesAgainWhatTheLookUpLetPass() throws IOException {
    AtomicInteger asked = new AtomicInteger();
    try (RawServer server = RawServer.answering(OK);
        HttpSender sender =
            Senders.guarded(address -> asked.incrementAndGet() == 1, Senders.TO_LOOPBACK)) {
      assertThat(sender.post(post(server.url("hook.test"))).failure())
          .isEqualTo(HttpFailure.REFUSED_ADDRESS);
      assertThat(asked).hasValue(2);
      assertThat(server.connections()).isZero();
    }
  }

  @Test
  void guaranteeS_aGuardThatThrowsRefuses() throws IOException {
    try (RawServer server = RawServer.answering(OK);
        HttpSender sender =
            Senders.guarded(
                address -> {
                  throw new IllegalStateException();
                },
                Senders.TO_LOOPBACK)) {
      assertThat(sender.post(post(server.url())).failure()).isNotNull();
      assertThat(sender.post(post(server.url("hook.test"))).failure()).isNotNull();
      assertThat(server.connections()).isZero();
    }
  }

  @ParameterizedTest(name = "Guarantee S: {0} is ignored")
  @ValueSource(strings = {"http.proxy", "https.proxy", "socksProxy"})
  void proxiesOfTheSystemPropertiesAreIgnored(String property) throws IOException {
    try (RawServer endpoint = RawServer.answering("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
        RawServer proxy = RawServer.answering(OK)) {
      System.setProperty(property + "Host", "127.0.0.1");
      System.setProperty(property + "Port", Integer.toString(proxy.port()));
      System.setProperty("http.nonProxyHosts", "");
      System.setProperty("socksNonProxyHosts", "");
      try (HttpSender sender = Senders.local();
          HttpSender guarded = Senders.guarded(PUBLIC, Senders.TO_LOOPBACK)) {
        assertThat(sender.post(post(endpoint.url("hook.test"))).status()).isEqualTo(200);
        assertThat(sender.post(post(endpoint.url())).status()).isEqualTo(200);
        assertThat(guarded.post(post(endpoint.url())).failure())
            .isEqualTo(HttpFailure.REFUSED_ADDRESS);
        assertThat(proxy.connections()).isZero();
      } finally {
        System.clearProperty(property + "Host");
        System.clearProperty(property + "Port");
        System.clearProperty("http.nonProxyHosts");
        System.clearProperty("socksNonProxyHosts");
      }
    }
  }

  @Test
  void guaranteeS_aSocketLooksNoNameUp() throws IOException {
    try (Socket socket = GuardedSocket.open(address -> true)) {
      assertThatExceptionOfType(RefusedAddressException.class)
          .isThrownBy(() -> socket.connect(InetSocketAddress.createUnresolved("localhost", 1)));
    }
  }
}
