/**
 * Signs and verifies webhooks, and answers their handshake, with nothing but the JDK.
 *
 * <p>A receiving team needs this module alone; start at {@link
 * dev.webhooks.signing.SignatureVerifier}, or for Standard Webhooks at {@link
 * dev.webhooks.signing.StandardVerifier}. {@link dev.webhooks.signing.Handshake} answers the
 * question that comes first.
 */
module dev.webhooks.signing {
  requires static org.jspecify;

  exports dev.webhooks.signing;
}
