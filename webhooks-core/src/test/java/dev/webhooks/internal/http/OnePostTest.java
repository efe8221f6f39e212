package dev.webhooks.internal.http;

import static dev.webhooks.internal.http.Senders.address;
import static dev.webhooks.internal.http.Senders.post;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Guarantee W: one call of {@code post} is at most one POST on the wire. */
class OnePostTest {

  @ParameterizedTest(name = "Guarantee W: {0} {1}")
  @CsvSource({
    "503, Retry-After: 0",
    "503, Retry-After: 1",
    "503, Retry-After: 99999999999",
    "408, Retry-After: 0",
    "408, X-None: 1",
    "401, WWW-Authenticate: Basic realm=x",
    "407, Proxy-Authenticate: Basic realm=x",
    "421, X-None: 1",
    "301, Location: /hook",
    "302, Location: /hook",
    "303, Location: /hook",
    "307, Location: /hook",
    "308, Location: /hook",
    "300, Location: /hook",
    "101, Upgrade: websocket",
    "200, X-None: 1",
  })
  void anyStatusIsOnePost(int status, String header) throws IOException {
    String head = "HTTP/1.1 " + status + " S\r\n" + header + "\r\nContent-Length: 0\r\n\r\n";
    try (RawServer server = RawServer.answering(head);
        HttpSender sender = Senders.local()) {
      HttpReply reply = sender.post(post(server.url()));

      assertThat(reply.status()).isEqualTo(status);
      assertThat(reply.retryAfter())
          .isEqualTo(header.startsWith("Retry-After: ") ? header.substring(13) : null);
      assertThat(server.posts()).isEqualTo(1);
      assertThat(server.requests()).hasSize(1);
    }
  }

  @Test
  void guaranteeW_anEndpointThatClosesAfterReadingGetsOnePost() throws IOException {
    try (RawServer server = RawServer.start(exchange -> exchange.socket.close());
        HttpSender sender = Senders.local()) {
      HttpReply reply = sender.post(post(server.url()));

      assertThat(reply.failure()).isEqualTo(HttpFailure.CLOSED);
      assertThat(server.posts()).isEqualTo(1);
    }
  }

  @Test
  void guaranteeW_anEndpointThatResetsAfterReadingGetsOnePost() throws IOException {
    try (RawServer server = RawServer.start(RawServer.Exchange::reset);
        HttpSender sender = Senders.local()) {
      HttpReply reply = sender.post(post(server.url()));

      assertThat(reply.failure()).isEqualTo(HttpFailure.RESET);
      assertThat(server.posts()).isEqualTo(1);
    }
  }

  @Test
  void guaranteeW_aPooledConnectionThatDiedIdleIsNoticedBeforeSending() throws IOException {
    try (RawServer server =
            RawServer.start(
                exchange -> {
                  exchange.write("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
                  exchange.socket.close();
                });
        HttpSender sender = Senders.local()) {
      for (int i = 1; i <= 5; i++) {
        assertThat(sender.post(post(server.url())).status()).isEqualTo(200);
        await().until(server::hasClosedAll);

        assertThat(server.posts()).isEqualTo(i);
        assertThat(server.connections()).isEqualTo(i);
      }
    }
  }

  @Test
  void guaranteeW_aPooledConnectionThatDiesAfterTheSecondRequestIsNotReplaced() throws IOException {
    try (RawServer server =
            RawServer.start(
                exchange -> {
                  if (exchange.number == 1) {
                    exchange.write("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
                  } else {
                    exchange.reset();
                  }
                });
        HttpSender sender = Senders.local()) {
      assertThat(sender.post(post(server.url())).status()).isEqualTo(200);

      assertThat(sender.post(post(server.url())).failure()).isEqualTo(HttpFailure.RESET);
      assertThat(server.posts()).isEqualTo(2);
      assertThat(server.connections()).isEqualTo(1);
    }
  }

  @Test
  void guaranteeW_aSecondAddressIsTriedOnlyWhileNothingWasSent() throws IOException {
    try (RawServer server = RawServer.start(exchange -> exchange.socket.close());
        HttpSender sender =
            Senders.guarded(
                Senders.LOOPBACK,
                // Nobody listens on the first; the others are one and the same.
                host ->
                    List.of(address("127.0.0.2"), address("127.0.0.1"), address("127.0.0.1")))) {
      HttpReply reply = sender.post(post(server.url("hook.test")));

      assertThat(reply.failure()).isEqualTo(HttpFailure.CLOSED);
      assertThat(server.posts()).isEqualTo(1);
    }
  }
}
