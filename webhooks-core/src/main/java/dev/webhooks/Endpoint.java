package dev.webhooks;

import dev.webhooks.model.Webhook;
import org.jspecify.annotations.Nullable;

/**
 * A webhook as its deliveries find it.
 *
 * @param signer null when it can't be sent to
 * @param problem why it can't be sent to, fit for the delivery log; null when it can
 * @param lasting whether the problem stays until somebody does something about it
 */
record Endpoint(
    Webhook webhook, @Nullable EndpointSigner signer, @Nullable String problem, boolean lasting) {

  static Endpoint ready(Webhook webhook, EndpointSigner signer) {
    return new Endpoint(webhook, signer, null, false);
  }

  /** Sending would fail in the same way each time. */
  static Endpoint unusable(Webhook webhook, String problem) {
    return new Endpoint(webhook, null, problem, true);
  }

  /** Sending may work in a while. */
  static Endpoint unusableForNow(Webhook webhook, String problem) {
    return new Endpoint(webhook, null, problem, false);
  }
}
