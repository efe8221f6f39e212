package dev.webhooks.benchmarks;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.Locale;

/** One kept connection of the {@link Sink}: reads whole requests, answers each at once. */
final class SinkConnection {
  private static final int MAX_REQUEST = 64 * 1024;
  private static final byte[] OK = response("text/plain", "ok");
  private static final String LENGTH = "\r\ncontent-length:";
  private static final String HANDSHAKE = "{\"event\":\"webhook.verify\",\"verifyToken\":\"";

  private static final String HANGS = "POST /hangs/";

  private final SocketChannel channel;
  private final Arrivals arrivals;
  private ByteBuffer received = ByteBuffer.allocate(4 * 1024);

  SinkConnection(SocketChannel channel, Arrivals arrivals) {
    this.channel = channel;
    this.arrivals = arrivals;
  }

  /** Answers with the number of requests that were answered. */
  int answerWhatCame() {
    try {
      if (channel.read(received) < 0) {
        channel.close();
        return 0;
      }
      received.flip();
      int answered = 0;
      while (answerOne()) {
        answered++;
      }
      received.compact();
      if (!received.hasRemaining()) {
        makeRoom();
      }
      return answered;
    } catch (IOException e) {
      closeQuietly();
      return 0;
    }
  }

  private boolean answerOne() throws IOException {
    int body = endOfHeaders();
    if (body < 0) {
      return false;
    }
    int start = received.position();
    String head = new String(received.array(), start, body - start, ISO_8859_1);
    int length = contentLength(head);
    if (received.limit() - body < length) {
      return false;
    }
    arrivals.arrived(received.array(), body, length);
    byte[] answer = answer(body, length);
    received.position(body + length);
    if (answer == OK && head.startsWith(HANGS)) {
      return true;
    }
    // A few bytes on an otherwise idle connection: they always fit.
    channel.write(ByteBuffer.wrap(answer));
    return true;
  }

  private int endOfHeaders() {
    byte[] bytes = received.array();
    for (int i = received.position() + 3; i < received.limit(); i++) {
      if (bytes[i] == '\n' && bytes[i - 1] == '\r' && bytes[i - 2] == '\n') {
        return i + 1;
      }
    }
    return -1;
  }

  private static int contentLength(String headers) {
    int at = headers.toLowerCase(Locale.ROOT).indexOf(LENGTH);
    if (at < 0) {
      return 0;
    }
    int from = at + LENGTH.length();
    return Integer.parseInt(headers.substring(from, headers.indexOf('\r', from)).strip());
  }

  private byte[] answer(int body, int length) {
    int prefix = Math.min(length, HANDSHAKE.length());
    if (!new String(received.array(), body, prefix, ISO_8859_1).equals(HANDSHAKE)) {
      return OK;
    }
    String question = new String(received.array(), body, length, ISO_8859_1);
    String token = question.substring(prefix, question.indexOf('"', prefix));
    return response("application/json", "{\"verifyToken\":\"" + token + "\"}");
  }

  private static byte[] response(String contentType, String body) {
    String head =
        "HTTP/1.1 200 OK\r\ncontent-type: "
            + contentType
            + "\r\ncontent-length: "
            + body.length()
            + "\r\n\r\n";
    return (head + body).getBytes(ISO_8859_1);
  }

  private void makeRoom() throws IOException {
    if (received.capacity() >= MAX_REQUEST) {
      throw new IOException("a request is too long");
    }
    received = ByteBuffer.allocate(received.capacity() * 2).put(received.flip());
  }

  private void closeQuietly() {
    try {
      channel.close();
    } catch (IOException e) {
      // It is of no more use either way.
    }
  }
}
