package dev.webhooks.internal.dispatch;

/**
 * Who may have one more of a number of places that workspaces share, and then the webhooks of a
 * workspace.
 *
 * <p>Guarantee N: all workspaces weigh the same, whatever waits for them. As long as places are
 * idle a workspace may have more than its share, but never the last quarter; of that it may only
 * have its share, and the last eighth is for those that have nothing yet. So a neighbour's first
 * delivery finds a place at once, however many others hang.
 *
 * @param limit how many places there are
 */
record Shares(int limit) {
  /** Of fewer none can be kept. */
  private static final int FEW = 4;

  /**
   * Whether a workspace may have one more.
   *
   * @param held how many it has
   * @param taken how many all have
   * @param sharers how many workspaces share them, itself included
   */
  boolean admits(int held, int taken, int sharers) {
    int free = limit - taken;
    if (free <= 0 || held >= most()) {
      return false;
    }
    if (held == 0) {
      return true;
    }
    if (free <= reserve()) {
      return false;
    }
    return free > limit / 4 || held < limit / sharers;
  }

  /**
   * Whether a webhook may have one more of its workspace's: no more than are left for the others,
   * so that what hangs gets the less the more of it there is.
   */
  boolean admitsWebhook(int held, int taken) {
    int free = limit - taken;
    return held == 0 ? free > 0 : held < free - reserve();
  }

  /** What the webhooks of one workspace share. */
  Shares within(int taken, int sharers) {
    boolean isAmple = limit - taken > limit / 4;
    return new Shares(isAmple ? most() : Math.min(most(), Math.max(1, limit / sharers)));
  }

  /** The last places, for those that have none. */
  private int reserve() {
    return limit < FEW ? 0 : Math.max(1, limit / 8);
  }

  /** The most that one workspace may have, even if it is alone. */
  int most() {
    return limit - limit / 4;
  }

  /**
   * The most that webhooks together may have whose endpoints don't answer in time: each place would
   * be lost for as long as the timeout is.
   */
  int mostOfSlow() {
    return Math.max(1, limit / 4);
  }

  /** The most of them that one workspace may have. */
  int mostOfSlowInWorkspace() {
    return Math.max(1, limit / 8);
  }
}
