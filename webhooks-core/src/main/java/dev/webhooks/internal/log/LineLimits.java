package dev.webhooks.internal.log;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * A {@link LineLimit} for each of many subjects, so that a noisy one leaves the others their lines.
 *
 * <p>Guarantee B: those that wrote last are remembered, a bounded number. Thread safe.
 */
public final class LineLimits {
  private static final int MOST_SUBJECTS = 1_000;

  private final LongSupplier nanoClock;
  private final int linesAMinute;
  private final Map<String, LineLimit> bySubject =
      new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, LineLimit> eldest) {
          return size() > MOST_SUBJECTS;
        }
      };

  /**
   * @param linesAMinute how many lines of each subject
   */
  public LineLimits(LongSupplier nanoClock, int linesAMinute) {
    this.nanoClock = nanoClock;
    this.linesAMinute = linesAMinute;
  }

  /** Of this subject. */
  public LineLimit of(String subject) {
    synchronized (bySubject) {
      return bySubject.computeIfAbsent(subject, id -> new LineLimit(nanoClock, linesAMinute));
    }
  }
}
