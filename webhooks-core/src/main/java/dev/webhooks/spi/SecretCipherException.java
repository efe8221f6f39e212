package dev.webhooks.spi;

import dev.webhooks.model.WebhookException;

/**
 * A secret at rest can't be read: another master key, or bytes that were tampered with or belong to
 * another webhook.
 */
public final class SecretCipherException extends WebhookException {
  private static final long serialVersionUID = 1L;

  public SecretCipherException(String message) {
    super(message);
  }
}
