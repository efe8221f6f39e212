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
    if (free <= limit / 8) {
      return false;
    }
    return free > limit / 4 || held < limit / sharers;
  }

  /** What those of one workspace share among each other, as workspaces do. */
  Shares within(int taken, int sharers) {
    boolean isAmple = limit - taken > limit / 4;
    return new Shares(isAmple ? most() : Math.max(1, limit / sharers));
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
