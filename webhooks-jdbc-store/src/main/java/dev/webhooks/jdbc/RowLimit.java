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

  /** After so many that went well, twice as many rows are tried. */
  private static final int TRIAL = 256;

  private final AtomicInteger rows = new AtomicInteger(MOST_ROWS);
  private final AtomicInteger wentWell = new AtomicInteger();

  int rows() {
    return rows.get();
  }

  /**
   * After statements with so many rows took too long.
   *
   * @return whether fewer may do
   */
  boolean slowDown(int from) {
    wentWell.set(0);
    rows.compareAndSet(from, Math.max(1, from / 2));
    return rows.get() < from;
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
