package dev.webhooks.internal.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.webhooks.policy.EgressProxy;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Guarantees B and W, all at once for everything that an endpoint, or an egress proxy, may do: the
 * call ends within its timeout and a second, takes less than 8 MiB of heap, was one POST (or one
 * CONNECT), and leaves no thread behind. {@link BoundsTest} says what each is reported as.
 */
class HostileEndpointTest {
  private static final long MAX_GROWTH = 8 * 1024 * 1024;
  private static final String HEAD = "HTTP/1.1 200 OK\r\n";
  private static final String CHUNKED = HEAD + "Transfer-Encoding: chunked\r\n\r\n";
  private static final byte[] SMALL = "{}".getBytes(ISO_8859_1);

  /** More than the sockets' buffers hold, so that it can't be sent to somebody who doesn't read. */
  private static final byte[] LARGE = new byte[16 * 1024 * 1024];

  /** The process's own, which end by themselves, and the tests'. */
  private static final Set<String> OTHERS =
      Set.of("OkHttp TaskRunner", "Okio Watchdog", "raw-server", "awaitility-thread");

  private static final TestTls TLS = new TestTls();

  /** One misdeed. */
  private record Deed(String name, Role role, RawServer.Script script) {
    @Override
    public String toString() {
      return role + ": " + name;
    }
  }

  /** Who misbehaves, and when. */
  private enum Role {
    ENDPOINT(300),
    /** Answers when it has the head of a large request. */
    EARLY(300),
    /** Answers before any request. */
    UNASKED(300),
    /** Has more to do before it sees a request. */
    ENDPOINT_WITH_TLS(1_000),
    /** Answers a CONNECT. */
    PROXY(300);

    private final Duration timeout;

    Role(int timeoutMillis) {
      timeout = Duration.ofMillis(timeoutMillis);
    }
  }

