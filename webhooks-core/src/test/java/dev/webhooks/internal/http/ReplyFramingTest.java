package dev.webhooks.internal.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Guarantee W: whatever two readers might frame differently is in no order. */
class ReplyFramingTest {
  private static final String END = "\r\n\r\n";

  @ParameterizedTest
  @ValueSource(
      strings = {
        "200 OK\r\nContent-Length: 0",
        "200\r\nCONTENT-LENGTH:0",
        "200 \r\ncontent-length: \t0 ",
        "404 No\r\nX: y:z\r\nContent-Length: 000",
        "204 No",
        "204 No\r\nContent-Length: 0",
        "304 N",
      })
  void anEmptyAnswerEndsWithItsHead(String head) {
    assertIdleAfter("HTTP/1.1 " + head + END, true);
    assertIdleAfter("HTTP/1.1 " + head + END + "x", false);
    assertIdleAfter("HTTP/1.1 100 C" + END + "HTTP/1.1 " + head + END, true);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "200 OK", // ends with the connection
        "205 R",
        "101 U\r\nUpgrade: x",
        "101 U\r\nContent-Length: 0",
        "099 L\r\nContent-Length: 0",
        "20 L\r\nContent-Length: 0",
        "2000 L\r\nContent-Length: 0",
        "+20 L\r\nContent-Length: 0",
        "200 OK\r\nContent-Length: ",
        "200 OK\r\nContent-Length: +0",
        "200 OK\r\nContent-Length: -1",
        "200 OK\r\nContent-Length: 0x0",
        "200 OK\r\nContent-Length: 0, 0",
        "200 OK\r\nContent-Length: 0;",
        "200 OK\r\nContent-Length: 0000000000000000000000000000000000",
        "200 OK\r\nContent-Length: 0\r\nContent-Length: 0",
        "200 OK\r\nContent-Length : 0",
        "200 OK\r\nX-A: b\r\n Content-Length: 0",
        "200 OK\r\n Content-Length: 0",
        "200 OK\r\n\tContent-Length: 0\r\nContent-Length: 0",
        "200 OK\r\nContent-Length: 0\r\nno colon",
        "200 OK\r\nContent-Length: 0\r\n: no name",
        "200 OK\r\nContent-Length: 0\r\nN\u00e4me: x",
        "200 OK\r\nContent-Length: 0\r\nN\u007fme: x",
        "200 OK\r\nContent-Length: 0\r\nX: a\nb",
        "200 OK\r\nContent-Length: 0\r\nX: a\rb",
        "200 OK\nContent-Length: 0",
        "200 OK\r\nContent-Length: 0\r\nTransfer-Encoding: chunked",
        "200 OK\r\nTransfer-Encoding: identity\r\nContent-Length: 0",
        "200 OK\r\nContent-Length: 0\r\nConnection: close",
        "200 OK\r\nContent-Length: 0\r\nConnection: keep-alive, CLOSE",
        "204 No\r\nContent-Length: 1",
        "204 No\r\nTransfer-Encoding: chunked",
        "304 No\r\nContent-Length: 5",
        "100 C\r\nContent-Length: 0\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 0",
      })
  void anOddHeadIsInNoOrder(String head) {
    assertIdleAfter("HTTP/1.1 " + head + END, false);
  }

  @ParameterizedTest
  @ValueSource(strings = {"HTTP/1.0", "HTTP/2.0", "HTTP/1.2", "http/1.1", "ICY", " HTTP/1.1", ""})
  void soIsAnotherVersion(String version) {
    assertIdleAfter(version + " 200 OK\r\nContent-Length: 0" + END, false);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0\r\n\r\n",
        "000\r\n\r\n",
        "0;a=b\r\nX: y\r\n\r\n",
        "1\r\na\r\n0\r\n\r\n",
        "a;q=\"x\"\r\n0123456789\r\nA\r\n0123456789\r\n0\r\n\r\n",
      })
  void chunksEndWithTheirTrailers(String chunks) {
    String head = "HTTP/1.1 200 OK\r\ntransfer-encoding: Chunked" + END;
    assertIdleAfter(head + chunks, true);
    assertIdleAfter(head + chunks + "\r\n", false);
    assertIdleAfter(head + chunks.substring(0, chunks.length() - 1), false);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\r\n\r\n",
        "g\r\n\r\n",
        "-0\r\n\r\n",
        "0x0\r\n\r\n",
        " 0\r\n\r\n",
        "0 \r\n\r\n",
        "0\n\n",
        "0\r\n\n",
        "1\r\nab0\r\n\r\n", // a reader may skip to the line's end
        "1\r\naXX\r\n0\r\n\r\n",
        "1\r\na0\r\n\r\n",
        "0000000000000000\r\n\r\n",
      })
  void oddChunksAreInNoOrder(String chunks) {
    assertIdleAfter("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked" + END + chunks, false);
  }

  @Test
  void aLongExtensionIsFollowed() {
    String head = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked" + END;
    assertIdleAfter(head + "1;" + "x".repeat(1000) + "\r\na\r\n0\r\n\r\n", true);
    assertIdleAfter(head + "0".repeat(1000) + ";x\r\n\r\n", false);
  }

  @Test
  void aLongLineHidesNothing() {
    String length = "\r\nContent-Length: 0" + END;
    assertIdleAfter("HTTP/1.1 200 " + "x".repeat(1000) + length, true);
    assertIdleAfter("HTTP/1.1 200 OK\r\n" + "c".repeat(1000) + ": x" + length, true);
    assertIdleAfter(
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: " + " ".repeat(1000) + "chunked" + length, false);
    assertIdleAfter(
        "HTTP/1.1 200 OK\r\nConnection: " + "x, ".repeat(1000) + "close" + length, false);
  }

  @Test
  void aConnectionIsIdleAtFirstAndBusyFromTheFirstByteOfARequest() {
    ReplyFraming framing = new ReplyFraming();
    assertThat(framing.isIdle()).isTrue();
    framing.sending();
    framing.sending();
    assertThat(framing.isIdle()).isFalse();
  }

  @Test
  void everyRequestHasAnAnswerOfItsOwn() {
    ReplyFraming framing = new ReplyFraming();
    for (int i = 0; i < 3; i++) {
      framing.sending();
      receive(framing, "HTTP/1.1 200 OK\r\nContent-Length: 3" + END + "abc");
      assertThat(framing.isIdle()).isTrue();
    }
    framing.sending();
    receive(framing, "HTTP/1.1 204 No" + END);
    assertThat(framing.isIdle()).isTrue();
  }

  @Test
  void anAnswerBeforeItsRequestIsInNoOrderForGood() {
    ReplyFraming framing = new ReplyFraming();
    receive(framing, "\r\n");
    framing.sending();
    receive(framing, "HTTP/1.1 200 OK\r\nContent-Length: 0" + END);
    assertThat(framing.isIdle()).isFalse();
  }

  @Test
  void anEndedConnectionIsNeverIdle() {
    ReplyFraming framing = new ReplyFraming();
    framing.ended();
    framing.sending();
    receive(framing, "HTTP/1.1 200 OK\r\nContent-Length: 0" + END);
    assertThat(framing.isIdle()).isFalse();
  }

  /** Whole, and byte by byte: where the pieces of an answer end means nothing. */
  private static void assertIdleAfter(String answer, boolean idle) {
    ReplyFraming whole = new ReplyFraming();
    whole.sending();
    receive(whole, answer);
    assertThat(whole.isIdle()).isEqualTo(idle);

    ReplyFraming pieces = new ReplyFraming();
    pieces.sending();
    answer.chars().forEach(c -> receive(pieces, String.valueOf((char) c)));
    assertThat(pieces.isIdle()).isEqualTo(idle);
  }

  private static void receive(ReplyFraming framing, String text) {
    byte[] bytes = ("--" + text).getBytes(ISO_8859_1);
    framing.received(bytes, 2, bytes.length - 2);
  }
}
