package dev.webhooks.internal.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Answers of endpoints that hang up before they have read the request. */
class EarlyAnswersTest {
  /** More than the sockets' buffers hold. */
  private static final byte[] LARGE = new byte[16 * 1024 * 1024];

  @ParameterizedTest
  @EnumSource(Transport.class)
  void aRefusalIsReadThoughNotAllWasSent(Transport transport) throws IOException {
    HttpReply reply =
        replyTo(
            transport, "HTTP/1.1 413 Too Large\r\nRetry-After: 7\r\nContent-Length: 3\r\n\r\nbig");

    assertThat(reply.status()).isEqualTo(413);
    assertThat(reply.failure()).isNull();
    assertThat(reply.retryAfter()).isEqualTo("7");
    assertThat(new String(reply.body(), ISO_8859_1)).isEqualTo("big");
  }

  @ParameterizedTest(name = "Guarantees L and W: {0}")
  @EnumSource(Transport.class)
  void whatWasNotSentIsNotAcknowledged(Transport transport) throws IOException {
    HttpReply reply =
        replyTo(transport, "HTTP/1.1 200 OK\r\nRetry-After: 7\r\nContent-Length: 0\r\n\r\n");

    assertThat(reply.status()).isNull();
    assertThat(reply.retryAfter()).isNull();
    assertThat(reply.failure()).isEqualTo(HttpFailure.RESET);
  }

  private static HttpReply replyTo(Transport transport, String answer) throws IOException {
    RawServer.Script script =
        exchange -> {
          exchange.write(answer);
          exchange.socket.close();
        };
    try (RawServer server = transport.servingEarly(script);
        HttpSender sender = transport.sender()) {
      return sender.post(new HttpPost("wh_1", transport.url(server, "/"), Map.of(), LARGE));
    }
  }
}
