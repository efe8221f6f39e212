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
 * CONNECT), and leaves no thread behind. {@link BoundsTest} says what each is reported as. A
 * subclass says who does what, as its static {@code deeds()}; there are several, because each deed
 * takes its whole timeout and no two can be measured in one process at a time.
 */
abstract class HostileContract {
  private static final long MAX_GROWTH = 8 * 1024 * 1024;
  static final String HEAD = "HTTP/1.1 200 OK\r\n";
  static final String CHUNKED = HEAD + "Transfer-Encoding: chunked\r\n\r\n";
  private static final byte[] SMALL = "{}".getBytes(ISO_8859_1);

  /** More than the sockets' buffers hold, so that it can't be sent to somebody who doesn't read. */
  private static final byte[] LARGE = new byte[16 * 1024 * 1024];

  /** The process's own, which end by themselves, and the tests'. */
  private static final Set<String> OTHERS = Set.of("raw-server", "awaitility-thread");

  private static final TestTls TLS = new TestTls();

  /** One misdeed. */
  record Deed(String name, Role role, RawServer.Script script) {
    @Override
    public String toString() {
      return role + ": " + name;
    }
  }

  /** Who misbehaves, and when. */
  enum Role {
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

  /** What both an endpoint and a proxy may do. */
  static Stream<Deed> anybodys(Role role) {
    return Stream.of(
        new Deed("says nothing", role, RawServer.Exchange::hang),
        new Deed("drips its status line", role, exchange -> exchange.drip("H", 30)),
        new Deed("drips a header", role, after(HEAD + "X-A: ", exchange -> exchange.drip("a", 30))),
        new Deed("drips headers", role, after(HEAD, exchange -> exchange.drip("X-A: b\r\n", 30))),
        new Deed("floods a header", role, after(HEAD + "X-A: ", exchange -> exchange.flood("a"))),
        new Deed("floods headers", role, after(HEAD, exchange -> exchange.flood("X-A: b\r\n"))),
        new Deed("drips 1xx", role, x -> x.drip("HTTP/1.1 103 E\r\nLink: </a>\r\n\r\n", 20)),
        new Deed("floods 1xx", role, x -> x.flood("HTTP/1.1 103 E\r\n\r\n")),
        new Deed("floods 100", role, x -> x.flood("HTTP/1.1 100 Continue\r\n\r\n")),
        new Deed("resets", role, RawServer.Exchange::reset),
        new Deed("closes", role, exchange -> exchange.socket.close()),
        new Deed("resets within headers", role, after(HEAD + "X-", RawServer.Exchange::reset)),
        new Deed(
            "refuses with a body that drips", role, body("407 P", "9000", x -> x.drip("a", 30))),
        new Deed(
            "refuses with a body that floods", role, body("403 F", "90000000", x -> x.flood("a"))),
        new Deed("refuses with a negative length", role, body("502 B", "-1", x -> x.flood("a"))),
        new Deed("switches to HTTP/2", role, after(upgrade(), x -> x.write(h2Settings()))),
        new Deed("answers in HTTP/2", role, exchange -> exchange.write(h2Settings())),
        new Deed("answers with GOAWAY", role, exchange -> exchange.write(h2GoAway())),
        new Deed(
            "answers with the preface", role, x -> x.write("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n")),
        new Deed("floods HTTP/2 pings", role, exchange -> exchange.flood(text(h2Ping()))));
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
    // On a busy machine a timeout may pass before the request is out, and then nothing was done, or
    // a call may wait for a processor, or garbage be made between a collection and the look at the
    // heap. What an endpoint can draw out, it draws out each time.
    for (int i = 0; i < 15 && !(ended.wasDone(deed) && ended.isCheap(deed)); i++) {
      ended = run(deed);
    }

    assertThat(ended.reply.duration()).isLessThan(ended.limit(deed));
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

  private record Ended(HttpReply reply, long growth, int requests) {
    boolean wasDone(Deed deed) {
      return requests > 0 || deed.role == Role.UNASKED;
    }

    boolean isCheap(Deed deed) {
      return reply.duration().compareTo(limit(deed)) < 0 && growth < MAX_GROWTH;
    }

    Duration limit(Deed deed) {
      return deed.role.timeout.plusSeconds(1);
    }
  }

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

  static RawServer.Script after(String beginning, RawServer.Script rest) {
    return exchange -> {
      exchange.write(beginning);
      rest.answer(exchange);
    };
  }

  static RawServer.Script body(String status, String length, RawServer.Script rest) {
    return after("HTTP/1.1 " + status + "\r\nContent-Length: " + length + "\r\n\r\n", rest);
  }

  static RawServer.Script stallAfter(String text) {
    return after(text, RawServer.Exchange::hang);
  }

  static RawServer.Script closeAfter(String text) {
    return after(text, exchange -> exchange.socket.close());
  }

  static RawServer.Script gzipBody(byte[] compressed) {
    String head = HEAD + "Content-Encoding: gzip\r\nContent-Length: " + compressed.length;
    return after(head + "\r\n\r\n", exchange -> exchange.write(compressed));
  }

  static byte[] gzip(byte[] bytes) throws IOException {
    ByteArrayOutputStream compressed = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(compressed)) {
      gzip.write(bytes);
    }
    return compressed.toByteArray();
  }

  static String status(String status, String header) {
    return "HTTP/1.1 " + status + "\r\n" + header + "\r\nContent-Length: 0\r\n\r\n";
  }

  static String redirect() {
    return status("307 T", "Location: /hook");
  }

  static String upgrade() {
    return "HTTP/1.1 101 S\r\nConnection: Upgrade\r\nUpgrade: h2c\r\n\r\n";
  }

  static byte[] h2Settings() {
    return frame(4, new byte[0]);
  }

  static byte[] h2Ping() {
    return frame(6, new byte[8]);
  }

  static byte[] h2GoAway() {
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

  static String text(byte[] bytes) {
    return new String(bytes, ISO_8859_1);
  }
}
