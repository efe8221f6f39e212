package dev.webhooks.internal.http;

/**
 * How many bytes the current thread's call may still read from its socket (Guarantee B).
 *
 * <p>OkHttp bounds headers (256 KiB) but not a chunk's extension: an endpoint that never ends that
 * line fills the heap until the call times out. So bytes are counted where they come in, below TLS
 * and below HTTP.
 *
 * <p>The count is per thread because a socket outlives a call and doesn't know where one begins.
 * Every read of a call happens on its own thread, as this client speaks HTTP/1.1 only and connects
 * without racing addresses. Threads outside a call (OkHttp's, closing idle connections) have no
 * limit. Thread safe.
 */
final class ReadBudget {
  @SuppressWarnings("ThreadLocalUsage") // one per sender; end() leaves nothing behind
  private final ThreadLocal<Remaining> current = new ThreadLocal<>();

  /** Begins a call of the current thread. */
  void begin(long bytes) {
    current.set(new Remaining(bytes));
  }

  /** Ends the current thread's call. */
  void end() {
    current.remove();
  }

  /** Takes note of bytes that were read. */
  void spend(int bytes) throws ResponseTooLargeException {
    Remaining remaining = current.get();
    if (remaining != null && bytes > 0) {
      remaining.bytes -= bytes;
      if (remaining.bytes < 0) {
        throw new ResponseTooLargeException();
      }
    }
  }

  private static final class Remaining {
    long bytes;

    Remaining(long bytes) {
      this.bytes = bytes;
    }
  }
}
