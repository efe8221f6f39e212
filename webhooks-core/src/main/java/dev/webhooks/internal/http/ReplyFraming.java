package dev.webhooks.internal.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.Locale;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Follows the bytes of a connection, request after request, and knows whether each request got one
 * answer that ended exactly where it said (Guarantee W: no answer is taken for another POST's).
 *
 * <p>Every byte comes by here before anybody else reads it. Nothing is repaired and nothing is
 * guessed: whatever a careful server would not send, and everything that two readers might frame
 * differently, ends the connection's reuse, for the price of a new one.
 *
 * <p>Used by one thread at a time, like the connection it belongs to.
 */
final class ReplyFraming {
  /** Longer lines are followed, but not read: no header that matters here is as long. */
  private static final int MAX_LINE = 128;

  private static final String VERSION = "HTTP/1.1 ";
  private static final int CODE_END = VERSION.length() + 3;
  private static final int MAX_DIGITS = 15;
  private static final int TIMED_OUT = 408;

  private enum State {
    /** No request is out, and no byte has come since the last answer's end. */
    IDLE,
    STATUS_LINE,
    HEADERS,
    BODY,
    CHUNK_SIZE,
    CHUNK,
    CHUNK_END,
    TRAILERS,
    /** Nothing can be said any more; for good. */
    DISORDERED
  }

  private State state = State.IDLE;

  private final byte[] line = new byte[MAX_LINE];
  private int lineLength;
  private boolean carriageReturn;

  private int code;

  /** Of the last answer before this one; 0 without one. */
  private int codeBefore;

  private boolean differentAnswers;
  private boolean unasked;
  private boolean last;
  private @Nullable Runnable whenUnasked;

  private long contentLength;
  private boolean chunked;

  /** Of the body, or of the chunk. */
  private long remaining;

  /** Whether no request is out, and the last one's answer ended with the last byte that came. */
  boolean isIdle() {
    return state == State.IDLE;
  }

  /**
   * Whether another request may follow: it is idle, and nothing says that answers were mixed up.
   */
  boolean mayGoOn() {
    return isIdle() && !differentAnswers && !last;
  }

  /** No request shall follow, however well this one's answer ends. */
  void endAfterThis() {
    last = true;
  }

  /**
   * Whether one request was acknowledged and the next was not, or each was refused in another way.
   * That may be so; or else one of them was not the answer to its request.
   */
  boolean hasDifferentAnswers() {
    return differentAnswers;
  }

  /** What to do should it be found that bytes came which no request had asked for. */
  void whenUnasked(Runnable action) {
    whenUnasked = action;
  }

  /**
   * The connection is being closed, by nobody but who uses it.
   *
   * @param more looks for bytes that nobody has read; asked only when no request is out
   */
  void closing(BooleanSupplier more) {
    Runnable action = whenUnasked;
    if (action != null && (unasked || (isIdle() && more.getAsBoolean()))) {
      whenUnasked = null;
      action.run();
    }
  }

  /** A request is about to be sent. */
  void sending() {
    if (state == State.IDLE) {
      state = State.STATUS_LINE;
      contentLength = -1;
      chunked = false;
    }
  }

  /** Bytes have come in. */
  void received(byte[] bytes, int offset, int count) {
    int end = offset + count;
    int at = offset;
    while (at < end) {
      at =
          switch (state) {
            case STATUS_LINE, HEADERS, CHUNK_SIZE, CHUNK_END, TRAILERS -> readLine(bytes, at, end);
            case BODY, CHUNK -> skip(at, end);
            case IDLE -> {
              unasked = true;
              yield disorder(end);
            }
            case DISORDERED -> end;
          };
    }
  }

  /** The other side has ended the connection. */
  void ended() {
    state = State.DISORDERED;
  }

  private int disorder(int end) {
    state = State.DISORDERED;
    return end;
  }

  private int skip(int at, int end) {
    int count = (int) Math.min(remaining, end - at);
    remaining -= count;
    if (remaining == 0) {
      state = state == State.BODY ? State.IDLE : State.CHUNK_END;
    }
    return at + count;
  }

  /** Up to the line's end, which is CR LF and nothing else, or to the bytes' end. */
  private int readLine(byte[] bytes, int from, int end) {
    for (int at = from; at < end; at++) {
      byte next = bytes[at];
      if (carriageReturn != (next == '\n')) {
        return disorder(end);
      }
      if (next == '\n') {
        carriageReturn = false;
        state = afterLine();
        lineLength = 0;
        return at + 1;
      }
      if (next == '\r') {
        carriageReturn = true;
      } else {
        if (lineLength < MAX_LINE) {
          line[lineLength] = next;
        }
        lineLength++;
      }
    }
    return end;
  }

  private State afterLine() {
    boolean empty = lineLength == 0;
    return switch (state) {
      case STATUS_LINE -> afterStatusLine();
      case HEADERS -> empty ? afterHead() : afterHeader();
      case CHUNK_SIZE -> afterChunkSize();
      case CHUNK_END -> empty ? State.CHUNK_SIZE : State.DISORDERED;
      case TRAILERS -> empty ? State.IDLE : State.TRAILERS;
      case IDLE, BODY, CHUNK, DISORDERED -> State.DISORDERED;
    };
  }

  /** An answer in HTTP/1.0 ends with its connection, and another version is not spoken here. */
  private State afterStatusLine() {
    String text = text(0, Math.min(lineLength, CODE_END + 1));
    boolean wellFormed =
        text.startsWith(VERSION)
            && text.length() >= CODE_END
            && (text.length() == CODE_END || text.charAt(CODE_END) == ' ');
    code = wellFormed ? (int) number(text.substring(VERSION.length(), CODE_END), 10) : -1;
    if (code >= 200) {
      compare();
    }
    return code >= 100 ? State.HEADERS : State.DISORDERED;
  }

  private void compare() {
    if (codeBefore != 0
        && codeBefore != code
        && !(isAcknowledged(code) && isAcknowledged(codeBefore))) {
      differentAnswers = true;
      // No server waits in vain for a request that it has read: it spoke before that.
      unasked |= code == TIMED_OUT;
    }
    codeBefore = code;
  }

  /** Nothing can be seen on that connection any more, should the answer be somebody else's. */
  private State endAfterAnswer() {
    unasked |= differentAnswers && isAcknowledged(code);
    return State.DISORDERED;
  }

  private static boolean isAcknowledged(int code) {
    return code / 100 == 2;
  }

  private State afterHeader() {
    int colon = colon();
    if (colon < 1) {
      return State.DISORDERED;
    }
    if (!mayMatter(line[0])) {
      return State.HEADERS;
    }
    boolean orderly =
        switch (text(0, colon).toLowerCase(Locale.ROOT)) {
          case "content-length" -> lineLength <= MAX_LINE && takeContentLength(value(colon));
          case "transfer-encoding" -> lineLength <= MAX_LINE && takeTransferEncoding(value(colon));
          case "connection" -> lineLength <= MAX_LINE && !value(colon).contains("close");
          default -> true;
        };
    return orderly ? State.HEADERS : endAfterAnswer();
  }

  /**
   * Where the header's name ends, as far as the line is kept; -1 without a name of visible ASCII. A
   * folded line has none, and neither has one with a letter that is an s or a k only for readers of
   * Unicode, as in {@code tran\u017ffer-encoding}.
   */
  private int colon() {
    int kept = Math.min(lineLength, MAX_LINE);
    for (int at = 0; at < kept; at++) {
      if (line[at] == ':') {
        return at;
      }
      if (line[at] <= ' ' || line[at] == 0x7f) { // bytes from 0x80 on are negative
        return -1;
      }
    }
    return lineLength > MAX_LINE ? MAX_LINE : -1;
  }

  private static boolean mayMatter(byte first) {
    return first == 'C' || first == 'c' || first == 'T' || first == 't';
  }

  private String value(int colon) {
    return text(colon + 1, lineLength).strip().toLowerCase(Locale.ROOT);
  }

  private boolean takeContentLength(String value) {
    boolean first = contentLength == -1;
    contentLength = number(value, 10);
    return first && contentLength >= 0;
  }

  private boolean takeTransferEncoding(String value) {
    boolean first = !chunked;
    chunked = value.equals("chunked");
    return first && chunked;
  }

  private State afterHead() {
    if (code < 200) {
      boolean another = code != 101 && contentLength == -1 && !chunked;
      return another ? State.STATUS_LINE : State.DISORDERED;
    }
    if (code == 204 || code == 304) {
      return contentLength <= 0 && !chunked ? State.IDLE : State.DISORDERED;
    }
    if (chunked) {
      return contentLength == -1 ? State.CHUNK_SIZE : State.DISORDERED;
    }
    remaining = contentLength;
    return contentLength > 0
        ? State.BODY
        : contentLength == 0 ? State.IDLE : State.DISORDERED; // until the connection's end
  }

  private State afterChunkSize() {
    int end = 0;
    while (end < lineLength && end < MAX_LINE && line[end] != ';') {
      end++;
    }
    remaining = number(text(0, end), 16);
    return remaining > 0 ? State.CHUNK : remaining == 0 ? State.TRAILERS : State.DISORDERED;
  }

  /** Digits alone: no sign, no space, no more than fit; -1 for everything else. */
  private static long number(String text, int radix) {
    boolean digits =
        !text.isEmpty()
            && text.length() <= MAX_DIGITS
            && text.chars().allMatch(c -> c < 0x80 && Character.digit(c, radix) >= 0);
    return digits ? Long.parseLong(text, radix) : -1;
  }

  private String text(int from, int to) {
    return new String(line, from, to - from, ISO_8859_1);
  }
}
