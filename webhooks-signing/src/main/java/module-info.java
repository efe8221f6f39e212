/**
 * Signs and verifies webhooks with nothing but the JDK.
 *
 * <p>A receiving team needs this module alone; start at {@link
 * dev.webhooks.signing.SignatureVerifier}, or for Standard Webhooks at {@link
 * dev.webhooks.signing.StandardVerifier}.
 */
module dev.webhooks.signing {
  requires static org.jspecify;

  exports dev.webhooks.signing;
}
