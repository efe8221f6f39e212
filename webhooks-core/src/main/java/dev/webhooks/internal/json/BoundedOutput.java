package dev.webhooks.internal.json;

import java.io.ByteArrayOutputStream;

/** Bytes in memory, up to a limit; past it, writing fails instead of filling the heap. */
final class BoundedOutput extends ByteArrayOutputStream {
  private final int limit;

  BoundedOutput(int limit) {
    super(512);
    this.limit = limit;
  }

  @Override
  public synchronized void write(int b) {
    throw new UnsupportedOperationException("Jackson writes whole buffers");
  }

  @Override
  public synchronized void write(byte[] bytes, int offset, int length) {
    if (length > limit - count) {
      throw new LimitExceeded();
    }
    super.write(bytes, offset, length);
  }

  /** Told apart from whatever else can go wrong while data is written. */
  static final class LimitExceeded extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /**
     * Whether the limit is what is at the bottom of the failure: Jackson wraps what an output
     * throws.
     */
    static boolean isCauseOf(Throwable failure) {
      for (Throwable t = failure; t != null; t = t.getCause()) {
        if (t instanceof LimitExceeded) {
          return true;
        }
      }
      return false;
    }
  }
}
