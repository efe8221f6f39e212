package dev.webhooks.micrometer;

/** What a failed attempt's span has as its error: thrown by nobody, and without a stack trace. */
final class AttemptFailedException extends Exception {
  private static final long serialVersionUID = 1;

  AttemptFailedException(String errorType) {
    super(errorType, null, false, false);
  }
}
