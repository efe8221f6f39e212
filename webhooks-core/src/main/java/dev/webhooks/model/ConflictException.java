package dev.webhooks.model;

/**
 * What was asked for is in order, and does not go with the present state of things: in HTTP's
 * words, 409. Nothing was changed.
 */
public abstract sealed class ConflictException extends WebhookException
    permits LogTooLongException,
        QuotaExceededException,
        RedeliveryRefusedException,
        WebhookNotActiveException {
  private static final long serialVersionUID = 1L;

  ConflictException(String message) {
    super(message);
  }
}
