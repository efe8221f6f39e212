package dev.webhooks.internal.http;

import static dev.webhooks.internal.http.Senders.post;
import static org.assertj.core.api.Assertions.assertThat;

import dev.webhooks.model.InvalidInputException;
import dev.webhooks.policy.EgressProxy;
import dev.webhooks.policy.UrlPolicy;
import java.io.IOException;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The URL on the wire is the URL that was registered, byte for byte, or it was refused. */
class UrlOnTheWireTest {
  private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n";
  private static final String[] HOSTS = {
    "127.0.0.1", "hook.test", "HOOK.test", "a.B-c.Example", "1.hook.test", "xn--fa-hia.example"
  };
  private static final String[] PIECES = {
    "/", "//", "a", "B", ".", "..", "/./", "/../", "%2e", "%2E", "%2F", "%c3%A9", "%00", "%", "%4",
    "%zz", "?", "??", "&", "=", "+", ";", ",", ":", "@", "!", "$", "'", "(", ")", "*", "-", "_",
    "~", "|", "^", "`", "{", "}", "[", "]", "<", ">", "\"", "\\", " ", "\t", "\u00e9", "\u2024",
    "\ud83d"
  };

  private final UrlPolicy policy = UrlPolicy.allowingLocal();

  @Test
  void whateverUrlIsTakenIsSentAsItIs() throws IOException {
    Random random = new Random(9);
    int sent = 0;
    try (RawServer server = RawServer.answering(OK);
        HttpSender sender = Senders.local()) {
      for (int i = 0; i < 1_500; i++) {
        String authority = HOSTS[random.nextInt(HOSTS.length)] + ":" + server.port();
        String target = target(random);
        String url = (random.nextBoolean() ? "http://" : "HTTP://") + authority + target;
        if (isTaken(url)) {
          assertThat(sender.post(post(url)).status()).as(url).isEqualTo(200);
          assertThat(server.requests().get(sent++))
              .startsWith(requestLine(target))
              .contains(host(authority));
        }
      }
    }
    assertThat(sent).isBetween(300, 1_300);
  }

  /** Mostly one piece beside what everybody takes, so that much is taken and no piece is spared. */
  private static String target(Random random) {
    StringBuilder target = new StringBuilder(random.nextInt(8) == 0 ? "" : "/hook");
    if (random.nextBoolean()) {
      target.append("?a=b");
    }
    for (int i = random.nextInt(3); i >= 0; i--) {
      String piece = PIECES[random.nextInt(PIECES.length)];
      target.insert(target.length() == 0 ? 0 : 1 + random.nextInt(target.length()), piece);
    }
    return target.charAt(0) == '/' || target.charAt(0) == '?' ? target.toString() : "/" + target;
  }

  private boolean isTaken(String url) {
    try {
      policy.check(url);
      return true;
    } catch (InvalidInputException e) {
      return false;
    }
  }

  private static String requestLine(String target) {
    return "POST " + (target.startsWith("/") ? target : "/" + target) + " HTTP/1.1\r\n";
  }

  private static String host(String authority) {
    return "\r\nHost: " + authority + "\r\n";
  }

  /** Behind a tunnel any host and port can be had. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://hook.test/a",
        "https://hook.test",
        "https://hook.test:443/a?b",
        "https://HOOK.Test:443",
        "HTTPS://Hook.test:8443/?",
      })
  void soAreAHostAndAPortUnderTls(String url) throws IOException {
    policy.check(url);
    TestTls tls = new TestTls();
    try (RawServer server = tls.serving("hook.test", exchange -> exchange.write(OK));
        TestProxy proxy = TestProxy.to(server.port());
        HttpSender sender = Senders.through(proxy.settings(), Senders.TIMEOUT, tls.trust())) {
      assertThat(sender.post(post(url)).status()).isEqualTo(200);

      String authority = url.substring(8).replaceFirst("[/?].*", "");
      assertThat(server.requests())
          .singleElement()
          .asString()
          .startsWith(requestLine(url.substring(8 + authority.length())))
          .containsOnlyOnce(host(authority))
          .containsOnlyOnce("Host: ");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://hook.test/",
        "http://Hook.test:80/a",
        "http://[2A00:1450:4001:80B::200E]/",
        "http://[2606:4700:4700:0:0:0:0:1111]:8080",
      })
  void soIsThePartOfAUrlThatAProxyIsAskedFor(String url) throws IOException {
    policy.check(url);
    try (RawServer proxy = RawServer.answering(OK);
        HttpSender sender =
            Senders.through(
                EgressProxy.http("127.0.0.1", proxy.port()),
                Senders.TIMEOUT,
                address -> true,
                Senders.TO_LOOPBACK,
                null)) {
      assertThat(sender.post(post(url)).status()).isEqualTo(200);
      assertThat(proxy.requests())
          .singleElement()
          .asString()
          .containsOnlyOnce(host(url.substring(7).replaceFirst("[/?].*", "")))
          .containsOnlyOnce("Host: ");
    }
  }

  /** A policy of a host's own may take texts that no header should repeat. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "user:pw@hook.test",
        "hook%2etest",
        "h\u00f6\u00f6k.test",
        "hook.test\\",
        "hook.test:",
        "hook.test:0",
        "hook.test:65536",
        "[hook.test]",
        "[::1",
        "::1",
        "hook.test#",
        "hook.test/a b",
        "hook.test/\u00e4",
        "hook.test/\r\nX-Evil: 1"
      })
  void aUrlThatIsNotPlainIsNotSent(String odd) throws IOException {
    try (RawServer proxy = RawServer.answering(OK);
        HttpSender sender =
            Senders.through(EgressProxy.http("127.0.0.1", proxy.port()), Senders.TIMEOUT, null)) {
      assertThat(sender.post(post("http://" + odd)).failure()).isEqualTo(HttpFailure.URL);
      assertThat(sender.post(post("http://" + odd + "/")).failure()).isEqualTo(HttpFailure.URL);
      assertThat(proxy.connections()).isZero();
    }
  }

  /** Names that no public policy takes, and internal networks have. */
  @Test
  void aNameWithAnUnderscoreIsSent() throws IOException {
    try (RawServer server = RawServer.answering(OK);
        HttpSender sender = Senders.local()) {
      String authority = "my_service:" + server.port();
      assertThat(sender.post(post("http://" + authority + "/a")).status()).isEqualTo(200);
      assertThat(server.requests()).singleElement().asString().contains(host(authority));
    }
  }

  /** Whatever is typed, nothing but a refusal is thrown. */
  @Test
  void anyCharactersAreTakenOrRefused() {
    Random random = new Random(10);
    for (int i = 0; i < 5_000; i++) {
      StringBuilder text = new StringBuilder();
      for (int length = random.nextInt(6); length >= 0; length--) {
        int range = random.nextInt(3) == 0 ? 0x110000 : random.nextBoolean() ? 0x3000 : 0x80;
        text.appendCodePoint(random.nextInt(range));
      }
      assertThat(isTaken("https://" + text + ".example/")).isIn(true, false);
      assertThat(isTaken("https://example.com/" + text)).isIn(true, false);
    }
  }
}
