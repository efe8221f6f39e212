package dev.webhooks.internal.log;

/**
 * Log lines where an error must go no further: there may be no memory or stack left to write one.
 */
public final class SafeLog {
  private SafeLog() {}

  /** Writes a line, or does not. */
  @SuppressWarnings("CatchAndPrintStackTrace")
  public static void line(Runnable write) {
    try {
      write.run();
    } catch (RuntimeException | Error e) {
      // A log that fails has nowhere to say so, and what the line is about must still be done.
    }
  }
}
