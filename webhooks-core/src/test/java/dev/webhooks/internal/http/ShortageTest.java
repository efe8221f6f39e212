package dev.webhooks.internal.http;

import static dev.webhooks.internal.http.Senders.post;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.webhooks.internal.http.Failures.Stage;
import dev.webhooks.internal.http.HttpFailure.Blame;
import dev.webhooks.internal.http.HttpFailure.Kind;
import dev.webhooks.internal.process.Descriptors;
import java.io.IOException;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** What this process, or its machine, lacks is nobody else's doing (Guarantees L and B). */
class ShortageTest {
  private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n";
  private static final String EXHAUSTED =
      ": SENDER The sender had no resources left to open a connection.";

  private static List<String> starved(String of, String before, String... options)
      throws Exception {
    try (RawServer endpoint = RawServer.answering(OK);
        RawServer hanging = RawServer.start(RawServer.Exchange::hang)) {
      return TestJvm.run(
          before,
          List.of(options),
          StarvedJvm.class,
          of,
          String.valueOf(endpoint.port()),
          String.valueOf(hanging.port()));
    }
  }

  @Test
  void guaranteeL_withoutADescriptorNoFailureIsTheEndpoints() throws Exception {
    assertThat(starved("descriptors", "ulimit -n 100;"))
        .contains("before http://127.0.0.1: 200", "before http://hook.test: 200")
        .contains(
            "without http://127.0.0.1" + EXHAUSTED,
            "without http://hook.test" + EXHAUSTED,
            "without https://hook.test" + EXHAUSTED,
            "without http://localhost" + EXHAUSTED)
        .contains("after http://127.0.0.1: 200", "after http://hook.test: 200")
        // The JDK remembers for ten seconds that it could not look that up.
        .containsAnyOf("after http://localhost: 200", "after http://localhost" + EXHAUSTED)
        .contains("hanging http://hook.test: ENDPOINT No answer in time.");
  }

  /** And that the timeouts work afterwards (Guarantee B). */
  @Test
  void guaranteeL_withoutAThreadNoFailureIsTheEndpoints() throws Exception {
    assertThat(starved("threads", "ulimit -v 8000000;", "-Xmx64m", "-Xss64m"))
        .contains("before http://127.0.0.1: 200")
        .contains("without http://localhost" + EXHAUSTED)
        .contains("after http://127.0.0.1: 200", "after http://localhost: 200")
        .contains("hanging http://hook.test: ENDPOINT No answer in time.");
  }

  /** In a network of its own, with two local ports: nothing is connected to, wherever it runs. */
  @Test
  void withoutALocalPortItIsOursAndWithoutARouteItIsDoubtful() throws Exception {
    String network =
        "ip link set lo up; echo '40000 40001' > /proc/sys/net/ipv4/ip_local_port_range;";
    assumeThat(succeeds("unshare -n bash -c \"" + network + "\""))
        .as("a network namespace can be made here, with unshare and ip, as root")
        .isTrue();

    assertThat(
            TestJvm.run(
                "exec unshare -n bash -c \"" + network + " exec \\\"\\$@\\\"\" bash \"$@\";",
                List.of(),
                NetlessJvm.class))
        .containsExactly(
            "no way: NO_ROUTE",
            "no way: NO_ROUTE",
            "ports: 200",
            "taken: true",
            "no ports: EXHAUSTED");
  }

