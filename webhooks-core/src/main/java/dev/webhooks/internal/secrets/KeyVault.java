package dev.webhooks.internal.secrets;

import dev.webhooks.internal.log.LineLimit;
import dev.webhooks.internal.log.LogReason;
import dev.webhooks.internal.log.SafeLog;
import dev.webhooks.model.InvalidInputException;
import dev.webhooks.model.SignatureScheme;
import dev.webhooks.model.Webhook;
import dev.webhooks.signing.ApiKey;
import dev.webhooks.spi.SecretCipher;
import dev.webhooks.spi.SecretCipherException;
import dev.webhooks.spi.StoredWebhook;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where keys come from, and where a webhook's secrets are sealed and opened. Of an API key only the
 * digest is kept, which signs as the key does and from which the key can't be got back, unless its
 * scheme needs more.
 *
 * <p>Thread safe.
 */
public final class KeyVault {
  private static final Logger log = LoggerFactory.getLogger(KeyVault.class);

  private final SecretCipher cipher;
  private final SecureRandom random;

  /** For what can't be opened; null where that is told elsewhere. */
  private final @Nullable LineLimit unreadable;

  public KeyVault(SecretCipher cipher, SecureRandom random) {
    this(cipher, random, null);
  }

  private KeyVault(SecretCipher cipher, SecureRandom random, @Nullable LineLimit unreadable) {
    this.cipher = cipher;
    this.random = random;
    this.unreadable = unreadable;
  }

  /** The same, for calls of the host's: a line a minute tells what their callers are told. */
  public KeyVault telling(LongSupplier nanoClock) {
    return new KeyVault(cipher, random, new LineLimit(nanoClock));
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
    try {
      return opened(stored);
    } catch (SecretCipherException e) {
      tell(e);
      throw e;
    }
  }

  private void tell(SecretCipherException cause) {
    if (unreadable != null && unreadable.admits()) {
      String others = unreadable.leftOut();
      SafeLog.line(
          () ->
              log.error(
                  "A signing secret can't be read, so a call failed; is the master key the right"
                      + " one? {}{}",
                  LogReason.of(cause),
                  others));
    }
  }

  private WebhookSecrets opened(StoredWebhook stored) {
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
