package dev.webhooks.spi;

import static java.util.Objects.requireNonNull;

import dev.webhooks.model.Webhook;

/**
 * A webhook as a store holds it.
 *
 * @param sealedSecrets its signing secret, as {@link SecretCipher#seal} left it; opaque to the
 *     store, at most 4 KiB. Not copied: neither side changes it.
 */
public record StoredWebhook(Webhook webhook, byte[] sealedSecrets) {

  public StoredWebhook {
    requireNonNull(webhook, "webhook");
    requireNonNull(sealedSecrets, "sealedSecrets");
  }

  /** Leaves the secret out. */
  @Override
  public String toString() {
    return "StoredWebhook[" + webhook.id() + "]";
  }
}
