package dev.webhooks.internal.dispatch;

/**
 * How many outcomes one transaction stores: halved when a store can't take as many, whatever it
 * says why, and doubled again after some successes, so that trying costs little where it is in
 * vain.
 *
 * <p>Used by the storing thread alone.
 */
final class GroupLimit {
  private static final int MOST = 500;
  private static final int SUCCESSES_BEFORE_MORE = 8;

  private int limit = MOST;
  private int successes;

  int current() {
    return limit;
  }

  /** The store could not take this many together. */
  void failed(int size) {
    limit = Math.max(1, Math.min(limit, size / 2));
    successes = 0;
  }

  void stored(int size) {
    if (size >= limit && limit < MOST && ++successes >= SUCCESSES_BEFORE_MORE) {
      limit = Math.min(MOST, 2 * limit);
      successes = 0;
    }
  }
}
