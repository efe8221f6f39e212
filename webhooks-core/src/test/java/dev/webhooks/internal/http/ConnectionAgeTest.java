package dev.webhooks.internal.http;

import static dev.webhooks.internal.http.Senders.post;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** A busy connection does not outlive changes of DNS, certificate or policy. */
class ConnectionAgeTest {
  private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n";

  private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE); // wraps, as nanoTime may
  private final AtomicLong lookups = new AtomicLong();
  private final TestTls tls = new TestTls();

  private final HttpSender sender =
      new HttpSender(
          Senders.settings(
              Senders.TIMEOUT,
              Senders.LOOPBACK,
              host -> {
                lookups.incrementAndGet();
                return Senders.TO_LOOPBACK.resolve(host);
              },
              tls.trust()),
          nanos::get);

  @Test
  void aConnectionTakesOneLastPostOnceItIsAMinuteOld() throws IOException {
    try (sender;
        RawServer server = RawServer.answering(OK)) {
      assertOneLastPost(server, server.url("hook.test"));
    }
  }

  @Test
  void soDoesOneUnderTls() throws IOException {
    try (sender;
        RawServer server = tls.serving("hook.test", exchange -> exchange.write(OK))) {
      assertOneLastPost(server, "https://hook.test:" + server.port() + "/hook");
    }
  }

  private void assertOneLastPost(RawServer server, String url) {
    for (int i = 0; i < 5; i++) {
      assertSent(url);
      nanos.addAndGet(HttpSender.MAX_AGE.toNanos() / 4);
    }
    assertThat(server.connections()).isEqualTo(1);
    assertThat(server.requests()).noneMatch(ConnectionAgeTest::asksToClose);

    assertSent(url);
    assertThat(server.connections()).isEqualTo(1);
    assertThat(server.requests().get(5)).matches(ConnectionAgeTest::asksToClose);

    assertSent(url);
    assertSent(url);
    assertThat(server.connections()).isEqualTo(2);
    assertThat(lookups).hasValue(2);
    assertThat(server.requests().subList(6, 8)).noneMatch(ConnectionAgeTest::asksToClose);
    assertThat(server.posts()).isEqualTo(8);
  }

  private void assertSent(String url) {
    assertThat(sender.post(post(url)).status()).isEqualTo(200);
  }

  private static boolean asksToClose(String request) {
    return request.contains("\r\nConnection: close\r\n");
  }
}
