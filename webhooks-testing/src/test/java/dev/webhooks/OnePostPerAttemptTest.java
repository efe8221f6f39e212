package dev.webhooks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.webhooks.internal.http.RawServer;
import dev.webhooks.model.DeliveryState;
import dev.webhooks.model.Webhook;
import dev.webhooks.policy.RetryPolicy;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Guarantee W: as many POSTs at a bare socket as attempts in the log, handshake aside. */
class OnePostPerAttemptTest {
  private static final Pattern TOKEN = Pattern.compile("\"verifyToken\":\"([0-9a-f]+)\"");
  private static final int ATTEMPTS = 4;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "503 Busy\r\nRetry-After: 0",
        "408 Timeout",
        "307 Elsewhere\r\nLocation: /hook",
        "308 Elsewhere\r\nLocation: /hook",
        "401 Who\r\nWWW-Authenticate: Basic realm=x",
        "407 Who\r\nProxy-Authenticate: Basic realm=x",
        "421 Misdirected",
        "429 Slow\r\nRetry-After: -1",
        "500 No"
      })
  void whateverStatusAnEndpointAnswers(String status) throws IOException {
    assertOnePostPerAttempt(
        exchange -> exchange.write("HTTP/1.1 " + status + "\r\nContent-Length: 0\r\n\r\n"));
  }

  /** It waits for an hour each time, and is not given up for that. */
  @Test
  void whenItAsksForALongWait() throws IOException {
    String busy = "HTTP/1.1 503 Busy\r\nRetry-After: 99999999999\r\nContent-Length: 0\r\n\r\n";
    try (RawServer server = endpoint(exchange -> exchange.write(busy));
        Rig rig = new Rig(s -> s.retryPolicy(RetryPolicy.fixed(Duration.ofSeconds(1), ATTEMPTS)))) {
      rig.webhooks.dispatcher().start();
      String delivery = rig.publish(rig.register(server.url()).webhook());
      for (int attempt = 1; attempt <= 2 * ATTEMPTS; attempt++) {
        rig.awaitAttempts(delivery, attempt);
        rig.passTime(Duration.ofHours(1));
      }
      rig.awaitAttempts(delivery, 2 * ATTEMPTS + 1);

      assertThat(rig.delivery(delivery).state()).isEqualTo(DeliveryState.PENDING);
      assertThat(server.posts()).isEqualTo(1 + 2 * ATTEMPTS + 1);
    }
  }

  @Test
  void whenItClosesAfterReading() throws IOException {
    assertOnePostPerAttempt(exchange -> exchange.socket.close());
  }

  @Test
  void whenItResetsAfterReading() throws IOException {
    assertOnePostPerAttempt(RawServer.Exchange::reset);
  }

  @Test
  void whenAKeptConnectionDiesBetweenDeliveries() throws IOException {
    try (RawServer server =
            endpoint(
                exchange -> {
                  exchange.write("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
                  exchange.socket.close();
                });
        Rig rig = new Rig()) {
      rig.webhooks.dispatcher().start();
      Webhook webhook = rig.register(server.url()).webhook();

      List<String> deliveries =
          IntStream.range(0, 10)
              .mapToObj(
                  i -> {
                    String delivery = rig.publish(webhook);
                    rig.awaitState(delivery, DeliveryState.DELIVERED);
                    await().until(server::hasClosedAll);
                    return delivery;
                  })
              .toList();

      assertThat(deliveries)
          .allSatisfy(delivery -> assertThat(rig.detail(delivery).attempts()).hasSize(1));
      assertThat(server.posts()).isEqualTo(1 + deliveries.size());
    }
  }

  private static void assertOnePostPerAttempt(RawServer.Script script) throws IOException {
    try (RawServer server = endpoint(script);
        Rig rig = new Rig(s -> s.retryPolicy(RetryPolicy.fixed(Duration.ofSeconds(1), ATTEMPTS)))) {
      rig.webhooks.dispatcher().start();
      String delivery = rig.publish(rig.register(server.url()).webhook());
      for (int attempt = 1; attempt <= ATTEMPTS; attempt++) {
        rig.awaitAttempts(delivery, attempt);
        rig.passTime(Duration.ofSeconds(1));
      }
      rig.awaitState(delivery, DeliveryState.FAILED);

      assertThat(rig.detail(delivery).attempts()).hasSize(ATTEMPTS);
      assertThat(server.posts()).isEqualTo(1 + ATTEMPTS);
    }
  }

  /** Proves itself, on a connection that it keeps, and then behaves as scripted. */
  private static RawServer endpoint(RawServer.Script script) throws IOException {
    return RawServer.start(
        exchange -> {
          if (exchange.number > 1) {
            script.answer(exchange);
            return;
          }
          Matcher token = TOKEN.matcher(exchange.request);
          assertThat(token.find()).isTrue();
          String body = "{\"verifyToken\":\"" + token.group(1) + "\"}";
          exchange.write(
              "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: "
                  + body.length()
                  + "\r\n\r\n"
                  + body);
        });
  }
}
