package dev.webhooks.internal.http;

import java.io.IOException;
import java.net.ProtocolException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The head of an answer. Read with patience: what no careful server would send costs the
 * connection, by {@link ReplyFraming}, and not the status.
 *
 * <p>One object per call, used on the call's own thread.
 */
final class ReplyHead {
  private static final int MAX_VALUE_LENGTH = 256;
  private static final int CODE = "HTTP/1.1 ".length();
  private static final int CODE_END = CODE + 3;

  /** 0 as long as there is none. */
  private int status;

  private @Nullable String contentType;
  private @Nullable String contentEncoding;
  private @Nullable String retryAfter;
  private @Nullable String date;
  private long contentLength = -1;
  private boolean chunked;
  private boolean closing;

  /** Reads it; interim answers before it are passed over. */
  void read(ReplyInput in) throws IOException {
    int code;
    do {
      code = code(in.line());
      for (String line = in.line(); !line.isEmpty(); line = in.line()) {
        take(line);
      }
      if (isInterim(code)) {
        forget();
      }
    } while (isInterim(code));
    status = code;
  }

  private static boolean isInterim(int code) {
    return code < 200 && code != 101;
  }

  private static int code(String line) throws ProtocolException {
    boolean valid =
        (line.startsWith("HTTP/1.1 ") || line.startsWith("HTTP/1.0 "))
            && line.length() >= CODE_END
            && line.charAt(CODE) != '0'
            && (line.length() == CODE_END || line.charAt(CODE_END) == ' ');
    int code = 0;
    for (int i = CODE; valid && i < CODE_END; i++) {
      char digit = line.charAt(i);
      valid = digit >= '0' && digit <= '9';
      code = 10 * code + digit - '0';
    }
    if (!valid) {
      throw new ProtocolException("not HTTP");
    }
    return code;
  }

  /** The last of several of one name counts. */
  private void take(String line) {
    int colon = line.indexOf(':');
    if (colon < 1) {
      return;
    }
    switch (line.charAt(0)) {
      case 'c', 'C', 'd', 'D', 'r', 'R', 't', 'T' ->
          take(line.substring(0, colon).toLowerCase(Locale.ROOT), line.substring(colon + 1).trim());
      default -> {}
    }
  }

  private void take(String name, String value) {
    switch (name) {
      case "content-type" -> contentType = cleaned(value);
      case "content-encoding" -> contentEncoding = cleaned(value);
      case "retry-after" -> retryAfter = cleaned(value);
      case "date" -> date = cleaned(value);
      case "content-length" -> contentLength = length(value);
      case "transfer-encoding" -> chunked = value.equalsIgnoreCase("chunked");
      case "connection" -> closing = value.equalsIgnoreCase("close");
      default -> {}
    }
  }

  /** -1 for what is none: then the body ends with the connection. */
  private static long length(String value) {
    try {
      return Math.max(-1, Long.parseLong(value));
    } catch (NumberFormatException e) {
      return -1;
    }
  }

  /** NUL and the like stop here. */
  private static String cleaned(String value) {
    return Ascii.cleaned(value, MAX_VALUE_LENGTH);
  }

  /** As if nothing had come: the proxy has spoken in the endpoint's place. */
  void forget() {
    status = 0;
    contentType = null;
    contentEncoding = null;
    retryAfter = null;
    date = null;
    contentLength = -1;
    chunked = false;
    closing = false;
  }

  boolean is(int code) {
    return status == code;
  }

  /** Whether there is one, and it does not say that the request was taken. */
  boolean isRefusal() {
    return status >= 300;
  }

  @Nullable Integer status() {
    return status == 0 ? null : status;
  }

  @Nullable String contentType() {
    return contentType;
  }

  @Nullable String contentEncoding() {
    return contentEncoding;
  }

  @Nullable String retryAfter() {
    return retryAfter;
  }

  @Nullable String date() {
    return date;
  }

  /** Whether the answer ends before its connection does. */
  boolean leavesOpen() {
    return !closing && (chunked || contentLength >= 0 || isAlone());
  }

  /** Whether the answer ends with its head. */
  boolean isAlone() {
    return status < 200 || status == 204 || status == 304 || (!chunked && contentLength == 0);
  }

  boolean isChunked() {
    return chunked;
  }

  /** Of the body, in bytes; -1 where the head does not say it. */
  long contentLength() {
    return contentLength;
  }
}
