package dev.webhooks.spi;

/**
 * Protects the signing secrets of webhooks at rest. Whoever can read an unprotected secret can
 * forge signatures.
 *
 * <p>Thread safe.
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
   *     this cipher holds
   */
  byte[] open(byte[] sealed, String webhookId);

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
    };
  }
}
