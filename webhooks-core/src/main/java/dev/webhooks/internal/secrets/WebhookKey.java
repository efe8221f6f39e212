package dev.webhooks.internal.secrets;

import dev.webhooks.model.SignatureScheme;
import dev.webhooks.signing.ApiKey;
import dev.webhooks.signing.Ed25519KeyPair;
import dev.webhooks.signing.SigningKey;
import java.security.SecureRandom;
import org.jspecify.annotations.Nullable;

/**
 * What is kept of one key of a webhook: no more than its scheme needs. Immutable.
 *
 * @param digest of the API key: signs the hex header as the API key does
 * @param secret the API key's 48 bytes, which sign Standard Webhooks {@code v1}; null if not kept
 * @param pair signs {@code v1a}; null if not kept
 */
public record WebhookKey(
    SigningKey digest, @Nullable SigningKey secret, @Nullable Ed25519KeyPair pair) {

  public static WebhookKey of(ApiKey apiKey, SignatureScheme scheme, SecureRandom random) {
    return new WebhookKey(
        apiKey.signingKey().digest(),
        scheme == SignatureScheme.HEX ? null : apiKey.standardSigningKey(),
        scheme == SignatureScheme.STANDARD_ED25519 ? Ed25519KeyPair.generate(random) : null);
  }

  /** The same key without what the scheme does not need. */
  WebhookKey reducedTo(SignatureScheme scheme) {
    return new WebhookKey(
        digest,
        scheme == SignatureScheme.HEX ? null : secret,
        scheme == SignatureScheme.STANDARD_ED25519 ? pair : null);
  }

  public @Nullable String publicKey() {
    return pair == null ? null : pair.publicKey();
  }
}
