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
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Look-ups that hang cost neither time beyond the deadline nor threads without end. */
class LookupsTest {
  private static final Duration TIMEOUT = Duration.ofSeconds(1);
  private static final Duration AT_ONCE = Duration.ofMillis(700);
  private static final AtomicInteger NEVER = new AtomicInteger();
  private static final String OK_AND_CLOSE =
      "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 0\r\n\r\n";

  private final CountDownLatch release = new CountDownLatch(1);
  private final ConcurrentHashMap<String, AtomicInteger> asked = new ConcurrentHashMap<>();
  private final ExecutorService callers = Executors.newCachedThreadPool();

  private final ConcurrentHashMap<String, CountDownLatch> hanging = new ConcurrentHashMap<>();
  private final AtomicLong nanos = new AtomicLong();

  /** Like getaddrinfo: names that begin with "hang" hang, and no interrupt helps. */
  private final HostResolver resolver =
      host -> {
        asked.computeIfAbsent(host, name -> new AtomicInteger()).incrementAndGet();
        CountDownLatch latch = host.startsWith("hang") ? release : hanging.get(host);
        while (latch != null) {
          try {
            latch.await();
            latch = null;
          } catch (InterruptedException e) {
            // goes on hanging
          }
        }
        return List.of(address("127.0.0.1"));
      };

  private final Lookups lookups = new Lookups(resolver, TIMEOUT, nanos::get);

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
      assertThat(reply.failure()).isEqualTo(HttpFailure.LOOKUP_TIMEOUT);
      assertThat(reply.duration()).isLessThan(TIMEOUT.plusSeconds(1));

