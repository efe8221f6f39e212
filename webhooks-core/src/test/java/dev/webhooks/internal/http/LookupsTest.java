package dev.webhooks.internal.http;

import static dev.webhooks.internal.http.Senders.address;
import static dev.webhooks.internal.http.Senders.post;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import dev.webhooks.spi.HostResolver;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Look-ups that hang cost neither time beyond the deadline nor threads without end. */
class LookupsTest {
  private static final Duration TIMEOUT = Duration.ofSeconds(1);
  private static final Duration AT_ONCE = Duration.ofMillis(700);

  private final CountDownLatch release = new CountDownLatch(1);
  private final ConcurrentHashMap<String, AtomicInteger> asked = new ConcurrentHashMap<>();
  private final ExecutorService callers = Executors.newCachedThreadPool();

  /** Like getaddrinfo: names that begin with "hang" hang, and no interrupt helps. */
  private final HostResolver resolver =
      host -> {
        asked.computeIfAbsent(host, name -> new AtomicInteger()).incrementAndGet();
        boolean hanging = host.startsWith("hang");
        while (hanging) {
          try {
            release.await();
            hanging = false;
          } catch (InterruptedException e) {
            // goes on hanging
          }
        }
        return List.of(address("127.0.0.1"));
      };

  private final Lookups lookups = new Lookups(resolver, TIMEOUT);

  @AfterEach
  void end() {
    release.countDown();
    lookups.close();
    callers.shutdownNow();
  }

  @Test
  void guaranteeB_aHangingLookUpDoesNotOutliveTheCall() throws IOException {
    try (RawServer server = RawServer.answering("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
        HttpSender sender =
            new HttpSender(Senders.settings(TIMEOUT, Senders.LOOPBACK, resolver, null))) {
      HttpReply reply = sender.post(post(server.url("hang.test")));
      assertThat(reply.failure()).isEqualTo(HttpFailure.TIMEOUT);
      assertThat(reply.duration()).isLessThan(TIMEOUT.plusSeconds(1));

      assertThat(sender.post(post(server.url("fine.test"))).status()).isEqualTo(200);
    }
  }

  @Test
  void equalNamesShareOneLookUp() throws Exception {
    List<Future<List<InetAddress>>> answers = new ArrayList<>();
    CountDownLatch started = new CountDownLatch(20);
    Lookups patient = new Lookups(resolver, Duration.ofSeconds(10));
    for (int i = 0; i < 20; i++) {
      answers.add(
          callers.submit(
              () -> {
                started.countDown();
                return patient.resolve("hang.test");
              }));
    }
    started.await();
    await().untilAsserted(() -> assertThat(asked).containsKey("hang.test"));
    release.countDown();

    for (Future<List<InetAddress>> answer : answers) {
      assertThat(answer.get()).containsExactly(address("127.0.0.1"));
    }
    assertThat(asked.get("hang.test").get()).isLessThan(20);
    patient.close();
  }

  @Test
  void guaranteeN_aNameThatHangsHoldsOneThreadAndFailsFastUntilItAnswers() throws Exception {
    assertTimesOut("hang.test");

    long start = System.nanoTime();
    for (int i = 0; i < 100; i++) {
      assertTimesOut("hang.test");
    }
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(AT_ONCE);
    assertThat(asked.get("hang.test")).hasValue(1);

    release.countDown();
    await().untilAsserted(() -> assertThat(lookups.resolve("hang.test")).hasSize(1));
  }

  @Test
  void guaranteeN_whenEveryThreadHangsNewNamesFailFastAndKnownNamesStillResolve() throws Exception {
    assertThat(lookups.resolve("known.test")).hasSize(1);
    hangEveryThread();

    long start = System.nanoTime();
    assertThatExceptionOfType(LookupOverloadException.class)
        .isThrownBy(() -> lookups.resolve("new.test"));
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(AT_ONCE);
    assertThat(asked).doesNotContainKey("new.test");
    assertThat(lookups.resolve("known.test")).hasSize(1);

    release.countDown();
    await().untilAsserted(() -> assertThat(lookups.resolve("new.test")).hasSize(1));
  }

  private void hangEveryThread() throws Exception {
    List<CompletableFuture<Void>> hanging = new ArrayList<>();
    for (int i = 0; i < Lookups.THREADS_PER_LANE + 5; i++) {
      String host = "hang-" + i + ".test";
      hanging.add(CompletableFuture.runAsync(() -> assertTimesOut(host), callers));
    }
    for (CompletableFuture<Void> one : hanging) {
      one.get();
    }
    assertThat(asked).hasSizeLessThanOrEqualTo(Lookups.THREADS_PER_LANE + 1);
  }

  private void assertTimesOut(String host) {
    assertThatExceptionOfType(LookupTimeoutException.class).isThrownBy(() -> lookups.resolve(host));
  }

  @Test
  void manyNamesThatAnswerShareTheThreads() throws Exception {
    Lookups patient = new Lookups(resolver, Duration.ofSeconds(10));
    List<Future<List<InetAddress>>> answers = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      String host = "fine-" + i + ".test";
      answers.add(callers.submit(() -> patient.resolve(host)));
    }
    for (Future<List<InetAddress>> answer : answers) {
      assertThat(answer.get()).hasSize(1);
    }
    patient.close();
  }

  @Test
  void anInterruptedCallerLeavesWithItsFlagSet() throws Exception {
    Thread.currentThread().interrupt();

    assertThatExceptionOfType(UnknownHostException.class)
        .isThrownBy(() -> lookups.resolve("hang.test"));
    assertThat(Thread.interrupted()).isTrue();
  }
}
