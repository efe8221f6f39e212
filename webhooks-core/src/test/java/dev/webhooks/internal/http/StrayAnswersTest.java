package dev.webhooks.internal.http;

import static dev.webhooks.internal.http.Senders.post;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Guarantee W: what an endpoint says unasked is taken for an answer once at most. */
class StrayAnswersTest {
  private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n";
  private static final String ERROR = "HTTP/1.1 500 No\r\nContent-Length: 0\r\n\r\n";

  private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE); // wraps, as nanoTime may

  /** The stray one comes when the next POST of the same webhook is out already. */
  @ParameterizedTest(name = "Guarantee W: {0}")
  @EnumSource(Transport.class)
  void anAnswerThatComesTwiceIsTakenForAnothersOnce(Transport transport)
      throws IOException, InterruptedException {
    Set<Socket> answered = ConcurrentHashMap.newKeySet();
    CountDownLatch leftOver = new CountDownLatch(1);
    RawServer.Script script =
        exchange -> {
          exchange.write(ERROR);
          if (!answered.add(exchange.socket)) {
            leftOver.countDown();
          }
          exchange.awaitNext();
          exchange.write(OK);
        };
    try (RawServer server = transport.serving(script);
        HttpSender sender = transport.sender(nanos::get)) {
      String url = transport.url(server, "/");
      assertTakenOnce(statuses(sender, url, 20));
      assertThat(leftOver.await(10, TimeUnit.SECONDS)).isTrue();

      sender.closeIdleConnections(); // as the pool does after 3 s, and looks at each
      nanos.addAndGet(StrayAnswers.WATCHED.toNanos() + 1);
      assertThat(statuses(sender, url, 5)).containsOnly(500);
      assertThat(server.connections()).isEqualTo(24);

      nanos.addAndGet(StrayAnswers.REMEMBERED.toNanos());
      assertTakenOnce(statuses(sender, url, 5));
    }
  }

  private static void assertTakenOnce(List<Integer> statuses) {
    assertThat(statuses).startsWith(500, 200);
    assertThat(statuses.subList(2, statuses.size())).containsOnly(500);
  }

  /**
   * One that ends its connection leaves nothing there to be seen. It is taken for another's once
   * all the same.
   */
  @ParameterizedTest(name = "Guarantee W: {0}, then {1}")
  @CsvSource({"500, 200", "200, 408", "500, 408"})
  void soIsOneThatEndsItsConnection(int own, int stray) throws IOException {
    RawServer.Script script =
        exchange -> {
          exchange.write(OK.replace("200", String.valueOf(own)));
          exchange.pause(30);
          exchange.write(
              OK.replace("200", String.valueOf(stray))
                  .replace("\r\n\r\n", "\r\nConnection: close\r\n\r\n"));
        };
    try (RawServer server = RawServer.start(script);
        HttpSender sender = Transport.PLAIN.sender(nanos::get)) {
      List<Integer> first = statuses(sender, server.url(), 2);
      assertThat(first.get(0)).isEqualTo(own);
      assertThat(first.get(1)).isIn(own, stray);
      for (int i = 0; i < 5; i++) {
        assertThat(statuses(sender, server.url(), 2)).containsOnly(own);
        nanos.addAndGet(StrayAnswers.WATCHED.toNanos() + 1);
      }
    }
  }

  /** It is found before it does any harm, and nobody waits for it. */
  @ParameterizedTest
  @EnumSource(Transport.class)
  void whatLiesOnAConnectionIsRemembered(Transport transport)
      throws IOException, InterruptedException {
    CountDownLatch written = new CountDownLatch(1);
    RawServer.Script script =
        exchange -> {
          exchange.write(OK);
          if (exchange.number == 1) {
            exchange.write("\r\n");
            written.countDown();
          }
        };
    try (RawServer server = transport.serving(script);
        HttpSender sender = transport.sender(nanos::get)) {
      String url = transport.url(server, "/");
      statuses(sender, url, 1);
      assertThat(written.await(10, TimeUnit.SECONDS)).isTrue();
      statuses(sender, url, 3); // the first of them finds it, where it did not come with the answer
      assertThat(server.connections()).isEqualTo(4);
      long closing = closing(server);
      assertThat(closing).isBetween(2L, 3L);

      sender.closeIdleConnections();
      nanos.addAndGet(StrayAnswers.REMEMBERED.toNanos() + 1);
      statuses(sender, url, 3);
      assertThat(server.connections()).isEqualTo(5);
      assertThat(closing(server)).isEqualTo(closing);
    }
  }

  /** Of every endpoint now and then; it costs a few connections. */
  @ParameterizedTest
  @EnumSource(Transport.class)
  void anEndpointThatFailsOnceKeepsItsConnectionsAfterAMoment(Transport transport)
      throws IOException {
    try (RawServer server =
            transport.serving(exchange -> exchange.write(exchange.number == 2 ? ERROR : OK));
        HttpSender sender = transport.sender(nanos::get)) {
      String url = transport.url(server, "/");
      assertThat(statuses(sender, url, 4)).containsExactly(200, 500, 200, 200);
      assertThat(server.connections()).isEqualTo(3);
      sender.closeIdleConnections();

      nanos.addAndGet(StrayAnswers.WATCHED.toNanos() + 1);
      statuses(sender, url, 3);
      assertThat(server.connections()).isEqualTo(4);
      assertThat(closing(server)).isEqualTo(2);
    }
  }

  @ParameterizedTest
  @EnumSource(Transport.class)
  void aServerThatSaysGoodByeSaysNothingUnasked(Transport transport)
      throws IOException, InterruptedException {
    CountDownLatch left = new CountDownLatch(1);
    RawServer.Script script =
        exchange -> {
          exchange.write(OK);
          if (exchange.number == 1) {
            exchange.socket.close(); // under TLS with an alert, which is a record as well
            left.countDown();
          }
        };
    try (RawServer server = transport.serving(script);
        HttpSender sender = transport.sender(nanos::get)) {
      String url = transport.url(server, "/");
      statuses(sender, url, 1);
      assertThat(left.await(10, TimeUnit.SECONDS)).isTrue();
      statuses(sender, url, 4);
      assertThat(server.connections()).isEqualTo(2);
      assertThat(closing(server)).isZero();
    }
  }

  /** Its next answer might come when nobody looks any more. */
  @Test
  void anEndpointThatIsSlowToAnswerKeepsNoConnection() throws IOException {
    RawServer.Script script =
        exchange -> {
          nanos.addAndGet(KeptConnections.KEEP_ALIVE.toNanos());
          exchange.write(OK);
        };
    try (RawServer server = RawServer.start(script);
        HttpSender sender = Transport.PLAIN.sender(nanos::get)) {
      statuses(sender, server.url(), 3);
      assertThat(server.connections()).isEqualTo(3);
    }
  }

  @Test
  void answersThatAcknowledgeAreAlike() throws IOException {
    try (RawServer server =
            RawServer.start(
                exchange -> exchange.write(exchange.number == 2 ? OK.replace("200", "202") : OK));
        HttpSender sender = Senders.local()) {
      assertThat(statuses(sender, server.url(), 3)).containsExactly(200, 202, 200);
      assertThat(server.connections()).isEqualTo(1);
    }
  }

  /** One webhook's endpoint says nothing about another's, even behind one host. */
  @Test
  void theOthersKeepTheirs() throws IOException {
    try (RawServer server =
            RawServer.start(exchange -> exchange.write(exchange.number == 2 ? ERROR : OK));
        HttpSender sender = Senders.local()) {
      statuses(sender, server.url(), 3);
      int before = server.connections();
      for (int i = 0; i < 3; i++) {
        assertThat(sender.post(post("wh_other", server.url())).status()).isEqualTo(200);
      }
      assertThat(server.connections()).isEqualTo(before + 1);
    }
  }

  private static List<Integer> statuses(HttpSender sender, String url, int posts) {
    List<Integer> statuses = new ArrayList<>();
    for (int i = 0; i < posts; i++) {
      statuses.add(sender.post(post(url)).status());
    }
    return statuses;
  }

  private static long closing(RawServer server) {
    return server.requests().stream()
        .filter(request -> request.contains("\r\nConnection: close\r\n"))
        .count();
  }
}
