package dev.webhooks.internal.http;

import static dev.webhooks.internal.http.Senders.post;
import static org.assertj.core.api.Assertions.assertThat;

import dev.webhooks.internal.http.HttpFailure.Blame;
import java.io.IOException;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What customers are told of a connection that fails (Guarantee P), over real sockets. */
class ConnectSentencesTest {

  private static HttpFailure failureOf(RawServer server) {
    try (HttpSender sender = Senders.local()) {
      HttpFailure failure = sender.post(post(server.url())).failure();
      assertThat(failure.blame()).isEqualTo(Blame.ENDPOINT);
      return failure;
    }
  }

  private static HttpFailure failureOf(RawServer.Script script) throws IOException {
    try (RawServer server = RawServer.start(script)) {
      return failureOf(server);
    }
  }

  private static int closedPort() throws IOException {
    try (ServerSocket gone = new ServerSocket(0, 1, Senders.address("127.0.0.1"))) {
      return gone.getLocalPort();
    }
  }

  @Test
  void aRefusedConnectionIsSaidToBe() throws IOException {
    try (HttpSender sender = Senders.local()) {
      for (String scheme : List.of("http", "https")) {
        HttpFailure failure = sender.post(post(scheme + "://hook.test:" + closedPort())).failure();

        assertThat(failure.text()).isEqualTo("The connection was refused.");
        assertThat(failure.blame()).isEqualTo(Blame.ENDPOINT);
      }
    }
  }

  @Test
  void aConnectionThatIsResetIsSaidToBe() throws IOException {
    assertThat(failureOf(RawServer.Exchange::reset).text())
        .isEqualTo("The connection was reset before the answer was complete.");
  }

  /** While it is made, or on the first write, or read: as it happens. */
  @Test
  void aConnectionThatIsResetAtOnceIsNeverTakenForOursToMend() throws IOException {
    try (RawServer server = RawServer.startUnasked(RawServer.Exchange::reset)) {
      for (int i = 0; i < 50; i++) {
        assertThat(failureOf(server)).isEqualTo(HttpFailure.RESET);
      }
    }
  }

  @Test
  void aConnectionThatIsResetInTheMiddleOfTheHeadersIsSaidToBe() throws IOException {
    assertThat(
            failureOf(
                exchange -> {
                  exchange.write("HTTP/1.1 200 OK\r\nX-A: ");
                  exchange.reset();
                }))
        .isIn(HttpFailure.RESET, HttpFailure.CLOSED); // the reset may throw away what came before
  }

  @Test
  void aConnectionThatIsClosedWithoutAnAnswerIsSaidToBe() throws IOException {
    for (String beginning : List.of("", "HTTP/1.1 200 OK\r\nX-A: b\r\n", "HTT")) {
      assertThat(
              failureOf(
                      exchange -> {
                        exchange.write(beginning);
                        exchange.socket.close();
                      })
                  .text())
          .isEqualTo("The connection was closed before an answer came.");
    }
  }

  /** Too large for the buffers between: it is the writing that fails. */
  @Test
  void aConnectionThatIsResetWhileTheRequestIsWrittenIsSaidToBe() throws IOException {
    byte[] large = new byte[20_000_000];
    try (RawServer server = RawServer.startEarly(RawServer.Exchange::reset);
        HttpSender sender = Senders.local()) {
      assertThat(sender.post(new HttpPost("wh_1", server.url(), Map.of(), large)).failure())
          .isEqualTo(HttpFailure.RESET);
    }
  }

  @Test
  void anAnswerThatBreaksOffIsSaidToAndKeepsItsStatus() throws IOException {
    for (String head :
        List.of("Content-Length: 9\r\n\r\nabc", "Transfer-Encoding: chunked\r\n\r\n9\r\nabc")) {
      for (boolean reset : new boolean[] {false, true}) {
        try (RawServer server =
                RawServer.start(
                    exchange -> {
                      exchange.write("HTTP/1.1 201 C\r\n" + head);
                      if (!reset) {
                        exchange.socket.close();
                      } else if (exchange.socket.getInputStream().read() == -1) {
                        exchange.reset();
                      }
                    });
            HttpSender sender = Senders.local(Duration.ofSeconds(1))) {
          HttpReply reply = sender.post(post(server.url()));

          assertThat(reply.status()).isEqualTo(201);
          assertThat(reply.truncated()).isTrue();
          assertThat(reply.failure().text())
              .isEqualTo(
                  reset
                      ? "No answer in time."
                      : "The connection was closed in the middle of the answer.");
        }
      }
    }
  }

  @Test
  void whatIsNotHttpIsSaidToBe() throws IOException {
    assertThat(failureOf(exchange -> exchange.write("SSH-2.0-OpenSSH_9.2p1\r\n")).text())
        .isEqualTo("The answer was not valid HTTP.");
  }

  @Test
  void guaranteeP_everyFixedFailureHasASentenceOfItsOwn() {
    assertThat(
            List.of(
                HttpFailure.TIMEOUT,
                HttpFailure.REFUSED_ADDRESS,
                HttpFailure.UNKNOWN_HOST,
                HttpFailure.CONNECTION,
                HttpFailure.REFUSED,
                HttpFailure.RESET,
                HttpFailure.CLOSED,
                HttpFailure.BROKEN_OFF,
                HttpFailure.ABANDONED,
                HttpFailure.PROTOCOL,
                HttpFailure.EGRESS_PROXY,
                HttpFailure.URL,
                HttpFailure.CANCELLED,
                HttpFailure.OVERLOADED,
                HttpFailure.EXHAUSTED,
                HttpFailure.NO_ROUTE,
                TlsFailures.OTHER,
                TlsFailures.SELF_SIGNED,
                TlsFailures.UNKNOWN_AUTHORITY,
                TlsFailures.INCOMPLETE_CHAIN,
                TlsFailures.WEAK,
                TlsFailures.UNUSABLE,
                TlsFailures.NOT_TRUSTED,
                TlsFailures.WRONG_HOST,
                TlsFailures.NOTHING_IN_COMMON,
                TlsFailures.CLIENT_CERTIFICATE,
                TlsFailures.NAME_NOT_RECOGNISED,
                TlsFailures.NOT_TLS,
                TlsFailures.CLOSED,
                TlsFailures.RESET))
        .extracting(HttpFailure::text)
        .doesNotHaveDuplicates()
        .allSatisfy(text -> assertThat(text).matches("[A-Z][A-Za-z0-9 ,:.'-]+\\."));
  }
}