      assertThat(sender.post(post(server.url("fine.test"))).status()).isEqualTo(200);
    }
  }

  @Test
  void equalNamesShareOneLookUp() throws Exception {
    List<Future<List<InetAddress>>> answers = new ArrayList<>();
    CountDownLatch started = new CountDownLatch(20);
    Lookups patient = new Lookups(resolver, Duration.ofSeconds(10), nanos::get);
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
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(TIMEOUT.multipliedBy(10));
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
    List<CompletableFuture<HttpFailure>> ends =
        names(Lookups.THREADS_PER_LANE + 5, "hang-%d.test").stream()
            .map(host -> supply(() -> ending(lookups, host)))
            .toList();
    int begun = 0;
    for (CompletableFuture<HttpFailure> end : ends) {
      assertThat(end.get()).isIn(HttpFailure.LOOKUP_TIMEOUT, HttpFailure.OVERLOADED);
      begun += end.get() == HttpFailure.LOOKUP_TIMEOUT ? 1 : 0;
    }
    assertThat(begun).isEqualTo(Lookups.THREADS_PER_LANE);
  }

  private <T> CompletableFuture<T> supply(Supplier<T> work) {
    return CompletableFuture.supplyAsync(work, callers);
  }

  /** How a look-up ends; null with an answer. */
  private static @Nullable HttpFailure ending(Lookups by, String host) {
    try {
      by.resolve(host);
      return null;
    } catch (UnknownHostException e) {
      return Failures.of(e, Failures.Stage.CONNECTING, false);
    }
  }

  private void assertTimesOut(String host) {
    assertThatExceptionOfType(LookupTimeoutException.class).isThrownBy(() -> lookups.resolve(host));
  }

  @Test
  void manyNamesThatAnswerShareTheThreads() throws Exception {
    Lookups patient = new Lookups(resolver, Duration.ofSeconds(10), nanos::get);
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

  @Test
  void guaranteeN_namesThatAnswerOnceAndThenHangTakeNoThreadsFromOtherKnownNames()
      throws Exception {
    try (RawServer server = RawServer.answering(OK_AND_CLOSE);
        HttpSender sender =
            new HttpSender(Senders.settings(TIMEOUT, Senders.LOOPBACK, resolver, null))) {
      List<String> wildcard = names(2 * Lookups.THREADS_PER_LANE, "e%d.evil.test");
      List<String> good = names(5, "good%d.test");
      Stream.concat(wildcard.stream(), good.stream())
          .forEach(host -> assertThat(sender.post(post(server.url(host))).status()).isEqualTo(200));
      wildcard.forEach(host -> hanging.put(host, release));
      List<CompletableFuture<HttpReply>> attack =
          wildcard.stream().map(host -> supply(() -> sender.post(post(server.url(host))))).toList();
      // Without a bound for a site they would hold both lanes.
      await().until(() -> asked(wildcard) >= wildcard.size() + Lookups.THREADS_PER_LANE + 2);

      for (String host : good) {
        HttpReply during = sender.post(post(server.url(host)));
        assertThat(during.status()).isEqualTo(200);
        assertThat(during.duration()).isLessThan(AT_ONCE);
      }
      for (CompletableFuture<HttpReply> one : attack) {
        assertThat(one.get().failure()).isIn(HttpFailure.LOOKUP_TIMEOUT, HttpFailure.OVERLOADED);
      }
      for (String host : good) {
        assertThat(sender.post(post(server.url(host))).status()).isEqualTo(200);
      }
    }
  }

  @Test
  void guaranteeN_aSiteThatHungStaysOutOfTheKnownLaneForTenMinutes() throws Exception {
    assertThat(lookups.resolve("known.test")).hasSize(1);
    CountDownLatch recovery = new CountDownLatch(1);
    hanging.put("e0.evil.test", recovery);
    assertTimesOut("e0.evil.test");
    recovery.countDown();
    await().untilAsserted(() -> assertThat(lookups.resolve("e0.evil.test")).hasSize(1));
    assertThat(lookups.resolve("e1.evil.test")).hasSize(1);

    hangEveryThread();
    assertThat(ending(lookups, "e0.evil.test")).isEqualTo(HttpFailure.OVERLOADED);
    assertThat(ending(lookups, "e1.evil.test")).isEqualTo(HttpFailure.OVERLOADED);
    assertThat(ending(lookups, "known.test")).isNull();

    nanos.addAndGet(HungSites.REMEMBERED.toNanos());
    assertThat(ending(lookups, "e0.evil.test")).isNull();
    assertThat(ending(lookups, "e1.evil.test")).isNull();
  }

  @Test
  void guaranteeN_aLookUpThatNeverBeganIsNoFaultOfItsName() throws Exception {
    List<String> sites = names(2 * Lookups.THREADS_PER_LANE, "www.evil%d.test");
    List<String> good = names(5, "good%d.test");
    sites.forEach(host -> assertThat(ending(lookups, host)).isNull());
    good.forEach(host -> assertThat(ending(lookups, host)).isNull());
    sites.forEach(host -> hanging.put(host, release));
    List<CompletableFuture<HttpFailure>> attack =
        sites.stream().map(host -> supply(() -> ending(lookups, host))).toList();
    await().until(() -> asked(sites) == 2 * sites.size());

    List<CompletableFuture<HttpFailure>> waiting =
        good.stream().map(host -> supply(() -> ending(lookups, host))).toList();
    for (CompletableFuture<HttpFailure> one : waiting) {
      assertThat(one.get()).isEqualTo(HttpFailure.OVERLOADED).matches(HttpFailure::isOurOwn);
    }
    assertThat(asked(good)).isEqualTo(good.size());
    for (CompletableFuture<HttpFailure> one : attack) {
      assertThat(one.get()).isEqualTo(HttpFailure.LOOKUP_TIMEOUT);
    }

    release.countDown();
    await().untilAsserted(() -> assertThat(ending(lookups, "good0.test")).isNull());
    good.forEach(host -> assertThat(ending(lookups, host)).isNull());
  }

  @Test
  void guaranteeN_slowLookUpsCountAsHangingBeforeTheirDeadline() throws Exception {
    Lookups patient = new Lookups(resolver, Duration.ofMinutes(1), nanos::get);
    List<String> slow = names(Lookups.THREADS_PER_LANE, "hang%d.test");
    List<CompletableFuture<HttpFailure>> held =
        slow.stream().map(host -> supply(() -> ending(patient, host))).toList();
    await().until(() -> asked(slow) == slow.size());
    nanos.addAndGet(Duration.ofSeconds(2).toNanos());

    long start = System.nanoTime();
    assertThat(ending(patient, "new.test")).isEqualTo(HttpFailure.OVERLOADED);
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(20));

    release.countDown();
    for (CompletableFuture<HttpFailure> one : held) {
      assertThat(one.get()).isNull();
    }
    patient.close();
  }

  private static List<String> names(int count, String format) {
    return IntStream.range(0, count)
        .mapToObj(i -> format.replace("%d", String.valueOf(i)))
        .toList();
  }

  private int asked(List<String> hosts) {
    return hosts.stream().mapToInt(host -> asked.getOrDefault(host, NEVER).get()).sum();
  }
}
