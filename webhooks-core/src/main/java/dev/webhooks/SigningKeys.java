package dev.webhooks;

import dev.webhooks.model.Webhook;
import dev.webhooks.signing.ApiKey;
import dev.webhooks.signing.SigningKey;
import dev.webhooks.signing.WebhookSigner;
import dev.webhooks.spi.SecretCipher;
import dev.webhooks.spi.SecretCipherException;
import dev.webhooks.spi.StoredWebhook;
import java.security.SecureRandom;
import java.util.Arrays;

/**
 * Where API keys come from and signing secrets are kept: only the key's digest is stored, sealed.
 * It signs as the key does, and the key can't be got back from it.
 *
 * <p>Thread safe.
 */
final class SigningKeys {
  private final SecretCipher cipher;
  private final SecureRandom random;

  SigningKeys(SecretCipher cipher, SecureRandom random) {
    this.cipher = cipher;
    this.random = random;
  }

  ApiKey generate() {
    return ApiKey.generate(random);
  }

  StoredWebhook seal(Webhook webhook, ApiKey key) {
    byte[] digest = key.signingKey().digest().copyBytes();
    try {
      return new StoredWebhook(webhook, cipher.seal(digest, webhook.id()));
    } finally {
      Arrays.fill(digest, (byte) 0);
    }
  }

  /**
   * @throws SecretCipherException when the stored secret can't be read
   */
  WebhookSigner signer(StoredWebhook stored) {
    byte[] digest = cipher.open(stored.sealedKey(), stored.webhook().id());
    try {
      return WebhookSigner.of(SigningKey.of(digest));
    } finally {
      Arrays.fill(digest, (byte) 0);
    }
  }
}
