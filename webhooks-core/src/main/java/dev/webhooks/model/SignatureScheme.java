package dev.webhooks.model;

/**
 * How the requests to a webhook are signed. The hex header of the wire contract is always there;
 * the others add the three headers of <a href="https://www.standardwebhooks.com">Standard
 * Webhooks</a>, which sign the delivery's id and the time of the attempt too.
 */
public enum SignatureScheme {
  /** The hex header alone: HMAC-SHA256 over the body. */
  HEX,

  /**
   * Also Standard Webhooks {@code v1}: HMAC-SHA256, keyed by the 48 bytes that the API key is made
   * of. They are then kept, where otherwise only a digest is, so the host's cipher must protect
   * them.
   */
  STANDARD,

  /**
   * Also {@code v1a}: Ed25519, beside {@code v1} in the same header. The webhook gets a key pair of
   * its own; its receiver verifies with {@link Webhook#publicKey()}, which can't sign.
   */
  STANDARD_ED25519
}
