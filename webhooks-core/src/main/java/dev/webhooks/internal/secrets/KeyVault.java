package dev.webhooks.internal.secrets;

import dev.webhooks.model.InvalidInputException;
import dev.webhooks.model.SignatureScheme;
import dev.webhooks.model.Webhook;
import dev.webhooks.signing.ApiKey;
import dev.webhooks.spi.SecretCipher;
import dev.webhooks.spi.SecretCipherException;
import dev.webhooks.spi.StoredWebhook;
import java.security.SecureRandom;
import java.util.Arrays;

/**
 * Where keys come from, and where a webhook's secrets are sealed and opened. Of an API key only the
 * digest is kept, which signs as the key does and from which the key can't be got back, unless its
 * scheme needs more.
 *
 * <p>Thread safe.
 */
public final class KeyVault {
  private final SecretCipher cipher;
  private final SecureRandom random;

  public KeyVault(SecretCipher cipher, SecureRandom random) {
    this.cipher = cipher;
    this.random = random;
  }

  public ApiKey generate() {
    return ApiKey.generate(random);
  }

  /** What is to be kept of an API key. */
  public WebhookKey kept(ApiKey apiKey, SignatureScheme scheme) {
    return WebhookKey.of(apiKey, scheme, random);
  }

  /**
   * Whether a webhook may sign so.
   *
   * @throws InvalidInputException naming {@code signatures} when the scheme needs a secret kept
   *     that this cipher would not protect
   */
  public void check(SignatureScheme scheme) {
    if (scheme != SignatureScheme.HEX) {
      checkProtects("signatures", scheme + " keeps the whole secret");
    }
  }

  /**
   * Whether a secret may be kept.
   *
   * @param what needs protection, in a few words
   * @throws InvalidInputException naming the field when this cipher protects nothing
   */
  public void checkProtects(String field, String what) {
    if (!cipher.protects()) {
      throw new InvalidInputException(
          field, what + ", which needs a master key that protects it at rest");
    }
  }

  public StoredWebhook seal(Webhook webhook, WebhookSecrets secrets) {
    byte[] bytes = SecretsFormat.write(secrets);
    try {
      return new StoredWebhook(webhook, cipher.seal(bytes, webhook.id()));
    } finally {
      Arrays.fill(bytes, (byte) 0);
    }
  }

  /**
   * The secrets as they were sealed.
   *
   * @throws SecretCipherException when the stored secret can't be read
   */
  public WebhookSecrets open(StoredWebhook stored) {
    byte[] bytes = cipher.open(stored.sealedSecrets(), stored.webhook().id());
    try {
      return SecretsFormat.read(bytes);
    } catch (SecretCipherException e) {
      if (cipher.protects() || SecretsFormat.isOf(bytes)) {
        throw e;
      }
      // It hands on whatever is stored, and this was sealed: other nodes have the key.
      throw SecretCipherException.keyMissing(
          "the stored secret was sealed with a master key, and this node has none");
    } finally {
      Arrays.fill(bytes, (byte) 0);
    }
  }

  /** Whether the webhook's secret is sealed as it would be today. */
  boolean isCurrent(StoredWebhook stored) {
    return cipher.isCurrent(stored.sealedSecrets());
  }

  /**
   * What signs for this webhook.
   *
   * @throws SecretCipherException when the stored secret can't be read
   */
  public EndpointSigner signer(StoredWebhook stored) {
    return EndpointSigner.of(open(stored));
  }
}
