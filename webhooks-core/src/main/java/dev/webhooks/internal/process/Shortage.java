package dev.webhooks.internal.process;

import org.jspecify.annotations.Nullable;

/** What a process can run out of, whoever it sends to, and what its operator can do about it. */
public enum Shortage {
  CONNECTIONS(
      "no file descriptor, local port or memory is left to open a connection with; raise the limit"
          + " of open files (ulimit -n, LimitNOFILE) or lower maxInFlight"),
  THREADS(
      "no thread can be started; raise the limit of threads (ulimit -u, the container's pids limit)"
          + " or lower maxInFlight"),
  MEMORY("the heap is full; raise -Xmx, or lower maxInFlight or maxEventBytes"),
  CLASSES(
      "a class can't be loaded, as happens when no file descriptor is left (ulimit -n); restart"
          + " this process if it lasts");

  private final String advice;

  Shortage(String advice) {
    this.advice = advice;
  }

  public String advice() {
    return advice;
  }

  /** What the process lacks, if that is why this was thrown; else null. */
  public static @Nullable Shortage of(Throwable thrown) {
    if (thrown instanceof OutOfMemoryError) {
      // The JVM's own words, and nobody else's.
      String message = String.valueOf(thrown.getMessage());
      return message.contains("native thread") ? THREADS : MEMORY;
    }
    return thrown instanceof LinkageError ? CLASSES : null;
  }
}
