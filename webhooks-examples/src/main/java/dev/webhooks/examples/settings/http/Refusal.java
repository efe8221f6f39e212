package dev.webhooks.examples.settings.http;

/** A request that is turned down for what it is, not for one of its fields. */
final class Refusal extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final int status;

  /**
   * @param status the HTTP status
   * @param detail why, for people to read
   */
  Refusal(int status, String detail) {
    super(detail);
    this.status = status;
  }

  int status() {
    return status;
  }
}