  private static boolean succeeds(String command) throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder("bash", "-c", "set -e; " + command).redirectErrorStream(true).start();
    process.getInputStream().readAllBytes();
    return process.waitFor() == 0;
  }

  @Test
  void guaranteeL_aStatusOutlivesTheMemoryForItsBody() throws Exception {
    assertThat(TestJvm.run(List.of("-Xmx24m", "-XX:+UseSerialGC"), SmallHeapJvm.class))
        .containsSubsequence("status 200, broke off: true", "blame ENDPOINT", "then 200");
  }

  @Test
  void anErrorBeforeTheRequestLeavesIsTheSenders() {
    try (HttpSender sender =
        Senders.guarded(
            Senders.LOOPBACK,
            host -> {
              throw new OutOfMemoryError("unable to create native thread");
            })) {
      assertThat(sender.post(post("http://hook.test/")).failure()).isEqualTo(HttpFailure.EXHAUSTED);
    }
  }

  @Test
  void guaranteeW_onceTheRequestMayHaveLeftNoErrorIsTheSenders() {
    for (Error error :
        List.of(new OutOfMemoryError(), new StackOverflowError(), new NoClassDefFoundError())) {
      assertThat(Failures.of(error, Stage.CONNECTING, false).blame()).isEqualTo(Blame.SENDER);
      assertThat(Failures.of(error, Stage.SENDING, false).blame()).isEqualTo(Blame.ENDPOINT);
      assertThat(Failures.of(error, Stage.ANSWERED, false).blame()).isEqualTo(Blame.ENDPOINT);
    }
  }

  /** Else whoever nests a certificate deeply enough could stop a node. */
  @Test
  void anEndpointsCertificateCanOverflowAStackButNotUseUpTheHeap() {
    assertThat(Failures.of(new StackOverflowError(), Stage.REACHED, false).blame())
        .isEqualTo(Blame.ENDPOINT);
    assertThat(Failures.of(new OutOfMemoryError(), Stage.REACHED, false).blame())
        .isEqualTo(Blame.SENDER);
  }

  @Test
  void ofSeveralAddressesTheTellingFailureCounts() {
    FailedException noRoute =
        new FailedException(HttpFailure.NO_ROUTE, new SocketException("unreachable"));
    FailedException refused =
        new FailedException(HttpFailure.REFUSED, new SocketException("refused"));
    FailedException exhausted =
        new FailedException(HttpFailure.EXHAUSTED, new SocketException("no port"));

    assertThat(kind(noRoute, refused)).isEqualTo(Kind.CONNECTION);
    assertThat(kind(refused, noRoute)).isEqualTo(Kind.CONNECTION);
    assertThat(kind(refused, exhausted)).isEqualTo(Kind.EXHAUSTED);
    assertThat(kind(noRoute, noRoute)).isEqualTo(Kind.NO_ROUTE);
    assertThat(kind(exhausted, new RefusedAddressException())).isEqualTo(Kind.EXHAUSTED);
    assertThat(kind(refused, new RefusedAddressException())).isEqualTo(Kind.REFUSED_ADDRESS);
  }

  private static Kind kind(Exception first, Exception second) {
    IOException thrown = new IOException(first);
    thrown.addSuppressed(second);
    return Failures.of(thrown, Stage.CONNECTING, false).kind();
  }

  @Test
  void aNameThatIsUnknownWithDescriptorsToSpareIsUnknown() {
    try (HttpSender sender =
        Senders.guarded(
            Senders.LOOPBACK,
            host -> {
              throw new UnknownHostException(host);
            })) {
      HttpFailure failure = sender.post(post("http://hook.test/")).failure();

      assertThat(failure).isEqualTo(HttpFailure.UNKNOWN_HOST);
      assertThat(failure.blame()).isEqualTo(Blame.DOUBTFUL);
    }
  }

  @Test
  void aShortageIsRememberedForAsLongAsTheJdkRemembersItsLookUps() {
    AtomicLong nanos = new AtomicLong(TimeUnit.DAYS.toNanos(1));
    Descriptors descriptors = new Descriptors(nanos::get);
    assertThat(descriptors.areShort()).isFalse();

    descriptors.ranOut();
    nanos.addAndGet(Duration.ofSeconds(14).toNanos());
    assertThat(descriptors.areShort()).isTrue();

    nanos.addAndGet(Duration.ofSeconds(2).toNanos());
    assertThat(descriptors.areShort()).isFalse();
  }
}
