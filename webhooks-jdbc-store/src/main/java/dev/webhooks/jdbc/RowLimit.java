package dev.webhooks.jdbc;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * How many rows one statement carries, or looks at. A database that ends statements after a short
 * time is given fewer at once, until it keeps up, and more again by and by.
 *
 * <p>Thread safe.
 */
final class RowLimit {
  /** Where a statement's own cost no longer matters. */
  static final int MOST_ROWS = 1_000;

  /** What took too long with no more, while many more were allowed, had another reason: a lock. */
  private static final int FEW = 8;

  /** After so many that went well, twice as many rows are tried. */
  private static final int TRIAL = 256;

  private final int divisor;
  private final AtomicInteger rows = new AtomicInteger(MOST_ROWS);
  private final AtomicInteger wentWell = new AtomicInteger();

  private RowLimit(int divisor) {
    this.divisor = divisor;
  }

  /** For all that is written, call after call. */
  static RowLimit ofWriting() {
    return new RowLimit(2);
  }

  /** For one call that reads, and so finds the number of rows anew: in few steps. */
  static RowLimit ofOneRead() {
    return new RowLimit(8);
  }

  int rows() {
    return rows.get();
  }

  /**
   * After a statement that took too long. Fewer rows are for everybody only where it carried as
   * many as it might, or many; else they are for the work itself.
   *
   * @param from how many rows it was allowed
   * @param load how many it had to do with
   * @return how many the same work may be tried with at once; none if rows were not the reason
   */
  int slowDown(int from, int load) {
    int fewer = Math.max(1, (load > from / 2 ? from : load) / divisor);
    if (fewer >= Math.min(from, load)) {
      return 0;
    }
    if (load > Math.max(from, rows.get()) / 2) {
      shrink(fewer);
    } else if (load > FEW) {
      shrink(Math.max(FEW, fewer));
    }
    return Math.min(fewer, rows.get());
  }

  private void shrink(int atMost) {
    wentWell.set(0);
    rows.accumulateAndGet(atMost, Math::min);
  }

  /** After a transaction that was committed, or a call that read what it wanted. */
  void wentWell() {
    int now = rows.get();
    if (now < MOST_ROWS && wentWell.incrementAndGet() >= TRIAL) {
      wentWell.set(0);
      rows.compareAndSet(now, Math.min(MOST_ROWS, now * 2));
    }
  }
}
