package dev.webhooks.internal.http;

import java.io.EOFException;
import java.io.IOException;
import java.net.ProtocolException;
import java.util.Arrays;

/**
 * The first bytes of an answer's body, never inflated. One object per call, used on the call's own
 * thread.
 */
final class ReplyBody {
  private static final byte[] NOTHING = {};

  private final int maxBytes;
  private byte[] kept = NOTHING;
  private int length;

  /** How much came in all. */
  private long count;

  private boolean complete;

  /** What is still to come. */
  private Pieces pieces = () -> false;

  ReplyBody(int maxBytes) {
    this.maxBytes = maxBytes;
  }

  /** How a body is divided on the wire. */
  private interface Pieces {
    /** Adds the next piece to the body; says whether there was one. */
    boolean next() throws IOException;
  }

  /**
   * Reads until the end, or until more has come than is kept. What came before an exception is
   * kept.
   */
  void read(ReplyHead head, ReplyInput in) throws IOException {
    pieces = pieces(head, in);
    while (!complete && count <= maxBytes) {
      complete = !pieces.next();
    }
  }

  /** Reads on to the end, and drops what comes. */
  void skipRest() throws IOException {
    while (pieces.next()) {}
  }

  private Pieces pieces(ReplyHead head, ReplyInput in) {
    if (head.isAlone()) {
      return () -> false;
    }
    if (head.isChunked()) {
      return new Chunks(in);
    }
    long declared = head.contentLength();
    return declared < 0
        ? () -> in.piece(this, Long.MAX_VALUE) >= 0
        : () -> count < declared && next(in, declared - count) > 0;
  }

  private int next(ReplyInput in, long atMost) throws IOException {
    int came = in.piece(this, atMost);
    if (came < 0) {
      throw new EOFException();
    }
    return came;
  }

  /** Each chunk says how long it is; the last one is empty, and headers may follow it. */
  private final class Chunks implements Pieces {
    private final ReplyInput in;
    private boolean begun;
    private long left;

    Chunks(ReplyInput in) {
      this.in = in;
    }

    @Override
    public boolean next() throws IOException {
      if (left == 0 && !beginChunk()) {
        return false;
      }
      left -= ReplyBody.this.next(in, left);
      return true;
    }

    private boolean beginChunk() throws IOException {
      if (begun) {
        in.skipLine();
      }
      begun = true;
      left = size(in.line());
      if (left == 0) {
        while (!in.line().isEmpty()) {}
      }
      return left > 0;
    }
  }

  /** Of a chunk; what may follow it on its line means nothing here. */
  private static long size(String line) throws ProtocolException {
    int semicolon = line.indexOf(';');
    String digits = (semicolon < 0 ? line : line.substring(0, semicolon)).trim();
    try {
      long size = Long.parseLong(digits, 16);
      if (size >= 0) {
        return size;
      }
    } catch (NumberFormatException e) {
      // as for one below zero
    }
    throw new ProtocolException("a chunk of no size");
  }

  /** Keeps what there is room for. */
  void add(byte[] bytes, int from, int came) {
    int fitting = Math.min(came, maxBytes - length);
    if (length + fitting > kept.length) {
      kept = Arrays.copyOf(kept, Math.min(maxBytes, Math.max(length + fitting, 2 * length)));
    }
    System.arraycopy(bytes, from, kept, length, fitting);
    length += fitting;
    count += came;
  }

  /**
   * Hands over what came, at most the maximum. Once: it is let go of. When there is no memory for
   * it, nothing: the status counts for more.
   */
  byte[] take() {
    try {
      return Arrays.copyOf(kept, length);
    } catch (OutOfMemoryError e) {
      complete = false;
      return NOTHING;
    } finally {
      kept = NOTHING;
      length = 0;
    }
  }

  /** Lets go of what came. */
  void giveUp() {
    complete = false;
    kept = NOTHING;
    length = 0;
  }

  /** Whether the end has come. */
  boolean isComplete() {
    return complete;
  }

  /** Whether there was more, or the end never came. False if no body was begun. */
  boolean truncated() {
    return count > 0 && !complete;
  }
}
