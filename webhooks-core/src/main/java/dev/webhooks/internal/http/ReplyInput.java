package dev.webhooks.internal.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;

/**
 * What comes in on a connection, in lines and in pieces; {@link ReplyFraming} sees every byte as it
 * comes.
 *
 * <p>Used by one thread at a time, like the connection it belongs to.
 */
final class ReplyInput {
  private static final int BUFFER = 4096;

  /** What is kept of a line, which may be longer; all of a head is bounded by what may be read. */
  private static final int MAX_LINE = 8 * 1024;

  private final InputStream in;
  private final ReplyFraming framing;
  private final byte[] buffer = new byte[BUFFER];
  private int next;
  private int end;

  ReplyInput(InputStream in, ReplyFraming framing) {
    this.in = in;
    this.framing = framing;
  }

  /** Whether something has come that nobody has taken. */
  boolean hasLeft() {
    return next < end;
  }

  /**
   * The next line, without its end: CR LF, or LF alone. Of a long one its beginning: it is none
   * that matters here, and must not cost those that do.
   *
   * @throws EOFException if the connection ends within it
   */
  String line() throws IOException {
    ByteArrayOutputStream begun = null;
    while (true) {
      need();
      int from = next;
      boolean whole = skipToLineEnd();
      int count = next - from - (whole ? 1 : 0);
      if (whole && begun == null) {
        return text(buffer, from, count);
      }
      if (begun == null) {
        begun = new ByteArrayOutputStream();
      }
      begun.write(buffer, from, Math.min(count, MAX_LINE - begun.size()));
      if (whole) {
        return text(begun.toByteArray(), 0, begun.size());
      }
    }
  }

  /** Reads the line's rest and drops it. */
  void skipLine() throws IOException {
    do {
      need();
    } while (!skipToLineEnd());
  }

  /** Goes on behind the next line's end, or to the end of what is there; says which. */
  private boolean skipToLineEnd() {
    while (next < end) {
      if (buffer[next++] == '\n') {
        return true;
      }
    }
    return false;
  }

  /** Gives a piece of the body to the body, at most so many bytes; -1 at the connection's end. */
  int piece(ReplyBody body, long atMost) throws IOException {
    if (next == end && !fill()) {
      return -1;
    }
    int count = (int) Math.min(atMost, end - next);
    body.add(buffer, next, count);
    next += count;
    return count;
  }

  private void need() throws IOException {
    if (next == end && !fill()) {
      throw new EOFException();
    }
  }

  private boolean fill() throws IOException {
    int count = in.read(buffer, 0, buffer.length);
    if (count < 0) {
      framing.ended();
      return false;
    }
    framing.received(buffer, 0, count);
    next = 0;
    end = count;
    return true;
  }

  private static String text(byte[] bytes, int from, int length) {
    int kept = length > 0 && bytes[from + length - 1] == '\r' ? length - 1 : length;
    return new String(bytes, from, kept, ISO_8859_1);
  }
}
