package dev.webhooks.internal.http;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Looks into exceptions, not for ever: causes may go round in circles. */
final class Causes {
  private static final int MAX_DEPTH = 8;
  private static final int MAX_TRIES = 16;

  private Causes() {}

  /** The first of this type among an exception and its causes; null if there is none. */
  static <T extends Throwable> @Nullable T first(Class<T> type, @Nullable Throwable thrown) {
    Throwable cause = thrown;
    for (int depth = 0; cause != null && depth < MAX_DEPTH; depth++) {
      if (type.isInstance(cause)) {
        return type.cast(cause);
      }
      cause = cause.getCause();
    }
    return null;
  }

  /** An exception, and what was added to it for other addresses of the host. */
  static List<Throwable> tries(Throwable thrown) {
    List<Throwable> tries = new ArrayList<>();
    tries.add(thrown);
    for (Throwable suppressed : thrown.getSuppressed()) {
      if (tries.size() < MAX_TRIES) {
        tries.add(suppressed);
      }
    }
    return tries;
  }
}
