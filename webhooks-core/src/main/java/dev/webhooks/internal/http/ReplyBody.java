package dev.webhooks.internal.http;

import java.io.EOFException;
import java.io.IOException;
import okhttp3.ResponseBody;
import okio.Buffer;
import okio.BufferedSource;

/** The first bytes of an answer's body. One object per call, used on the call's own thread. */
final class ReplyBody {
  private static final byte[] NOTHING = {};

  private final int maxBytes;
  private final Buffer received = new Buffer();
  private boolean begun;
  private boolean complete;

  ReplyBody(int maxBytes) {
    this.maxBytes = maxBytes;
  }

  /**
   * Reads until the end or one byte beyond the maximum. What came before an exception is kept.
   *
   * <p>Nothing is done about the rest: on closing, OkHttp reads on for 100 ms to save the
   * connection, and {@link ReadBudget} ends that early where an endpoint has a lot to say.
   */
  void read(ResponseBody body) throws IOException {
    BufferedSource source = body.source();
    long limit = maxBytes + 1L;
    while (received.size() < limit) {
      if (source.read(received, limit - received.size()) == -1) {
        complete = true;
        return;
      }
      begun = true;
    }
  }

  /**
   * Hands over what came, at most the maximum, never inflated. Once: the buffer is given back. When
   * there is no memory for it, nothing: the status counts for more.
   */
  byte[] take() {
    try {
      return received.readByteArray(Math.min(received.size(), maxBytes));
    } catch (EOFException e) {
      throw new AssertionError(e); // that many are there
    } catch (OutOfMemoryError e) {
      complete = false;
      return NOTHING;
    } finally {
      received.clear();
    }
  }

  /** Lets go of what came. */
  void giveUp() {
    complete = false;
    received.clear();
  }

  /** Whether there was more, or the end never came. False if no body was begun. */
  boolean truncated() {
    return begun && !complete;
  }
}
