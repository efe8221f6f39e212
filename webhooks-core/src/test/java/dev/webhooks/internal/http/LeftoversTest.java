package dev.webhooks.internal.http;

import static dev.webhooks.internal.http.Senders.post;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Guarantee W: an answer is never taken for another POST's, whatever a server leaves behind. */
class LeftoversTest {
  private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n";
  private static final String ERROR = "HTTP/1.1 500 No\r\nContent-Length: 0\r\n\r\n";
  private static final String CHUNKED = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";
  private static final String TIMED_OUT =
      "HTTP/1.1 408 T\r\nConnection: close\r\nContent-Length: 0\r\n\r\n";

  /**
   * An answer and what is left of it.
   *
   * @param writes at once, each in a record of its own under TLS
   * @param later once the first POST has been answered, and the connection is idle
   * @param unasked whether it is clear where the answer ended, and that more came; otherwise its
   *     end can't be told
   */
  record Form(String name, List<String> writes, String later, boolean unasked) {
    static Form now(String name, String... writes) {
      return new Form(name, List.of(writes), "", true);
    }

    static Form later(String name, String later) {
      return new Form(name, List.of(OK), later, true);
    }

    static Form withoutEnd(String name, String write) {
      return new Form(name, List.of(write), "", false);
    }

    @Override
    public String toString() {
      return name;
    }
  }

  static List<Form> forms() {
    String chunks = "4\r\nabcd\r\n0\r\n\r\n";
    String smuggled = chunks + OK;
    return List.of(
        Form.now("two answers in one write", OK + OK),
        Form.now("two answers in two writes", OK, OK),
        Form.now("many answers, read ahead at once", OK.repeat(20)),
        Form.now("more than is read ahead", OK.repeat(2_000)),
        Form.later("a second answer later", OK),
        Form.later("an unasked 408 while idle", TIMED_OUT),
        Form.later("an interim answer while idle", "HTTP/1.1 102 Processing\r\n\r\n"),
        Form.later("a single byte while idle", "H"),
        Form.now("a stray line end behind the body", answer("Content-Length: 2", "ok\r\n")),
        Form.now("a stray line feed behind the body", answer("Content-Length: 2", "ok\n")),
        Form.later("a stray line end later", "\r\n"),
        Form.now("a body longer than its length", answer("Content-Length: 4", "café" + OK)),
        Form.now("one byte more than its length", answer("Content-Length: 4", "café")),
        Form.now("a body where there is none", "HTTP/1.1 204 No\r\n\r\nbody"),
        Form.now("a body after an empty one", OK + "body"),
        Form.now("an answer behind the last chunk", CHUNKED + chunks + OK),
        Form.now("a line end behind the last chunk", CHUNKED + chunks + "\r\n"),
        Form.now("an answer behind the trailers", CHUNKED + "0\r\nX-A: b\r\n\r\n" + OK),
        Form.now("an interim answer behind the final one", OK + "HTTP/1.1 103 Hints\r\n\r\n"),
        Form.now("an answer that ends with what is read at once", padded(8192) + OK),
        Form.now("a long body, of which the end is dropped", padded(20_000) + OK),
        Form.withoutEnd(
            "two lengths", answer("Content-Length: 16\r\nContent-Length: 2", "ok" + OK)),
        Form.withoutEnd(
            "a length and chunks",
            answer("Content-Length: 2\r\nTransfer-Encoding: chunked", smuggled)),
        Form.withoutEnd(
            "a header that only readers of Unicode know",
            answer(
                "Content-Length: " + smuggled.length() + "\r\nTran\u017ffer-Encoding: chunked",
                smuggled)));
  }

  private static String answer(String headers, String body) {
    return "HTTP/1.1 200 OK\r\n" + headers + "\r\n\r\n" + body;
  }

  /** Of this many bytes in all. */
  private static String padded(int size) {
    int head = answer("Content-Length: 10000", "").length();
    int body = size - head;
    return answer(
        "Content-Length: " + Integer.toString(100_000 + body).substring(1), "x".repeat(body));
  }

  static Stream<Arguments> formsAndTransports() {
    return Arrays.stream(Transport.values())
        .flatMap(transport -> forms().stream().map(form -> Arguments.of(form, transport)));
  }

  @ParameterizedTest(name = "Guarantee W: {0}, {1}")
  @MethodSource("formsAndTransports")
  void theNextPostGetsItsOwnAnswer(Form form, Transport transport)
      throws IOException, InterruptedException {
    AtomicReference<RawServer.Exchange> answered = new AtomicReference<>();
    CountDownLatch written = new CountDownLatch(1);
    RawServer.Script script =
        exchange -> {
          if (!exchange.request.startsWith("POST /odd ")) {
            exchange.write(ERROR);
            return;
          }
          answered.set(exchange);
          try {
            for (String write : form.writes()) {
              exchange.write(write.getBytes(UTF_8));
            }
          } finally { // a sender that has seen enough hangs up
            written.countDown();
          }
        };
    try (RawServer server = transport.serving(script);
        HttpSender sender = transport.sender()) {
      assertThat(sender.post(post("wh_odd", transport.url(server, "/odd"))).status())
          .isBetween(200, 204);
      // What comes even later can't be told from the next answer.
      assertThat(written.await(10, TimeUnit.SECONDS)).isTrue();
      if (!form.later().isEmpty()) {
        answered.get().write(form.later().getBytes(UTF_8));
      }

      // The odd one's own first: nothing but the look at the connection saves it.
      for (String owner : List.of("wh_odd", "wh_other", "wh_odd", "wh_other")) {
        HttpReply next = sender.post(post(owner, transport.url(server, "/next")));
        assertThat(next.failure()).isNull();
        assertThat(next.status()).isEqualTo(500);
      }
      assertThat(server.posts()).isEqualTo(5);
      // Who speaks unasked has a connection for each POST, once it was found.
      assertThat(server.connections()).isEqualTo(form.unasked() ? 4 : 3);
    }
  }
}
