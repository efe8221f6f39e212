package dev.webhooks.internal.http;

import static dev.webhooks.internal.http.Senders.post;
import static org.assertj.core.api.Assertions.assertThat;

import dev.webhooks.policy.EgressProxy;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Which connections carry another POST: those of servers that behave, for their owner alone. */
class KeptConnectionsTest {
  private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n";
  private static final String CHUNKED = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n";

  static Stream<Arguments> goodAnswersAndTransports() {
    List<String> answers =
        List.of(
            OK,
            "HTTP/1.1 200\r\ncontent-length:2\r\n\r\nok",
            "HTTP/1.1 200 OK\r\nContent-Length: 3000\r\n\r\n" + "x".repeat(3000),
            // More than is kept of an answer.
            "HTTP/1.1 200 OK\r\nContent-Length: 30000\r\n\r\n" + "x".repeat(30_000),
            "HTTP/1.1 202 A\r\nX-Long: " + "y".repeat(500) + "\r\nContent-Length: 0\r\n\r\n",
            "HTTP/1.1 500 No\r\nConnection: keep-alive\r\nContent-Length: 2\r\n\r\nno",
            "HTTP/1.1 204 No Content\r\n\r\n",
            "HTTP/1.1 304 Not Modified\r\nETag: x\r\n\r\n",
            CHUNKED + "\r\n4\r\nabcd\r\nA;x=y\r\n0123456789\r\n0\r\n\r\n",
            CHUNKED + "Trailer: X-Sum\r\n\r\n4\r\nabcd\r\n0\r\nX-Sum: 1\r\nX-B: 2\r\n\r\n",
            CHUNKED + "\r\n1388\r\n" + "z".repeat(5000) + "\r\n0\r\n\r\n",
            "HTTP/1.1 100 Continue\r\n\r\n" + OK,
            "HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\nHTTP/1.1 102 P\r\n\r\n" + OK);
    return Arrays.stream(Transport.values())
        .flatMap(
            transport ->
                answers.stream()
                    .map(
                        answer ->
                            Arguments.of(
                                answer.lines().findFirst().orElseThrow(), answer, transport)));
  }

  @ParameterizedTest(name = "{0}, {2}")
  @MethodSource("goodAnswersAndTransports")
  void anAnswerThatEndsWhereItSaysKeepsItsConnection(
      String name, String answer, Transport transport) throws IOException {
    try (RawServer server = transport.serving(exchange -> exchange.write(answer));
        HttpSender sender = transport.sender()) {
      for (int i = 1; i <= 4; i++) {
        assertThat(sender.post(post(transport.url(server, "/"))).failure()).isNull();
      }
      assertThat(server.posts()).isEqualTo(4);
      assertThat(server.connections()).isEqualTo(1);
    }
  }

  /** The pieces of an answer come as they come. */
  @ParameterizedTest
  @EnumSource(Transport.class)
  void soDoesOneThatComesByteByByte(Transport transport) throws IOException {
    String answer = CHUNKED + "\r\n4;a=b\r\nabcd\r\n0\r\nX-A: b\r\n\r\n";
    RawServer.Script script =
        exchange -> {
          for (char c : answer.toCharArray()) {
            exchange.write(String.valueOf(c));
          }
        };
    try (RawServer server = transport.serving(script);
        HttpSender sender = transport.sender()) {
      for (int i = 1; i <= 3; i++) {
        assertThat(sender.post(post(transport.url(server, "/"))).body())
            .asString()
            .isEqualTo("abcd");
      }
      assertThat(server.connections()).isEqualTo(1);
    }
  }

  @ParameterizedTest(name = "Guarantee W: {0}")
  @EnumSource(Transport.class)
  void noConnectionServesTwoOwners(Transport transport) throws IOException {
    try (RawServer server = transport.serving(exchange -> exchange.write(OK));
        HttpSender sender = transport.sender()) {
      assertTwoConnections(sender, server, transport.url(server, "/"));
    }
  }

  @Test
  void guaranteeW_norDoesOneToAnAddressThatIsNotLookedUp() throws IOException {
    try (RawServer server = RawServer.answering(OK);
        HttpSender sender = Senders.local()) {
      assertTwoConnections(sender, server, server.url());
    }
  }

  @Test
  void guaranteeW_norDoesOneThroughAnEgressProxy() throws IOException {
    try (RawServer proxy = RawServer.answering(OK);
        HttpSender sender =
            Senders.through(EgressProxy.http("127.0.0.1", proxy.port()), Senders.TIMEOUT, null)) {
      assertTwoConnections(sender, proxy, "http://hook.test/");
    }
  }

  @Test
  void guaranteeW_norDoesATunnel() throws IOException {
    TestTls tls = new TestTls();
    try (RawServer server = tls.serving("hook.test", exchange -> exchange.write(OK));
        TestProxy proxy = TestProxy.to(server.port());
        HttpSender sender = Senders.through(proxy.settings(), Senders.TIMEOUT, tls.trust())) {
      assertTwoConnections(sender, server, "https://hook.test/");
      assertThat(proxy.connections()).isEqualTo(2);
    }
  }

  private static void assertTwoConnections(HttpSender sender, RawServer server, String url) {
    for (String owner : List.of("wh_1", "wh_2", "wh_1", "wh_2", "wh_1")) {
      assertThat(sender.post(post(owner, url)).status()).isEqualTo(200);
    }
    assertThat(server.posts()).isEqualTo(5);
    assertThat(server.connections()).isEqualTo(2);
  }

  /** Two bodies behind one proxy's answer, and an answer in a tunnel that comes twice. */
  @Test
  void guaranteeW_whatIsLeftInATunnelIsNoAnswer() throws IOException {
    TestTls tls = new TestTls();
    RawServer.Script twice =
        exchange -> exchange.write(exchange.number == 1 ? OK + OK : OK.replace("200", "500"));
    try (RawServer server = tls.serving("hook.test", twice);
        TestProxy proxy = TestProxy.to(server.port());
        HttpSender sender = Senders.through(proxy.settings(), Senders.TIMEOUT, tls.trust())) {
      assertThat(sender.post(post("https://hook.test/")).status()).isEqualTo(200);
      assertThat(sender.post(post("https://hook.test/")).status()).isEqualTo(500);
      assertThat(server.connections()).isEqualTo(2);
    }
  }

  @Test
  void aServerThatSaysAmongOthersThatItClosesIsBelieved() throws IOException {
    String closing = "HTTP/1.1 200 OK\r\nConnection: x, Close\r\nContent-Length: 0\r\n\r\n";
    try (RawServer server = RawServer.answering(closing);
        HttpSender sender = Senders.local()) {
      for (int i = 1; i <= 3; i++) {
        assertThat(sender.post(post(server.url())).status()).isEqualTo(200);
        assertThat(server.connections()).isEqualTo(i);
      }
    }
  }
}
