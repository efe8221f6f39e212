package dev.webhooks.model;

/**
 * How attempts ended.
 *
 * @param acknowledged how many were answered with a 2xx
 * @param failed how many were not
 */
public record AttemptCounts(long acknowledged, long failed) {
  /** No attempts. */
  public static final AttemptCounts NONE = new AttemptCounts(0, 0);

  /** Both together. */
  public AttemptCounts plus(AttemptCounts other) {
    return new AttemptCounts(acknowledged + other.acknowledged, failed + other.failed);
  }

  /** How many attempts there were. */
  public long total() {
    return acknowledged + failed;
  }
}
