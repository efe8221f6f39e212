package dev.webhooks.spi;

/**
 * Protects the signing secrets of webhooks at rest. Whoever can read an unprotected secret can
 * forge signatures.
 *
 * <p>Thread safe. {@link #open} is called when a webhook's URL, headers or key change, when it is
 * verified or resealed, and by each node before it first sends to it after a change; a cipher that
 * asks a remote service holds up that webhook alone. What it throws beside {@link
 * SecretCipherException} counts as trouble that passes: deliveries wait, and the message of such an
 * exception is logged nowhere above the debug level.
 */
public interface SecretCipher {

  /**
   * Makes a secret fit for storing.
   *
   * @param secret not kept and not changed
   * @param webhookId bound to the result, so that one webhook's secret can't pass for another's
   * @return bytes from which {@link #open} alone gets the secret back
   */
  byte[] seal(byte[] secret, String webhookId);

  /**
   * Gets a stored secret back.
   *
   * @param sealed what {@link #seal} answered, or an earlier version of this cipher
   * @param webhookId the same as at sealing
   * @throws SecretCipherException when the bytes were not sealed for this webhook with a key that
   *     this cipher holds; it says whether it is the key that is missing
   */
  byte[] open(byte[] sealed, String webhookId);

  /**
   * Whether a stored secret is sealed as {@link #seal} would seal it today. If it is not, {@link
   * dev.webhooks.WebhookRegistry#resealSecrets} seals it anew.
   *
   * @param sealed what {@link #seal} answered at some time
   */
  default boolean isCurrent(byte[] sealed) {
    return false;
  }

  /**
   * Whether what is sealed can't be read without this cipher. Where it can, what needs more than a
   * digest kept is refused.
   */
  default boolean protects() {
    return true;
  }

  /**
   * No protection: secrets are stored as they are. For trials and tests, or where the database
   * itself is encrypted and read by nobody else.
   */
  static SecretCipher unprotected() {
    return new SecretCipher() {
      @Override
      public byte[] seal(byte[] secret, String webhookId) {
        return secret.clone();
      }

      @Override
      public byte[] open(byte[] sealed, String webhookId) {
        return sealed.clone();
      }

      @Override
      public boolean isCurrent(byte[] sealed) {
        return true;
      }

      @Override
      public boolean protects() {
        return false;
      }
    };
  }
}
