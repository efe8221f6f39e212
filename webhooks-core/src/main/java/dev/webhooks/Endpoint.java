package dev.webhooks;

import dev.webhooks.model.Webhook;
import dev.webhooks.signing.WebhookSigner;
import org.jspecify.annotations.Nullable;

/**
 * A webhook ready to be sent to.
 *
 * @param signer null when its signing secret can't be read
 */
record Endpoint(Webhook webhook, @Nullable WebhookSigner signer) {}
