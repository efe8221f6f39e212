package dev.webhooks.internal.http;

import static dev.webhooks.internal.http.Senders.post;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/** Interrupts, closing, and what is left behind. */
class LifecycleTest {
  private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n";
  private static final Duration MINUTE = Duration.ofMinutes(1);

  @Test
  void anInterruptEndsACallThatWaitsForItsAnswer() throws Exception {
    try (RawServer server = RawServer.start(RawServer.Exchange::hang);
        HttpSender sender = Senders.local(MINUTE)) {
      CompletableFuture<HttpReply> reply = new CompletableFuture<>();
      AtomicBoolean flag = new AtomicBoolean();
      Thread caller =
          new Thread(
              () -> {
                HttpReply ended = sender.post(post(server.url()));
                flag.set(Thread.currentThread().isInterrupted());
                reply.complete(ended);
              });
      caller.start();
      await().until(() -> server.posts() == 1);
      caller.interrupt();

      assertThat(reply.get(5, TimeUnit.SECONDS).failure()).isEqualTo(HttpFailure.CANCELLED);
      assertThat(flag).isTrue();
    }
  }

  @Test
  void anInterruptEndsACallThatWaitsForALookUp() throws Exception {
    CompletableFuture<Void> asked = new CompletableFuture<>();
    CompletableFuture<Void> answer = new CompletableFuture<>();
    try (HttpSender sender =
        new HttpSender(
            Senders.settings(
                MINUTE,
                Senders.LOOPBACK,
                host -> {
                  asked.complete(null);
                  answer.join();
                  return List.of();
                },
                null))) {
      CompletableFuture<HttpReply> reply = new CompletableFuture<>();
      Thread caller = new Thread(() -> reply.complete(sender.post(post("https://hook.test/"))));
      caller.start();
      asked.get(5, TimeUnit.SECONDS);
      caller.interrupt();

      assertThat(reply.get(5, TimeUnit.SECONDS).failure()).isEqualTo(HttpFailure.CANCELLED);
    } finally {
      answer.complete(null); // its thread must not outlive the test
    }
  }

  @Test
  void anInterruptedCallerSendsNothing() throws IOException {
    try (RawServer server = RawServer.answering(OK);
        HttpSender sender = Senders.local()) {
      Thread.currentThread().interrupt();
      HttpReply reply = sender.post(post(server.url()));

      assertThat(Thread.interrupted()).isTrue();
      assertThat(reply.failure()).isEqualTo(HttpFailure.CANCELLED);
      assertThat(server.posts()).isZero();
      assertThat(sender.post(post(server.url())).status()).isEqualTo(200);
    }
  }

  @Test
  void closeEndsCallsUnderWayAndRefusesNewOnes() throws Exception {
    try (RawServer server = RawServer.start(RawServer.Exchange::hang)) {
      HttpSender sender = Senders.local(MINUTE);
      List<CompletableFuture<HttpReply>> replies = new ArrayList<>();
      for (int i = 0; i < 5; i++) {
        CompletableFuture<HttpReply> reply = new CompletableFuture<>();
        new Thread(() -> reply.complete(sender.post(post(server.url())))).start();
        replies.add(reply);
      }
      await().until(() -> server.posts() == 5);
      sender.close();

      for (CompletableFuture<HttpReply> reply : replies) {
        assertThat(reply.get(5, TimeUnit.SECONDS).failure()).isEqualTo(HttpFailure.CANCELLED);
      }
      assertThat(sender.post(post(server.url())).failure()).isEqualTo(HttpFailure.CANCELLED);
      assertThat(server.posts()).isEqualTo(5);
    }
  }

  @Test
  void guaranteeB_closeLeavesNoThreadOfOursBehind() throws Exception {
    await().until(() -> ownThreads() == 0); // what other tests left to idle out
    try (RawServer server = RawServer.answering(OK)) {
      HttpSender sender = Senders.local();
      assertThat(sender.post(post(server.url("hook.test"))).status()).isEqualTo(200);
      assertThat(ownThreads()).isEqualTo(2); // a look-up's, and the one that watches the calls
      sender.close();

      await().atMost(Duration.ofSeconds(2)).until(() -> ownThreads() == 0);
    }
  }

  private static long ownThreads() {
    Thread[] threads = new Thread[Thread.activeCount() + 100];
    int count = Thread.enumerate(threads);
    return java.util.Arrays.stream(threads, 0, count)
        .filter(thread -> thread.getName().startsWith("webhooks-"))
        .count();
  }

  @Test
  void connectionsAreReusedAndCountedNotHoarded() throws IOException {
    try (RawServer server = RawServer.answering(OK);
        HttpSender sender = Senders.local()) {
      for (int i = 0; i < 50; i++) {
        assertThat(sender.post(post(server.url("hook.test"))).status()).isEqualTo(200);
      }
      assertThat(server.connections()).isEqualTo(1);
    }
  }
}