  static Stream<Deed> deeds() throws IOException {
    byte[] bomb = gzip(new byte[50_000_000]);
    return Stream.of(
            both("says nothing", RawServer.Exchange::hang),
            both("drips its status line", exchange -> exchange.drip("H", 30)),
            both("drips a header", after(HEAD + "X-A: ", exchange -> exchange.drip("a", 30))),
            both("drips headers", after(HEAD, exchange -> exchange.drip("X-A: b\r\n", 30))),
            both("floods a header", after(HEAD + "X-A: ", exchange -> exchange.flood("a"))),
            both("floods headers", after(HEAD, exchange -> exchange.flood("X-A: b\r\n"))),
            both("drips 1xx", x -> x.drip("HTTP/1.1 103 E\r\nLink: </a>\r\n\r\n", 20)),
            both("floods 1xx", x -> x.flood("HTTP/1.1 103 E\r\n\r\n")),
            both("floods 100", x -> x.flood("HTTP/1.1 100 Continue\r\n\r\n")),
            both("resets", RawServer.Exchange::reset),
            both("closes", exchange -> exchange.socket.close()),
            both("resets within headers", after(HEAD + "X-", RawServer.Exchange::reset)),
            both("refuses with a body that drips", body("407 P", "9000", x -> x.drip("a", 30))),
            both("refuses with a body that floods", body("403 F", "90000000", x -> x.flood("a"))),
            both("refuses with a negative length", body("502 B", "-1", x -> x.flood("a"))),
            both("switches to HTTP/2", after(upgrade(), x -> x.write(h2Settings()))),
            both("answers in HTTP/2", exchange -> exchange.write(h2Settings())),
            both("answers with GOAWAY", exchange -> exchange.write(h2GoAway())),
            both("answers with the preface", x -> x.write("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n")),
            both("floods HTTP/2 pings", exchange -> exchange.flood(text(h2Ping()))),
            endpoint("drips a body", body("200 OK", "9000", exchange -> exchange.drip("a", 30))),
            endpoint("drips chunks", after(CHUNKED, exchange -> exchange.drip("1\r\na\r\n", 30))),
            endpoint("floods a body", after(HEAD + "\r\n", exchange -> exchange.flood("a"))),
            endpoint("floods a long body", body("200 OK", "9000000000000", x -> x.flood("a"))),
            endpoint("floods chunks", after(CHUNKED, x -> x.flood("8\r\n01234567\r\n"))),
            endpoint("floods a chunk's size", after(CHUNKED, exchange -> exchange.flood("0"))),
            endpoint("floods a chunk's extension", after(CHUNKED + "5;", x -> x.flood("a"))),
            endpoint("floods trailers", after(CHUNKED + "0\r\n", x -> x.flood("X-A: b\r\n"))),
            endpoint("stalls after 5 KB", body("200 OK", "9000", stallAfter("a".repeat(5000)))),
            endpoint("inflates 50 MB", gzipBody(bomb)),
            endpoint("resets within its body", body("200 OK", "9", RawServer.Exchange::reset)),
            endpoint("redirects to itself for ever", x -> x.write(redirect())),
            endpoint("asks to be asked again", x -> x.write(status("503 S", "Retry-After: 0"))),
            early("answers and goes on reading nothing", stallAfter(status("413 L", "X-A: b"))),
            early("answers and closes", closeAfter(status("413 L", "Connection: close"))),
            early(
                "answers and resets", after(status("200 OK", "X-A: b"), RawServer.Exchange::reset)),
            early("never reads the body", RawServer.Exchange::hang),
            early("floods its answer", after(HEAD + "\r\n", exchange -> exchange.flood("a"))),
            unasked("answers twice", x -> x.write(status("200 OK", "X-A: b").repeat(2))),
            unasked(
                "answers and resets", after(status("200 OK", "X-A: b"), RawServer.Exchange::reset)),
            unasked("floods", exchange -> exchange.flood(status("200 OK", "X-A: b"))),
            unasked("sends GOAWAY", exchange -> exchange.write(h2GoAway())),
            tls("says nothing", RawServer.Exchange::hang),
            tls("drips a body", body("200 OK", "9000", exchange -> exchange.drip("a", 30))),
            tls("floods headers", after(HEAD, exchange -> exchange.flood("X-A: b\r\n"))),
            tls("floods a body", after(HEAD + "\r\n", exchange -> exchange.flood("a"))),
            tls("stalls after 5 KB", body("200 OK", "9000", stallAfter("a".repeat(5000)))),
            tls("answers in HTTP/2", exchange -> exchange.write(h2Settings())),
            tls("answers with GOAWAY", exchange -> exchange.write(h2GoAway())),
            proxy("drips TLS", after(TestProxy.ESTABLISHED, exchange -> exchange.drip("a", 30))),
            proxy("floods TLS", after(TestProxy.ESTABLISHED, exchange -> exchange.flood("a"))),
            proxy("drips handshakes", after(TestProxy.ESTABLISHED, x -> x.drip("\26\3\3\0\4", 30))),
            proxy("says nothing more", after(TestProxy.ESTABLISHED, RawServer.Exchange::hang)))
        .flatMap(deeds -> deeds);
  }

  /** Loads what the first call loads, so that no deed is charged with it. */
  @BeforeAll
  static void warmUp() throws Exception {
    for (Role role : Role.values()) {
      run(new Deed("warm-up", role, exchange -> exchange.write(status("200 OK", "X-A: b"))));
    }
  }

  @ParameterizedTest(name = "Guarantees B and W: {0}")
  @MethodSource("deeds")
  void costsNoMoreThanItMay(Deed deed) throws Exception {
    Set<String> before = threads();

    Ended ended = run(deed);

    assertThat(ended.reply.duration()).isLessThan(deed.role.timeout.plusSeconds(1));
    assertThat(ended.growth).isLessThan(MAX_GROWTH);
    if (deed.role == Role.UNASKED) {
      assertThat(ended.requests).isLessThanOrEqualTo(1); // it need not read what was sent
    } else {
      assertThat(ended.requests).isEqualTo(1);
    }
    assertThat(ended.reply.body()).hasSizeLessThanOrEqualTo(4096);
    await()
        .pollDelay(Duration.ZERO)
        .pollInterval(Duration.ofMillis(10))
        .untilAsserted(() -> assertThat(before).containsAll(threads()));
  }

  private record Ended(HttpReply reply, long growth, int requests) {}

  private static Ended run(Deed deed) throws Exception {
    byte[] body = deed.role == Role.EARLY ? LARGE : SMALL;
    AtomicReference<HttpReply> reply = new AtomicReference<>();
    try (RawServer server = server(deed);
        HttpSender sender = sender(deed, server)) {
      HttpPost post = new HttpPost("wh_1", url(deed, server), Map.of(), body);
      long growth = HeapGrowth.during(() -> reply.set(sender.post(post)));
      return new Ended(reply.get(), growth, server.requests().size());
    }
  }

