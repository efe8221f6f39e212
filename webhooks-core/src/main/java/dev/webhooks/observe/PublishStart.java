package dev.webhooks.observe;

/**
 * Events that are about to be stored together.
 *
 * <p>Immutable.
 */
public final class PublishStart {
  private final int events;
  private final boolean joined;

  /**
   * For the library, and tests of observers.
   *
   * @param events how many, at least 1
   * @param joined whether in a transaction of the caller's
   */
  public PublishStart(int events, boolean joined) {
    this.events = events;
    this.joined = joined;
  }

  /** How many events. */
  public int events() {
    return events;
  }

  /**
   * Whether it happens in the caller's own transaction, so that they are there once the caller
   * commits; else they are when publishing ends.
   */
  public boolean joined() {
    return joined;
  }
}
