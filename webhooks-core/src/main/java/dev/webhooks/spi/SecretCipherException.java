package dev.webhooks.spi;

import dev.webhooks.model.WebhookException;

/**
 * A secret at rest can't be read: another master key, or bytes that were tampered with or belong to
 * another webhook.
 */
public final class SecretCipherException extends WebhookException {
  private static final long serialVersionUID = 1L;

  private final boolean keyMissing;

  /**
   * For bytes that no key will open. What waits for this secret is given up, and can be recovered.
   */
  public SecretCipherException(String message) {
    this(message, false);
  }

  private SecretCipherException(String message, boolean keyMissing) {
    super(message);
    this.keyMissing = keyMissing;
  }

  /**
   * For bytes that a key would open which this node does not have. What waits for this secret goes
   * on waiting.
   */
  public static SecretCipherException keyMissing(String message) {
    return new SecretCipherException(message, true);
  }

  /** Whether the secret can be read again as soon as its master key is back. */
  public boolean isKeyMissing() {
    return keyMissing;
  }
}