  private static RawServer server(Deed deed) throws IOException {
    return switch (deed.role) {
      case ENDPOINT, PROXY -> RawServer.start(deed.script);
      case EARLY -> RawServer.startEarly(deed.script);
      case UNASKED -> RawServer.startUnasked(deed.script);
      case ENDPOINT_WITH_TLS -> TLS.serving("hook.test", deed.script);
    };
  }

  private static HttpSender sender(Deed deed, RawServer server) {
    return deed.role == Role.PROXY
        ? Senders.through(
            EgressProxy.http("127.0.0.1", server.port()).withCredentials("u", "x"),
            deed.role.timeout,
            TLS.trust())
        : new HttpSender(
            Senders.settings(
                deed.role.timeout, Senders.LOOPBACK, Senders.TO_LOOPBACK, TLS.trust()));
  }

  private static String url(Deed deed, RawServer server) {
    boolean https = deed.role == Role.ENDPOINT_WITH_TLS || deed.role == Role.PROXY;
    return (https ? "https" : "http") + "://hook.test:" + server.port() + "/hook";
  }

  private static Set<String> threads() {
    Thread[] threads = new Thread[Thread.activeCount() + 100];
    int count = Thread.enumerate(threads);
    return Stream.of(threads)
        .limit(count)
        .map(Thread::getName)
        .filter(name -> !OTHERS.contains(name))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static Stream<Deed> both(String name, RawServer.Script script) {
    return Stream.concat(endpoint(name, script), proxy(name, script));
  }

  private static Stream<Deed> endpoint(String name, RawServer.Script script) {
    return Stream.of(new Deed(name, Role.ENDPOINT, script));
  }

  private static Stream<Deed> early(String name, RawServer.Script script) {
    return Stream.of(new Deed(name, Role.EARLY, script));
  }

  private static Stream<Deed> unasked(String name, RawServer.Script script) {
    return Stream.of(new Deed(name, Role.UNASKED, script));
  }

  private static Stream<Deed> tls(String name, RawServer.Script script) {
    return Stream.of(new Deed(name, Role.ENDPOINT_WITH_TLS, script));
  }

  private static Stream<Deed> proxy(String name, RawServer.Script script) {
    return Stream.of(new Deed(name, Role.PROXY, script));
  }

  private static RawServer.Script after(String beginning, RawServer.Script rest) {
    return exchange -> {
      exchange.write(beginning);
      rest.answer(exchange);
    };
  }

  private static RawServer.Script body(String status, String length, RawServer.Script rest) {
    return after("HTTP/1.1 " + status + "\r\nContent-Length: " + length + "\r\n\r\n", rest);
  }

  private static RawServer.Script stallAfter(String text) {
    return after(text, RawServer.Exchange::hang);
  }

  private static RawServer.Script closeAfter(String text) {
    return after(text, exchange -> exchange.socket.close());
  }

  private static RawServer.Script gzipBody(byte[] compressed) {
    String head = HEAD + "Content-Encoding: gzip\r\nContent-Length: " + compressed.length;
    return after(head + "\r\n\r\n", exchange -> exchange.write(compressed));
  }

  private static byte[] gzip(byte[] bytes) throws IOException {
    ByteArrayOutputStream compressed = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(compressed)) {
      gzip.write(bytes);
    }
    return compressed.toByteArray();
  }

  private static String status(String status, String header) {
    return "HTTP/1.1 " + status + "\r\n" + header + "\r\nContent-Length: 0\r\n\r\n";
  }

  private static String redirect() {
    return status("307 T", "Location: /hook");
  }

  private static String upgrade() {
    return "HTTP/1.1 101 S\r\nConnection: Upgrade\r\nUpgrade: h2c\r\n\r\n";
  }

  private static byte[] h2Settings() {
    return frame(4, new byte[0]);
  }

  private static byte[] h2Ping() {
    return frame(6, new byte[8]);
  }

  private static byte[] h2GoAway() {
    return frame(7, new byte[8]);
  }

  private static byte[] frame(int type, byte[] payload) {
    return ByteBuffer.allocate(9 + payload.length)
        .putInt(payload.length << 8 | type)
        .put((byte) 0)
        .putInt(0)
        .put(payload)
        .array();
  }

  private static String text(byte[] bytes) {
    return new String(bytes, ISO_8859_1);
  }
}
