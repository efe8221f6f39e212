package dev.webhooks.internal.http;

import static dev.webhooks.internal.http.Senders.post;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;

/** Guarantee B: descriptors that nobody needs now are given back when they run out. */
class FewerConnectionsTest {
  private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n";
  private static final int AT_ONCE = 4;

  private final HttpSettings settings =
      new HttpSettings(
          Senders.TIMEOUT, Senders.LOOPBACK, Senders.TO_LOOPBACK, null, null, 4096, AT_ONCE);

  private final CyclicBarrier allAreOut = new CyclicBarrier(AT_ONCE);

  @Test
  void idleConnectionsAreClosedAndHalfAsManyAreKeptAfterwards() throws Exception {
    try (RawServer server = RawServer.start(this::answerTogether);
        HttpSender sender = new HttpSender(settings)) {
      postTogether(sender, server);
      postTogether(sender, server);
      assertThat(server.connections()).isEqualTo(AT_ONCE);
      assertThat(server.left()).isZero();

      sender.closeIdleConnections();
      await().until(() -> server.left() == AT_ONCE);

      postTogether(sender, server);
      assertThat(server.connections()).isEqualTo(2 * AT_ONCE);
      await().until(() -> server.left() == AT_ONCE + AT_ONCE / 2);
      postTogether(sender, server);
      assertThat(server.connections()).isEqualTo(2 * AT_ONCE + AT_ONCE / 2);
    }
  }

  private void answerTogether(RawServer.Exchange exchange) throws IOException {
    try {
      allAreOut.await(10, TimeUnit.SECONDS);
    } catch (InterruptedException | BrokenBarrierException | TimeoutException e) {
      throw new IOException(e);
    }
    exchange.write(OK);
  }

  private static void postTogether(HttpSender sender, RawServer server) throws Exception {
    List<FutureTask<HttpReply>> posts = new ArrayList<>();
    for (int i = 0; i < AT_ONCE; i++) {
      FutureTask<HttpReply> one = new FutureTask<>(() -> sender.post(post(server.url())));
      posts.add(one);
      new Thread(one, "post").start();
    }
    for (FutureTask<HttpReply> one : posts) {
      assertThat(one.get().status()).isEqualTo(200);
    }
  }
}
