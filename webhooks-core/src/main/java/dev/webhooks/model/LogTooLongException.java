package dev.webhooks.model;

import java.time.Duration;

/** There is too much in a webhook's log between two instants to count while somebody waits. */
public final class LogTooLongException extends ConflictException {
  private static final long serialVersionUID = 1L;

  /**
   * @param time how long it was counted for, in vain
   */
  public LogTooLongException(Duration time) {
    super(
        "the log between the two instants is too long to be counted within "
            + time.toSeconds()
            + " seconds: choose a shorter time, or recover without counting before");
  }
}
